/** One thing that nobody can work with keeps nothing else waiting: it stands apart, and a person is told. */
import { expect, test } from "vitest";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import { ConnectorError, type ErrorKind } from "../../connectors/kit/contract/errors.ts";
import { applied, echo } from "../../connectors/kit/contract/results.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { actor } from "../../hub/orders/testing.ts";
import { wakeLanes } from "../lanes/lanes.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

const HOUR = 60 * 60_000;

async function pass(engine: TestEngine, ms: number, times = 1): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    engine.clock.pass(ms);
    await engine.engine.runUntilIdle();
  }
}

const NO_ORDERS: NonNullable<Ports["orders"]> = {
  essential: {},
  sweeps: [],
  get: async () => null,
  options: () => [],
  execute: async () => ({ state: "unsupported", text: platformText("") }),
};

const alertsOf = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ kind: string; title: string }>(
      `select kind, title
       from argosy.alert
       where organization_id = argosy.tenant() and state <> 'resolved'
       order by kind`,
    ),
  );

const statesOf = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ sku: string; state: string; attempts: number }>(
      `select l.sku, s.state, s.attempts
       from argosy.listing_stock s
       join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
       where s.organization_id = argosy.tenant() and s.state <> 'idle' order by l.sku`,
    ),
  );

test("more units than a column holds, over three locations: shown as the most there is, and nothing else waits", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const oil = await engine.listed("OIL", 10);
  const mug = await engine.listed("MUG", 10);
  await engine.engine.runUntilIdle();
  await engine.inside(async (tx) => {
    for (const name of ["A", "B", "C"]) {
      const { id } = await tx.one<{ id: string }>(
        "insert into argosy.location (organization_id, name, code) values (argosy.tenant(), $1, $1) returning id",
        [name],
      );
      const movement = { variantId: oil.variant, locationId: id, causeKind: "set", causeRef: name } as const;
      const now = new Date(engine.clock.now());
      await postMovements(tx, {
        movements: [{ ...movement, onHandDelta: 1_000_000_000, reservedDelta: 0 }],
        actor,
        now,
      });
    }
  });
  await engine.adjust(mug.variant, -10);
  await engine.engine.runUntilIdle();
  expect(Object.fromEntries(channel.shown)).toEqual({ OIL: 1_000_000_000, MUG: 0 });
});

test("a channel that shows more than a column holds is corrected like any other number", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  await engine.listed("OIL", 10);
  await engine.listed("MUG", 10);
  await engine.engine.runUntilIdle();
  await pass(engine, 10 * 60_000);
  channel.shown.set("OIL", 9_999_999_999).set("MUG", 3);
  await pass(engine, HOUR / 2);
  await pass(engine, 4_000, 3);
  expect(Object.fromEntries(channel.shown)).toEqual({ OIL: 10, MUG: 10 });
});

test("a change that fails wherever it is worked out stands apart, is told, and goes out once it can [F13] [F29]", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const items = new Map<string, string>();
  for (let n = 0; n < 12; n += 1) items.set(`P${n}`, (await engine.listed(`P${n}`, 5)).variant);
  await engine.engine.runUntilIdle();
  await engine.db.owner.run(`
    create function public.poison() returns trigger language plpgsql as $$ begin
      if new.desired = 666 then raise exception 'numeric value out of range' using ERRCODE = '22003'; end if; return
        new; end $$;
    create trigger poison before insert
    or update on argosy.listing_stock for each row execute function public.poison()`);
  for (const [sku, variant] of items) await engine.adjust(variant, sku === "P7" ? 661 : 1);
  await engine.engine.runUntilIdle();
  expect([...channel.shown.values()].filter((shown) => shown === 6)).toHaveLength(11);
  expect(channel.shown.get("P7")).toBe(5);
  expect(await alertsOf(engine)).toEqual([]);
  await pass(engine, 30_000, 3);
  expect(await alertsOf(engine)).toEqual([
    { kind: "change_failed", title: "Changes to P7 cannot be sent to channels" },
  ]);
  // Somebody corrects the number: nobody has to wait for the next try.
  await engine.adjust(items.get("P7") ?? "", -6);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("P7")).toBe(660);
  expect(await alertsOf(engine)).toEqual([]);
});

/** A store of a hundred items whose channel fails every batch that has one of them in it. */
async function poisoned(kind: ErrorKind, bad: readonly string[]) {
  const channel = fakeChannel();
  channel.onSend = async (items) => {
    if (items.some((item) => bad.includes(item.key))) throw new ConnectorError(kind, "One of these breaks it.");
    return undefined;
  };
  const engine = await testEngine({ stock: channel.stock });
  for (let n = 0; n < 100; n += 1) await engine.listed(`P${n}`, 5);
  await engine.engine.runUntilIdle();
  return { channel, engine };
}

test("a batch that is refused for some of its items fails for these alone [F16] [F29]", async () => {
  const { channel, engine } = await poisoned({ kind: "rejected" }, ["P3", "P50", "P51"]);
  await using _ = engine;
  expect(channel.shown.size).toBe(97);
  expect(channel.sends).toBeLessThan(45);
  const failed = await statesOf(engine);
  expect(failed.map(({ sku, state }) => `${sku} ${state}`)).toEqual(["P3 rejected", "P50 rejected", "P51 rejected"]);
});

test("a batch of which the channel takes 93 items and refuses 7 of 100 has a reason for each, and sends the others once [F16]", async () => {
  const bad = ["P0", "P13", "P14", "P50", "P77", "P98", "P99"];
  const channel = fakeChannel();
  const taken: string[] = [];
  channel.onSend = async (items) =>
    items.flatMap((item) => {
      if (bad.includes(item.key))
        return [{ ...echo(item), outcome: "rejected", code: "no_number", text: `${item.key} takes no number.` }];
      taken.push(item.key);
      channel.shown.set(item.key, item.want);
      return applied([item]);
    });
  await using engine = await testEngine({ stock: channel.stock });
  for (let n = 0; n < 100; n += 1) await engine.listed(`P${n}`, 5);
  await engine.engine.runUntilIdle();
  await pass(engine, HOUR, 6);
  expect(taken).toHaveLength(93);
  expect(new Set(taken).size).toBe(93);
  const failed = await engine.inside((tx) =>
    tx.rows<{ sku: string; state: string; error: string }>(
      `select l.sku, s.state, s.error
       from argosy.listing_stock s
       join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
       where s.organization_id = argosy.tenant() and s.state <> 'idle' order by l.sku`,
    ),
  );
  expect(failed).toEqual(bad.map((sku) => ({ sku, state: "rejected", error: `${sku} takes no number.` })));
});

for (const kind of ["transient", "ambiguous"] as const)
  test(`a batch that ends in a fault of the platform (${kind}) is halved, and one item alone uses up attempts [A7.2]`, async () => {
    const { channel, engine } = await poisoned({ kind }, ["P50"]);
    await using _ = engine;
    await pass(engine, 3_500, 10);
    expect(channel.shown.size).toBe(99);
    expect(channel.sends).toBeLessThan(25);
    expect(await statesOf(engine)).toEqual([{ sku: "P50", state: "waiting", attempts: 1 }]);
    await pass(engine, 4 * HOUR, 8);
    expect(await statesOf(engine)).toEqual([{ sku: "P50", state: "failed", attempts: 5 }]);
    expect((await alertsOf(engine)).map((alert) => alert.kind)).toContain("stock_failed");
  });

test("a platform that refuses everything is not asked for every item by itself", async () => {
  const { channel, engine } = await poisoned(
    { kind: "rejected" },
    Array.from({ length: 100 }, (_, n) => `P${n}`),
  );
  await using _ = engine;
  expect(channel.sends).toBeLessThan(50);
  expect(await statesOf(engine)).toHaveLength(100);
});

test("deliveries nobody reads, and an order that cannot be asked for, wait for nothing [F29]", async () => {
  const get = async () => {
    throw new Error("a fault of ours");
  };
  await using engine = await testEngine({ orders: { ...NO_ORDERS, get } });
  const arrive = (ref: string, source: "webhook" | "poll", topic: string) =>
    engine.inside(async (tx) => {
      const at = new Date(engine.clock.now());
      await tx.run(
        `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, headers,
           body, received_at, due_at)
         values (argosy.tenant(), $1, 'order', $2, $3, $4, false, '{}', '', $5, $5)`,
        [engine.store, ref, topic, source, at],
      );
      await wakeLanes(tx, engine.organization, [engine.store], "inbox", at);
    });
  await arrive("1", "webhook", "orders/create");
  await arrive("2", "poll", "poll");
  await engine.engine.runUntilIdle();
  const states = () =>
    engine.inside((tx) =>
      tx.rows<{ ref: string; status: string; attempts: number }>(
        "select ref, status, attempts from argosy.inbox_event where organization_id = argosy.tenant() order by ref",
      ),
    );
  expect(await states()).toEqual([
    { ref: "1", status: "ignored", attempts: 0 },
    { ref: "2", status: "pending", attempts: 1 },
  ]);
  await pass(engine, 24 * HOUR, 20);
  expect((await states())[1]?.status).toBe("failed");
});
