/** No number of a channel is raised while an order of it has reached the hub and is not applied. */
import { expect, test } from "vitest";
import { timeVersion } from "../../commerce/version.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { InboundChange } from "../../connectors/kit/contract/webhooks.ts";
import { readStockFile, takeStockFile } from "../../hub/channel-files/stock-files.ts";
import { dismissEvent } from "../../hub/incoming-event-log/dismiss-event.ts";
import { allUnreadOrders, unreadOrders } from "../../hub/incoming-event-log/unread-orders.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { replayEvent } from "../lanes/retry-failed.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { type FakeChannel, fakeChannel, ordersBy, reportShown } from "./testing.ts";

const MINUTE = 60_000;

const unreadable = () =>
  new ConnectorError(
    { kind: "drift", path: "line_items.0.sku", problem: "expected string, received number" },
    "The platform's answer has changed.",
  );

/** A shop that shows 49 of one item and tells of its orders; `reads` says what becomes of a delivery. */
async function shop(
  reads: () => InboundChange,
  how: {
    readonly stock?: Parameters<typeof fakeChannel>[0];
    readonly polled?: () => readonly string[];
    readonly maxItems?: number;
  } = {},
) {
  const channel = fakeChannel(how.stock ?? { compareAndSet: "read" });
  const { push } = channel.stock;
  const engine = await testEngine({
    stock: { ...channel.stock, push: { ...push, maxItems: how.maxItems ?? push.maxItems } },
    orders: {
      ...ordersBy(async function* ({ cursor }) {
        yield { items: [], unreadKeys: how.polled?.() ?? [], cursor: cursor ?? "c", safeToSave: true };
      }),
      get: async () => {
        throw unreadable();
      },
    },
    webhooks: {
      secrets: () => [],
      verify: () => ({ outcome: "signed" }),
      read: () => [],
      reply: () => ({ status: 200 }),
      interpret: async () => reads(),
    },
  });
  channel.shown.set("TEE", 49);
  const { listing, variant } = await engine.listed("TEE", 49);
  await engine.engine.runUntilIdle();
  await pass(engine, 10 * MINUTE);
  expect(channel.shown.get("TEE")).toBe(49);
  return { engine, channel, listing, variant };
}

async function pass(engine: TestEngine, ms: number, times = 1): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    engine.clock.pass(ms);
    await engine.engine.runUntilIdle();
  }
}

const wake = (engine: TestEngine, kind: "inbox" | "sweep") =>
  engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], $2, $3)", [
      engine.store,
      kind,
      new Date(engine.clock.now()),
    ]),
  );

async function deliver(engine: TestEngine, ref = "16"): Promise<void> {
  await engine.db.owner.run(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, body,
       received_at, due_at)
     values ($1, $2, 'order', $3, 'orders/create', 'webhook', true, '{}', $4, $4)`,
    [engine.organization, engine.store, ref, new Date(engine.clock.now())],
  );
  await wake(engine, "inbox");
}

const alerts = (engine: TestEngine) =>
  engine.db.owner.rows<{ kind: string; severity: string; state: string }>(
    "select kind, severity, state from argosy.alert where kind = 'event_failed' order by first_at",
  );

/** What the shop's badge says. */
const badge = (engine: TestEngine) =>
  engine.db.owner.one<{ health: string; lastError: string | null }>(
    `select health, last_error as "lastError" from argosy.connection where id = $1`,
    [engine.store],
  );
const UNREAD = { health: "degraded", lastError: "An order could not be read. No quantity is raised until it is." };
const WELL = { health: "healthy", lastError: null };

/** The shop sells three: its number falls, and the order it tells of cannot be read. */
async function sell(engine: TestEngine, channel: FakeChannel, listing: string) {
  channel.shown.set("TEE", (channel.shown.get("TEE") ?? 0) - 3);
  await deliver(engine);
  await reportShown(engine, listing, channel.shown.get("TEE") ?? 0);
  await engine.engine.runUntilIdle();
}

const ignored = (): InboundChange => ({ as: "nothing", reason: "" });

const sale = (at: number): InboundChange => ({
  as: "orders",
  parts: [
    orderPart("16", {
      placedAt: new Date(at).toISOString(),
      version: timeVersion(new Date(at).toISOString()),
      lines: [orderLine({ variantKey: "TEE", quantity: 3, channelTook: 3 })],
    }),
  ],
});

test("an order that cannot be read keeps its shop's number down until it is, and a person is told at once as of an outage [I9.3]", async () => {
  let isReadable = false;
  let soldAt = 0;
  const { engine, channel, listing, variant } = await shop(() => {
    if (!isReadable) throw unreadable();
    return sale(soldAt);
  });
  await using _ = engine;
  soldAt = engine.clock.now();
  await sell(engine, channel, listing);
  expect(await alerts(engine)).toEqual([{ kind: "event_failed", severity: "critical", state: "open" }]);
  const unread = await engine.inside((tx) => unreadOrders(tx, engine.store, new Date(engine.clock.now())));
  expect(unread).toMatchObject({ total: 1, orders: [{ ref: "16", attempts: 1, kind: "order" }], heldQuantities: 1 });
  const everywhere = await engine.inside((tx) => allUnreadOrders(tx, new Date(engine.clock.now())));
  expect(everywhere).toMatchObject({
    total: 1,
    orders: [{ ref: "16", storeId: engine.store, storeName: "Shop", number: null, lines: [] }],
    heldQuantities: 1,
  });
  // What it seems to hold is told of an answer of ordinary length, and of no other.
  const unreadItems = async (padding: number) => {
    const body = JSON.stringify({ number: "1016", items: [{ sku: "TEE", quantity: 3 }], notes: "x".repeat(padding) });
    await engine.db.owner.run("update argosy.inbox_event set body = $1 where ref = '16'", [Buffer.from(body)]);
    const { orders } = await engine.inside((tx) => allUnreadOrders(tx, new Date(engine.clock.now())));
    return orders.map(({ number, lines }) => [number, lines.map(({ sku, quantity }) => [sku, quantity])]);
  };
  expect([await unreadItems(0), await unreadItems(100_000)]).toEqual([[["1016", [["TEE", "3"]]]], [[null, []]]]);
  await pass(engine, 4_000, 5);
  await pass(engine, 5 * MINUTE, 24);
  expect(channel.shown.get("TEE")).toBe(46);
  expect(await badge(engine)).toEqual(UNREAD);
  // Goods that come in raise nothing either; what is gone is told at once.
  await engine.adjust(variant, 20);
  await pass(engine, MINUTE, 3);
  expect(channel.shown.get("TEE")).toBe(46);
  await engine.adjust(variant, -29);
  await pass(engine, 1_000);
  expect(channel.shown.get("TEE")).toBe(40);
  await engine.adjust(variant, 9);
  isReadable = true;
  const [event] = unread.orders;
  await engine.inside((tx) => replayEvent(tx, engine.organization, event?.id ?? "", new Date(engine.clock.now())));
  await engine.engine.runUntilIdle();
  await pass(engine, 4_000, 4);
  expect(channel.shown.get("TEE")).toBe(46);
  expect(await alerts(engine)).toMatchObject([{ state: "resolved" }]);
  expect(await badge(engine)).toEqual(WELL);
});

test("goods that come in wait for an order that fails, also where nothing surprises; dismissed, it holds nothing back", async () => {
  const { engine, channel, variant } = await shop(() => {
    throw new ConnectorError({ kind: "not_found" }, "No route was found.");
  });
  await using _ = engine;
  await deliver(engine);
  await engine.engine.runUntilIdle();
  await engine.adjust(variant, 10);
  await engine.engine.runUntilIdle();
  // Until it is given up, and after it.
  await pass(engine, 30 * MINUTE, 12);
  expect(channel.shown.get("TEE")).toBe(49);
  const fileContent = await engine.inside(async (tx) => {
    const now = new Date(engine.clock.now());
    const { id } = await takeStockFile(tx, { connectionId: engine.store, name: "stock.csv", actor: "test", now });
    return (await readStockFile(tx, { connectionId: engine.store, id })).content;
  });
  expect(fileContent).toMatchObject([{ key: "TEE", quantity: 49 }]);
  const { orders } = await engine.inside((tx) => unreadOrders(tx, engine.store, new Date(engine.clock.now())));
  expect(await badge(engine)).toEqual(UNREAD);
  await engine.inside((tx) =>
    dismissEvent(tx, { connectionId: engine.store, id: orders[0]?.id ?? "", actor, now: new Date(engine.clock.now()) }),
  );
  expect(await badge(engine)).toEqual(WELL);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("TEE")).toBe(59);
  expect(await alerts(engine)).toMatchObject([{ state: "resolved" }]);
});

test("an order that comes in while other items are written or read holds what has not left yet", async () => {
  for (const compareAndSet of ["read", "none"] as const) {
    const { engine, channel, variant } = await shop(
      () => {
        throw unreadable();
      },
      { stock: { compareAndSet }, maxItems: 1 },
    );
    await using _ = engine;
    channel.shown.set("MUG", 5);
    const mug = await engine.listed("MUG", 5);
    await engine.engine.runUntilIdle();
    await pass(engine, 10 * MINUTE);
    const comes = async () => {
      Object.assign(channel, { onSend: async () => undefined, onRead: async () => undefined });
      await deliver(engine);
      return undefined;
    };
    if (compareAndSet === "read") channel.onSend = comes;
    else channel.onRead = comes;
    await engine.adjust(mug.variant, 10);
    await engine.adjust(variant, 10);
    await engine.engine.runUntilIdle();
    await pass(engine, MINUTE, 3);
    const raised = [channel.shown.get("MUG"), channel.shown.get("TEE")].filter((shown) => shown === 15 || shown === 59);
    expect(raised).toHaveLength(compareAndSet === "read" ? 1 : 0);
  }
});

test("a higher number does not go over a sale not yet reported where neither channel nor connector compares", async () => {
  const { engine, channel, variant } = await shop(ignored, { stock: { compareAndSet: "none" } });
  await using _ = engine;
  channel.shown.set("TEE", 46);
  await engine.adjust(variant, 10);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("TEE")).toBe(46);
  // No order has taken them: they were put in by hand.
  await pass(engine, 4_000, 4);
  expect(channel.shown.get("TEE")).toBe(59);
});

test("an order that polling finds and nobody can read holds every number of its shop down for as long as it stays so", async () => {
  let isSold = false;
  const { engine, channel, variant, listing } = await shop(ignored, { polled: () => (isSold ? ["16"] : []) });
  await using _ = engine;
  isSold = true;
  channel.shown.set("TEE", 46);
  await reportShown(engine, listing, 46);
  await pass(engine, 5 * MINUTE, 12);
  await engine.adjust(variant, 10);
  await pass(engine, 5 * MINUTE, 12);
  expect(channel.shown.get("TEE")).toBe(46);
  expect((await alerts(engine))[0]).toMatchObject({ severity: "critical", state: "open" });
  expect(await badge(engine)).toEqual(UNREAD);
});

test("a delivery that failed is done with once its order was applied by another way", async () => {
  let isReadable = false;
  let soldAt = 0;
  const { engine, channel, listing } = await shop(() => {
    if (!isReadable) throw unreadable();
    return sale(soldAt);
  });
  await using _ = engine;
  soldAt = engine.clock.now();
  await sell(engine, channel, listing);
  isReadable = true;
  engine.clock.pass(1_000);
  await deliver(engine);
  await engine.engine.runUntilIdle();
  expect(await engine.inside((tx) => unreadOrders(tx, engine.store, new Date(engine.clock.now())))).toMatchObject({
    total: 0,
    orders: [],
  });
  expect(await alerts(engine)).toMatchObject([{ state: "resolved" }]);
});

test("a sale whose webhook is late is not written off beside an edit on a two-way store", async () => {
  let soldAt = 0;
  const { engine, channel, listing } = await shop(() => sale(soldAt));
  await using _ = engine;
  await engine.db.owner.run(`update argosy.connection set settings = '{"policy":{"stock":"channel"}}' where id = $1`, [
    engine.store,
  ]);
  // Ten are counted in, and looked at twice; then three are sold, of which nobody has told yet.
  channel.shown.set("TEE", 59);
  await reportShown(engine, listing, 59);
  await pass(engine, 3_000, 2);
  engine.clock.pass(2_000);
  soldAt = engine.clock.now();
  channel.shown.set("TEE", 56);
  await pass(engine, 1_000, 3);
  await deliver(engine);
  await engine.engine.runUntilIdle();
  await pass(engine, 4_000, 6);
  expect(channel.shown.get("TEE")).toBe(56);
  const level = await engine.inside((tx) =>
    tx.one("select on_hand, available from argosy.level where organization_id = argosy.tenant()"),
  );
  expect(level).toEqual({ on_hand: 59, available: 56 });
});

/** An item found in a shop that shows 5 of it, where eight are here: one was sold there of which nobody has told. */
async function found(stock: Parameters<typeof fakeChannel>[0], run: Parameters<typeof ordersBy>[0]) {
  const channel = fakeChannel(stock);
  const engine = await testEngine({ stock: channel.stock, orders: ordersBy(run) });
  await pass(engine, MINUTE);
  channel.shown.set("CUP", 5).set("JUG", 5);
  const cup = await engine.listed("CUP", null);
  const jug = await engine.listed("JUG", null);
  await reportShown(engine, cup.listing, 5);
  await reportShown(engine, jug.listing, 5);
  await engine.adjust(cup.variant, 8);
  await engine.adjust(jug.variant, 3);
  await engine.engine.runUntilIdle();
  return { engine, channel, cup };
}

test("an item's first number rises over what was found there only once orders were listed since; a lower one leaves at once", async () => {
  for (const compareAndSet of ["read", "none"] as const) {
    let isReported = false;
    let runs = 0;
    const { engine, channel } = await found({ compareAndSet }, async function* ({ cursor }) {
      runs += 1;
      const items = isReported
        ? [
            orderPart("17", {
              placedAt: new Date(0).toISOString(),
              lines: [orderLine({ variantKey: "CUP", quantity: 1, channelTook: 1 })],
            }),
          ]
        : [];
      yield { items, cursor: cursor ?? "c", safeToSave: true };
    });
    await using _ = engine;
    expect(Object.fromEntries(channel.shown)).toEqual({ CUP: 5, JUG: 3 });
    const before = { runs, reads: channel.reads };
    isReported = true;
    await pass(engine, 4_000, 2);
    // The order is in it: seven are left of eight.
    expect(Object.fromEntries(channel.shown)).toEqual({ CUP: 7, JUG: 3 });
    expect(runs - before.runs).toBe(1);
    expect(channel.reads - before.reads).toBeLessThanOrEqual(2);
  }
});

test("an item's first number that waits for orders nobody can read is a person's after a quarter of an hour", async () => {
  // biome-ignore lint/correctness/useYield: it never comes to a page
  const { engine, channel } = await found({ compareAndSet: "read" }, async function* () {
    throw new ConnectorError({ kind: "drift", path: "orders" }, "The platform's answer has changed.");
  });
  await using _ = engine;
  await pass(engine, MINUTE, 20);
  expect(channel.shown.get("CUP")).toBe(5);
  expect(
    await engine.db.owner.rows(
      `select 'conflict' as what, hub_value::text || ' ' || channel_value as of
       from argosy.conflict
       where state = 'open'
       union all
       select kind, severity
       from argosy.alert
       where kind = 'orders_unread' and state = 'open'
       order by 1`,
    ),
  ).toEqual([
    { what: "conflict", of: "8 5" },
    { what: "orders_unread", of: "critical" },
  ]);
});
