import { expect, test } from "vitest";
import { connectionId } from "../../commerce/ids.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Orders, Sweep } from "../../connectors/kit/contract/ports.ts";
import { releaseHold } from "../../hub/order-holds/order-holds.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { pollOrdersNow } from "../lanes/sweep-requests.ts";
import { fakeShop, type TestEngine, testEngine } from "../testing.ts";

const HOUR = 3_600_000;

interface Shop {
  readonly there: Map<string, OrderPart>;
  /** Orders the list leaves out although the shop has them. */
  readonly unlisted: Set<string>;
  readonly requests: string[][];
  readonly byName: string[];
  readonly orders: Orders;
}

/** A shop that tells an order it has, and nothing of one it has not. */
function shop(how: Partial<Sweep<OrderPart>> = {}): Shop {
  const made: Shop = {
    there: new Map(),
    unlisted: new Set(),
    requests: [],
    byName: [],
    orders: {
      essential: {},
      sweeps: [
        {
          id: "open",
          mode: "open_ids",
          everyMs: HOUR,
          async *run({ openIds = [] }) {
            if (openIds.length > 0) made.requests.push([...openIds]);
            const items = openIds.flatMap((id) => (made.unlisted.has(id) ? [] : (made.there.get(id) ?? [])));
            yield { items, cursor: "", safeToSave: true };
          },
          ...how,
        },
      ],
      async get(key) {
        made.byName.push(key);
        return made.there.get(key) ?? null;
      },
      options: () => [],
      async execute({ order }) {
        if (!made.there.has(order.key)) throw new ConnectorError({ kind: "not_found" }, "Invalid ID.");
        return { state: "done", text: platformText("Done.") };
      },
    },
  };
  return made;
}

async function sold(engine: TestEngine, made: Shop, keys: readonly string[], variantKey?: string) {
  const parts = keys.map((key) =>
    orderPart(key, {
      number: key,
      status: "on_hold",
      lines: [orderLine({ key: `${key}-1`, quantity: 1, ...(variantKey && { variantKey }) })],
    }),
  );
  for (const part of parts) made.there.set(part.orderKey, part);
  const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
  const now = new Date(engine.clock.now());
  return engine.inside((tx) =>
    applyOrderParts(tx, { connection, parts, compareAndSet: "none", now, source: "poll", actor }),
  );
}

async function poll(engine: TestEngine) {
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]),
  );
  await engine.engine.runUntilIdle();
}

const statuses = (engine: TestEngine) =>
  engine.db.owner.rows<{ key: string; status: string; word: string }>(
    "select ext_key as key, status, platform_status as word from argosy.sales_order order by ext_key",
  );

test("a run reads its share of open orders, however many, and the next goes on after them", async () => {
  const made = shop({ idsARun: 25 });
  await using engine = await testEngine({ orders: made.orders });
  const keys = Array.from({ length: 60 }, (_, n) => `o${n}`);
  await sold(engine, made, keys);
  for (let run = 0; run < 3; run += 1) {
    await poll(engine);
    engine.clock.pass(HOUR);
  }
  expect(made.requests.map((ids) => ids.length)).toEqual([25, 25, 10]);
  expect(new Set(made.requests.flat())).toEqual(new Set(keys));
});

test("numbers that surprise ask for one share of the open orders, however many numbers and orders there are", async () => {
  const made = shop({ idsARun: 25 });
  await using engine = await testEngine({ orders: made.orders });
  await sold(
    engine,
    made,
    Array.from({ length: 60 }, (_, n) => `o${n}`),
  );
  await poll(engine);
  engine.clock.pass(60_000);
  made.requests.length = 0;
  const lane = { organization: engine.organization, connection: connectionId(engine.store) };
  for (const agoMs of [30_000, 20_000, 10_000, 0, 0]) {
    const now = new Date(engine.clock.now());
    await engine.inside((tx) => pollOrdersNow(tx, lane, now, new Date(now.getTime() - agoMs)));
  }
  for (let minute = 0; minute < 10; minute += 1) {
    await engine.engine.runUntilIdle();
    engine.clock.pass(60_000);
  }
  expect(made.requests.map((ids) => ids.length)).toEqual([25]);
});

test("a long list is read in looks, all of it in one run", async () => {
  const made = shop();
  await using engine = await testEngine({ orders: made.orders });
  const keys = Array.from({ length: 130 }, (_, n) => `o${n}`);
  await sold(engine, made, keys);
  await poll(engine);
  expect(made.requests.map((ids) => ids.length)).toEqual([10, 50, 50, 20]);
  expect(new Set(made.requests.flat())).toEqual(new Set(keys));
});

test("other sweeps have their turn after ten orders that each take seconds", async () => {
  const happened: string[] = [];
  const made = shop();
  const [open] = made.orders.sweeps;
  const placed: Sweep<OrderPart> = {
    id: "placed",
    mode: "changed",
    everyMs: 60_000,
    async *run() {
      happened.push("new orders");
      yield { items: [], cursor: "", safeToSave: true };
    },
  };
  const sweeps = open ? [{ ...open, run: slowly }, placed] : [];
  async function* slowly(...[input, ctx]: Parameters<Sweep<OrderPart>["run"]>) {
    if (!open) return;
    happened.push(`${input.openIds?.length ?? 0} open`);
    engine.clock.pass(7_500 * (input.openIds?.length ?? 0));
    yield* open.run(input, ctx);
  }
  await using engine = await testEngine({ orders: { ...made.orders, sweeps } });
  const keys = Array.from({ length: 45 }, (_, n) => `o${n}`);
  await sold(engine, made, keys);
  happened.length = 0;
  await poll(engine);
  const reads = happened.filter((one) => one !== "new orders");
  expect(reads.slice(0, 5)).toEqual(["10 open", "10 open", "10 open", "10 open", "5 open"]);
  for (const [index, one] of happened.entries())
    if (one !== "new orders" && one !== "5 open") expect(happened[index + 1], happened.join(", ")).toBe("new orders");
});

test("an order deleted on the channel ends here and gives its stock free; one that is only not listed stays", async () => {
  const made = shop();
  await using engine = await testEngine({ orders: made.orders });
  const { variant } = await engine.listed("MUG", 10);
  await sold(engine, made, ["a", "b", "c"], "MUG");
  const reserved = async () =>
    (
      await engine.db.owner.one<{ n: number }>(
        "select sum(reserved)::int as n from argosy.level where variant_id = $1",
        [variant],
      )
    ).n;
  expect(await reserved()).toBe(3);
  made.there.delete("b");
  made.unlisted.add("c");
  await poll(engine);
  expect(await statuses(engine)).toMatchObject([
    { key: "a", status: "on_hold" },
    { key: "b", status: "cancelled", word: "deleted" },
    { key: "c", status: "on_hold" },
  ]);
  expect(made.byName).toEqual(expect.arrayContaining(["b", "c"]));
  expect(await reserved()).toBe(2);
  const entries = await engine.db.owner.rows<{ text: string }>("select text from argosy.timeline where kind = 'gone'");
  expect(entries).toEqual([{ text: "The order was deleted on the channel. It is cancelled here." }]);
  expect(await engine.db.owner.rows("select kind, subject_kind, text from argosy.alert")).toEqual([
    {
      kind: "orders_gone",
      subject_kind: "order",
      text: expect.stringContaining("b: 1 open order no longer exists there."),
    },
  ]);
});

test("a shop that does not answer as itself has deleted nothing", async () => {
  const made = shop();
  await using engine = await testEngine(
    { orders: made.orders },
    {
      connect: {
        begin: async () => ({ step: "ready" }),
        complete: async () => ({ grant: { secrets: {} }, accounts: [] }),
        detect: async () => {
          throw new ConnectorError({ kind: "transient" }, "Away.");
        },
      },
    },
  );
  await sold(engine, made, ["a"]);
  made.there.clear();
  await poll(engine);
  expect(await statuses(engine)).toMatchObject([{ key: "a", status: "on_hold" }]);
});

test.each([
  ["cancel", "done", "The order was deleted on the channel. It is cancelled here."],
  ["fulfil", "rejected", "The order was deleted on the channel, so nothing was sent. It is cancelled here."],
] as const)("%s of an order that was deleted is %s, and it ends here", async (kind, state, text) => {
  const made = shop();
  await using engine = await testEngine({ orders: made.orders });
  const [order] = await sold(engine, made, ["a"]);
  made.there.clear();
  const command: Parameters<typeof requestCommand>[1]["command"] =
    kind === "cancel"
      ? { kind, reason: "other", restock: true, notifyCustomer: false }
      : { kind, carrier: "DHL", notifyCustomer: false };
  const request = { orderId: order?.orderId ?? "", actor, now: new Date(engine.clock.now()) };
  await engine.inside(async (tx) => {
    // The channel has it on hold, which nobody ships.
    await releaseHold(tx, request);
    await requestCommand(tx, { ...request, command, idempotencyKey: kind });
  });
  await engine.engine.runUntilIdle();
  expect(await engine.db.owner.rows("select state, text from argosy.command")).toEqual([{ state, text }]);
  expect(await statuses(engine)).toMatchObject([{ key: "a", status: "cancelled", word: "deleted" }]);
});

test("an order that is met unchanged and not told again is not asked for by name", async () => {
  const made = shop({
    async *run({ openIds = [] }) {
      yield { items: [], cursor: "", safeToSave: true, unchangedKeys: openIds };
    },
  });
  await using engine = await testEngine({ orders: made.orders });
  await sold(engine, made, ["1", "2"]);
  engine.clock.pass(HOUR);
  await poll(engine);
  expect(made.byName).toEqual([]);
});

test("an order is read in rotation where closing is not reported, and one opened again holds its units", async () => {
  const made = shop({ closedARun: 2 });
  await using engine = await testEngine({ orders: made.orders });
  const { variant } = await engine.listed("MUG", 10);
  const keys = Array.from({ length: 5 }, (_, n) => `o${n}`);
  await sold(engine, made, keys, "MUG");
  const report = (status: OrderPart["status"], version: bigint) => {
    for (const part of made.there.values())
      made.there.set(part.orderKey, { ...part, status, version: { ...part.version, value: version } });
  };
  report("cancelled", 10_000_000_000_000_000n);
  await poll(engine);
  const reserved = () =>
    engine.db.owner.one("select sum(reserved)::int as n from argosy.level where variant_id = $1", [variant]);
  expect(await reserved()).toEqual({ n: 0 });
  report("on_hold", 20_000_000_000_000_000n);
  made.requests.length = 0;
  for (let run = 0; run < 3; run += 1) {
    engine.clock.pass(HOUR);
    await poll(engine);
  }
  expect(new Set(made.requests.flat())).toEqual(new Set(keys));
  expect(await reserved()).toEqual({ n: 5 });
  expect(made.byName).toEqual([]);
});

/** A channel that tells orders of the last 60 days only, and of which no sweep looks at open ones again. */
function forgetful() {
  const made = shop();
  const orders: Orders = { ...made.orders, sweeps: [] };
  const { meta } = fakeShop(() => ({}));
  return { made, ports: { orders }, more: { meta: { ...meta, orderHistory: { days: 60 } } } };
}

test("open orders are read by name, some a run, without a sweep for it; a deleted one ends", async () => {
  const { made, ports, more } = forgetful();
  await using engine = await testEngine(ports, more);
  const keys = Array.from({ length: 30 }, (_, n) => `o${n}`);
  await sold(engine, made, keys);
  made.there.delete("o7");
  await poll(engine);
  expect(made.byName).toEqual([]);
  for (let run = 0; run < 2; run += 1) {
    engine.clock.pass(3 * HOUR);
    await poll(engine);
  }
  expect(made.byName.toSorted()).toEqual(keys.toSorted());
  expect((await statuses(engine)).filter(({ word }) => word === "deleted").map(({ key }) => key)).toEqual(["o7"]);
});

test("an order older than the channel tells is not taken for deleted", async () => {
  const { made, ports, more } = forgetful();
  await using engine = await testEngine(ports, more);
  await sold(engine, made, ["old"]);
  made.there.clear();
  engine.clock.pass(60 * 24 * HOUR);
  await poll(engine);
  engine.clock.pass(3 * HOUR);
  await poll(engine);
  expect(made.byName).toEqual([]);
  expect(await statuses(engine)).toMatchObject([{ key: "old", status: "on_hold" }]);
});
