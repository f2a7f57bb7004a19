/** Numbers that surprise while orders cannot be read, or while a write of ours is unanswered: they end, one way or the other. */
import { expect, test } from "vitest";
import { ConnectorError } from "../../../connectors/kit/contract/errors.ts";
import { observeLevels } from "../../../hub/listings/levels.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { readOnlyOrders } from "../../testing-ports.ts";
import { type FakeChannel, fakeChannel, ordersBy } from "../testing.ts";

const MINUTE = 60_000;

async function pass(engine: TestEngine, ms: number, times = 1): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    engine.clock.pass(ms);
    await engine.engine.runUntilIdle();
  }
}

const openThings = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ what: string }>(
      `select 'alert ' || kind as what from argosy.alert where organization_id = argosy.tenant() and state <> 'resolved'
       union all select 'conflict ' || state from argosy.conflict where organization_id = argosy.tenant() order by 1`,
    ),
  );

/** What the sync log says of numbers that wait. */
const waits = async (engine: TestEngine) => {
  const rows = await engine.inside((tx) =>
    tx.rows<{ text: string }>(
      `select text from argosy.sync_log
       where organization_id = argosy.tenant() and status = 'pending' and text like '%no known order explains%'`,
    ),
  );
  return rows.map(({ text }) =>
    /cannot be read/.test(text) ? "unread" : /running check/.test(text) ? "runs" : "held",
  );
};

/** A shop with 130 of one item, where somebody has just put 100. */
async function edited(engine: TestEngine, channel: FakeChannel) {
  channel.shown.set("OIL", 130);
  const { listing, variant } = await engine.listed("OIL", 130);
  await engine.engine.runUntilIdle();
  await pass(engine, 10 * MINUTE);
  channel.shown.set("OIL", 100);
  await engine.inside((tx) => {
    const at = new Date(engine.clock.now());
    const levels = [{ listingId: listing, location: "", available: 100, at }];
    return observeLevels(tx, { connectionId: engine.store, levels, now: at });
  });
  return variant;
}

test("an unexpected number goes to a person after a quarter of an hour while a record cannot be named", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({
    stock: channel.stock,
    orders: ordersBy(async function* ({ cursor }) {
      yield { items: [], cursor: cursor ?? "c", safeToSave: true, unread: 1 };
    }),
  });
  await edited(engine, channel);
  await pass(engine, MINUTE + 1_000, 13);
  expect(channel.shown.get("OIL")).toBe(100);
  await pass(engine, MINUTE + 1_000, 4);
  expect(channel.shown.get("OIL")).toBe(100);
  expect((await openThings(engine)).map(({ what }) => what)).toEqual(["alert orders_unread", "conflict open"]);
  const { reads } = channel;
  await pass(engine, 5 * MINUTE, 5);
  // The stock check of every half hour.
  expect(channel.reads).toBeLessThanOrEqual(reads + 1);
});

test("an unexpected number goes to a person after a quarter of an hour while no order can be read", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({
    stock: channel.stock,
    // biome-ignore lint/correctness/useYield: it never comes to a page
    orders: ordersBy(async function* () {
      throw new ConnectorError({ kind: "forbidden", scope: "read_orders" }, "The app may not read orders.");
    }),
  });
  const variant = await edited(engine, channel);
  await pass(engine, MINUTE + 1_000, 20);
  expect(channel.shown.get("OIL")).toBe(100);
  expect((await openThings(engine)).map(({ what }) => what)).toEqual([
    "alert channel_refuses",
    "alert orders_unread",
    "conflict open",
  ]);
  expect(await waits(engine)).toEqual(["unread"]);
  const { reads } = channel;
  await pass(engine, 5 * MINUTE, 5);
  expect(channel.reads).toBeLessThanOrEqual(reads + 1);
  // What is gone here is gone there at once all the same.
  await engine.adjust(variant, -130);
  await pass(engine, 1_000, 2);
  expect(channel.shown.get("OIL")).toBe(0);
});

test("an unexpected number is settled by the lists of orders, also while what happened to some of them cannot be read", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({
    stock: channel.stock,
    orders: readOnlyOrders(
      ...ordersBy(async function* ({ cursor }) {
        yield { items: [], cursor: cursor ?? "c", safeToSave: true };
      }).sweeps,
      {
        id: "returns",
        mode: "changed",
        everyMs: 60 * MINUTE,
        partial: true,
        // biome-ignore lint/correctness/useYield: it never comes to a page
        run: async function* () {
          throw new ConnectorError({ kind: "forbidden", scope: "returns" }, "The app may not read returns.");
        },
      },
    ),
  });
  await edited(engine, channel);
  await pass(engine, MINUTE + 1_000, 20);
  expect(channel.shown.get("OIL")).toBe(130);
  expect((await openThings(engine)).map(({ what }) => what)).not.toContain("alert orders_unread");
});

test("a number that surprises is settled also where every look at the orders takes longer than a minute", async () => {
  const channel = fakeChannel();
  let runs = 0;
  await using engine = await testEngine({
    stock: channel.stock,
    orders: ordersBy(async function* ({ cursor }) {
      runs += 1;
      engine.clock.pass(70_000);
      yield { items: [], cursor: cursor ?? "c", safeToSave: true };
    }),
  });
  await edited(engine, channel);
  const before = { runs, reads: channel.reads };
  await pass(engine, 10_000, 40);
  expect(channel.shown.get("OIL")).toBe(130);
  expect((await openThings(engine)).map(({ what }) => what)).toEqual(["conflict hub"]);
  // A check that takes its time is no fault.
  expect(await waits(engine)).not.toContain("unread");
  expect(channel.reads - before.reads).toBeLessThanOrEqual(6);
  expect(runs - before.runs).toBeLessThanOrEqual(6);
});

test("a sale beside a write that nobody answered is not undone", async () => {
  const channel = fakeChannel();
  const requests: number[] = [];
  await using engine = await testEngine({
    stock: channel.stock,
    orders: ordersBy(async function* ({ cursor }) {
      requests.push(engine.clock.now());
      yield { items: [], cursor: cursor ?? "c", safeToSave: true };
    }),
  });
  channel.shown.set("OIL", 10);
  const { variant } = await engine.listed("OIL", 10);
  await engine.engine.runUntilIdle();
  await pass(engine, 10 * MINUTE);
  // A till sells three; the write of 7 arrives, its answer is lost; the channel sells one.
  channel.onSend = async () => {
    channel.onSend = async () => undefined;
    channel.shown.set("OIL", 6);
    throw new ConnectorError({ kind: "ambiguous" }, "No answer.");
  };
  await engine.adjust(variant, -3);
  await engine.engine.runUntilIdle();
  const before = requests.length;
  await pass(engine, 3_500);
  expect(channel.shown.get("OIL")).toBe(6);
  expect(requests.length).toBeGreaterThan(before);
  const row = await engine.inside((tx) =>
    tx.one("select expected, observed, surprises from argosy.listing_stock where organization_id = argosy.tenant()"),
  );
  expect(row).toEqual({ expected: 7, observed: 6, surprises: 1 });
});
