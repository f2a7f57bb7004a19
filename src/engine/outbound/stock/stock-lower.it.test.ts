import { expect, test } from "vitest";
import { listConflicts } from "../../../hub/conflicts/conflicts.ts";
import { settleConflict } from "../../../hub/conflicts/settle.ts";
import { observeLevels } from "../../../hub/listings/levels.ts";
import { ANA } from "../../../hub/listings/samples.ts";
import { orderLine, orderPart } from "../../../hub/orders/testing.ts";
import { listHolds, settleHold } from "../../../hub/stock-holds/stock-holds.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { reportOrders } from "../../testing-orders.ts";
import { readOnlyOrders } from "../../testing-ports.ts";
import { fakeChannel } from "../testing.ts";

const UNREADABLE = readOnlyOrders({
  id: "changed",
  mode: "changed",
  everyMs: 300_000,
  async *run({ cursor }) {
    yield { items: [], cursor: cursor ?? "c", safeToSave: true, unread: 1 };
  },
});

const setPolicy = (engine: TestEngine, policy: string) =>
  engine.db.owner.run(
    `update argosy.connection
     set settings = jsonb_build_object('policy', jsonb_build_object('stock', $2::text))
     where id = $1`,
    [engine.store, policy],
  );

const work = async (engine: TestEngine, ms: number, times = 1) => {
  for (let n = 0; n < times; n++) {
    engine.clock.pass(ms);
    await engine.engine.runUntilIdle();
  }
};

const observe = (engine: TestEngine, listing: string, available: number) => {
  engine.clock.pass(1_000);
  return engine.inside((tx) => {
    const now = new Date(engine.clock.now());
    const levels = [{ listingId: listing, location: "", available, at: now }];
    return observeLevels(tx, { connectionId: engine.store, levels, now });
  });
};

const conflicts = async (engine: TestEngine, state?: "open") =>
  (await engine.inside((tx) => listConflicts(tx, state ? { state } : {}))).items;

for (const policy of ["hub", "channel", "newest", "ask"])
  test(`a channel with policy ${policy} shows none at once when sold out elsewhere while orders cannot be read`, async () => {
    const channel = fakeChannel();
    await using engine = await testEngine({ stock: channel.stock, orders: UNREADABLE });
    await setPolicy(engine, policy);
    const { variant, listing } = await engine.listed("OIL", 10);
    await work(engine, 600_000);
    channel.shown.set("OIL", 8);
    await observe(engine, listing, 8);
    await work(engine, 5_000, 2);
    await engine.adjust(variant, -10);
    await work(engine, 1_000);
    expect(channel.shown.get("OIL")).toBe(0);
    // Nothing is decided by that: what took the two is still asked for.
    expect(await conflicts(engine)).toEqual([]);
  });

/** Ten of an item, of which the channel shows twelve and a person is asked. */
async function disputed() {
  const channel = fakeChannel();
  const engine = await testEngine({ stock: channel.stock });
  await setPolicy(engine, "ask");
  const { variant, listing } = await engine.listed("OIL", 10);
  await work(engine, 600_000);
  channel.shown.set("OIL", 12);
  await observe(engine, listing, 12);
  await work(engine, 61_000, 3);
  return { channel, engine, variant };
}

async function channelWins(engine: TestEngine, open: { readonly id: string } | undefined): Promise<void> {
  await engine.inside((tx) =>
    settleConflict(tx, { id: open?.id ?? "", winner: "channel", by: ANA, now: new Date(engine.clock.now()) }),
  );
  await work(engine, 1_000, 2);
}

test("an open dispute does not keep a sold-out item on sale, and stays as large as it was", async () => {
  const { channel, variant, ...shop } = await disputed();
  await using engine = shop.engine;
  expect(await conflicts(engine, "open")).toHaveLength(1);
  await engine.adjust(variant, -10);
  await work(engine, 1_000);
  expect(channel.shown.get("OIL")).toBe(0);
  await work(engine, 61_000, 3);
  const [open] = await conflicts(engine, "open");
  expect(open).toMatchObject({ field: "stock", hubValue: 10, channelValue: 12 });
  await channelWins(engine, open);
  expect(channel.shown.get("OIL")).toBe(2);
});

test("a number that surprises and is too high already is lowered with the first look", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const { variant, listing } = await engine.listed("OIL", 10);
  await work(engine, 600_000);
  channel.shown.set("OIL", 8);
  await observe(engine, listing, 8);
  await engine.adjust(variant, -10);
  await work(engine, 0);
  expect(channel.shown.get("OIL")).toBe(0);
});

test("a lower number whose answer was lost leaves the dispute as large as it was", async () => {
  const { channel, variant, ...shop } = await disputed();
  await using engine = shop.engine;
  channel.onSend = async (items) => {
    channel.onSend = async () => undefined;
    for (const item of items) channel.shown.set(item.key, item.want);
    return [];
  };
  await engine.adjust(variant, -10);
  await work(engine, 5_000, 3);
  expect(channel.shown.get("OIL")).toBe(0);
  const [open] = await conflicts(engine, "open");
  await channelWins(engine, open);
  expect(channel.shown.get("OIL")).toBe(2);
});

test("a sale that is read a minute after its number was seen is nobody's edit", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock, orders: UNREADABLE });
  const { listing } = await engine.listed("OIL", 4);
  await work(engine, 600_000);
  const placedAt = new Date(engine.clock.now()).toISOString();
  channel.shown.set("OIL", 0);
  engine.clock.pass(50_000);
  await observe(engine, listing, 0);
  await work(engine, 5_000, 2);
  const lines = [orderLine({ variantKey: "OIL", quantity: 4, channelTook: 4 })];
  engine.ports = { stock: channel.stock };
  await reportOrders(engine, [orderPart("o1", { placedAt, lines })], { source: "webhook" });
  await work(engine, 61_000, 3);
  expect(await conflicts(engine)).toEqual([]);
  expect(channel.shown.get("OIL")).toBe(0);
});

test("a sold-out item is not kept on sale while the channel's own lower number waits for approval", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  await engine.db.owner.run(
    `update connection
     set settings = '{"policy":{"stock":"channel"},"inventory":{"holdLeast":2,"holdPercent":10}}'
     where id = $1`,
    [engine.store],
  );
  const items = [await engine.listed("OIL", 10), await engine.listed("MUG", 10)];
  await work(engine, 600_000);
  for (const [key, listing] of [
    ["OIL", items[0]?.listing],
    ["MUG", items[1]?.listing],
  ] as const) {
    channel.shown.set(key, 4);
    await observe(engine, listing ?? "", 4);
  }
  await work(engine, 61_000, 4);
  const [hold] = (await engine.inside((tx) => listHolds(tx, { state: "open" }))).items;
  expect(hold).toMatchObject({ direction: "in", held: 2 });
  // Nine are sold elsewhere: one is left, and the channel shows four.
  await engine.adjust(items[0]?.variant ?? "", -9);
  await work(engine, 1_000, 2);
  expect([channel.shown.get("OIL"), channel.shown.get("MUG")]).toEqual([1, 4]);
  // Taken over, the six that are missing there are missing here as well: more than is left of one, as before of the other.
  await engine.inside((tx) =>
    settleHold(tx, { id: hold?.id ?? "", approve: true, by: ANA, now: new Date(engine.clock.now()) }),
  );
  await work(engine, 1_000, 3);
  const left = await engine.inside((tx) =>
    tx.rows<{ n: number }>("select on_hand as n from level order by variant_id"),
  );
  expect(left.map(({ n }) => n)).toEqual([-5, 4]);
  expect([channel.shown.get("OIL"), channel.shown.get("MUG")]).toEqual([0, 4]);
});

test("too many zeros at once are held beside an open dispute, which stays one", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  await engine.db.owner.run(
    `update connection
     set settings = '{"policy":{"stock":"ask"},"inventory":{"holdLeast":2,"holdPercent":10}}'
     where id = $1`,
    [engine.store],
  );
  const [oil, mug, cup] = [
    await engine.listed("OIL", 10),
    await engine.listed("MUG", 10),
    await engine.listed("CUP", 10),
  ];
  await work(engine, 600_000);
  channel.shown.set("OIL", 12);
  await observe(engine, oil.listing, 12);
  await work(engine, 61_000, 4);
  for (const { variant } of [oil, mug, cup]) await engine.adjust(variant, -10);
  await work(engine, 1_000, 2);
  const [hold] = (await engine.inside((tx) => listHolds(tx, { state: "open" }))).items;
  expect(hold).toMatchObject({ direction: "out", held: 2 });
  const [open] = await conflicts(engine, "open");
  await channelWins(engine, open);
  expect([...channel.shown]).toEqual([
    ["OIL", 2],
    ["MUG", 10],
    ["CUP", 10],
  ]);
});
