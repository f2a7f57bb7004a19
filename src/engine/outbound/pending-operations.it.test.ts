import { expect, test } from "vitest";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Prices, PushAnswer, PushItem, PushResult, Stock } from "../../connectors/kit/contract/ports.ts";
import { echo } from "../../connectors/kit/contract/results.ts";
import { retryListing } from "../../hub/listings/retry.ts";
import { retryFailedWork } from "../lanes/retry-failed.ts";
import { resolveSettledAlerts } from "../maintenance/settled-alerts.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { refreshDesiredStock } from "./stock/refresh-desired-stock.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A channel that takes batches of stock and says later what became of them. */
interface Feed {
  readonly shown: Map<string, number>;
  readonly batches: Map<string, readonly PushItem<number>[]>;
  polls: number;
  /** What the engine said was sent under the handle it last asked for. */
  told: readonly PushItem<number>[];
  readonly stock: Stock;
  /** What the channel says when asked for a batch; default: everything was taken. */
  answer: (items: readonly PushItem<number>[]) => PushAnswer<number>;
  /** What happens while a batch is being handed over. */
  meanwhile: () => Promise<void>;
}

function taken(feed: Feed, items: readonly PushItem<number>[]): readonly PushResult<number>[] {
  for (const item of items) feed.shown.set(item.key, item.want);
  return items.map(({ key, location, seq, want }) => ({ key, location, seq, outcome: "applied", observed: want }));
}

function feed(): Feed {
  const made: Feed = {
    shown: new Map(),
    batches: new Map(),
    polls: 0,
    told: [],
    answer: (items) => taken(made, items),
    meanwhile: async () => undefined,
    stock: {
      basis: "available",
      compareAndSet: "none",
      takesAt: "",
      multiLocation: false,
      async read(items) {
        return items.map(({ key }) => ({ key, levels: [{ location: "", available: made.shown.get(key) ?? 0 }] }));
      },
      push: {
        maxItems: 100,
        usuallyMs: 10 * MINUTE,
        async send(items) {
          await made.meanwhile();
          const handle = `feed-${made.batches.size + 1}`;
          made.batches.set(handle, items);
          return items.map(({ key, location, seq }) => ({
            key,
            location,
            seq,
            outcome: "accepted",
            handle,
            pollAfterMs: MINUTE,
          }));
        },
        async poll(handle, _ctx, sent = []) {
          made.polls += 1;
          made.told = sent;
          return made.answer((made.batches.get(handle) ?? []).filter((one) => sent.some(({ key }) => key === one.key)));
        },
      },
    },
  };
  return made;
}

const stateOf = (engine: TestEngine, listing: string) =>
  engine.inside((tx) =>
    tx.one<{ expected: number | null; state: string; due_at: Date | null; attempts: number }>(
      `select expected, state, due_at, attempts
       from argosy.listing_stock
       where organization_id = argosy.tenant() and listing_id = $1`,
      [listing],
    ),
  );

const operations = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ handle: string }>("select handle from argosy.remote_operation where organization_id = argosy.tenant()"),
  );

async function later(engine: TestEngine, ms: number): Promise<void> {
  engine.clock.pass(ms);
  await engine.engine.runUntilIdle();
}

test("a batch the channel answers later is asked for, and confirmed only then", async () => {
  const shop = feed();
  await using engine = await testEngine({ stock: shop.stock });
  const { listing } = await engine.listed("MUG", 5);
  await engine.engine.runUntilIdle();
  expect(await stateOf(engine, listing)).toMatchObject({ state: "sent", due_at: null });
  await later(engine, MINUTE);
  expect(shop.told).toEqual(shop.batches.get("feed-1"));
  expect(await stateOf(engine, listing)).toMatchObject({ expected: 5, state: "idle", due_at: null });
  expect(await operations(engine)).toEqual([]);
  expect(shop.batches.size).toBe(1);
});

const requires = (shop: Feed) =>
  [...shop.batches.values()].map((items) => items.map(({ key, want }) => `${key} ${want}`).toSorted());

test("a lower number than the one in flight goes out at once, over what the channel shows by then", async () => {
  const shop = feed();
  await using engine = await testEngine({ stock: shop.stock });
  const { variant, listing } = await engine.listed("MUG", 9);
  await engine.engine.runUntilIdle();
  await engine.adjust(variant, -5);
  await engine.engine.runUntilIdle();
  expect(requires(shop)).toEqual([["MUG 9"], ["MUG 4"]]);
  await later(engine, MINUTE);
  expect(shop.shown.get("MUG")).toBe(4);
  expect(await stateOf(engine, listing)).toMatchObject({ expected: 4, state: "idle", due_at: null });
  expect(await operations(engine)).toEqual([]);
});

test("a number lowered while its batch is handed over goes out as soon as that is taken", async () => {
  const shop = feed();
  await using engine = await testEngine({ stock: shop.stock });
  const { variant, listing } = await engine.listed("MUG", 9);
  shop.meanwhile = async () => {
    shop.meanwhile = async () => undefined;
    await engine.adjust(variant, -7);
    await engine.inside((tx) => refreshDesiredStock(tx, [variant], new Date(engine.clock.now())));
  };
  await engine.engine.runUntilIdle();
  expect(requires(shop)).toEqual([["MUG 9"], ["MUG 2"]]);
  await later(engine, MINUTE);
  expect(await stateOf(engine, listing)).toMatchObject({ expected: 2, state: "idle", due_at: null });
});

test("one item that stays open holds back itself alone; its batch is confirmed and goes on [F29]", async () => {
  const shop = feed();
  shop.answer = (items) => ({
    pendingMs: MINUTE,
    results: taken(
      shop,
      items.filter(({ key }) => key !== "Z3"),
    ),
  });
  await using engine = await testEngine({ stock: shop.stock });
  const open = await engine.listed("Z3", 9);
  const fine = await engine.listed("Z2", 9);
  await engine.engine.runUntilIdle();
  await later(engine, MINUTE);
  expect(await stateOf(engine, fine.listing)).toMatchObject({ expected: 9, state: "idle", due_at: null });
  expect(await stateOf(engine, open.listing)).toMatchObject({ state: "sent", due_at: null });
  await engine.adjust(fine.variant, 3);
  await engine.engine.runUntilIdle();
  expect(requires(shop)).toEqual([["Z2 9", "Z3 9"], ["Z2 12"]]);
  await later(engine, MINUTE);
  expect(await stateOf(engine, fine.listing)).toMatchObject({ expected: 12, state: "idle" });
  shop.answer = (items) => taken(shop, items);
  await later(engine, MINUTE);
  expect(await stateOf(engine, open.listing)).toMatchObject({ expected: 9, state: "idle", due_at: null });
  expect(await operations(engine)).toEqual([]);
});

const late = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ kind: string; state: string }>(
      "select kind, state from argosy.alert where organization_id = argosy.tenant() and kind = 'answer_late'",
    ),
  );

test("an operation that waits longer than is usual there is reported once, until it is answered", async () => {
  const shop = feed();
  shop.answer = () => ({ pendingMs: MINUTE });
  await using engine = await testEngine({ stock: shop.stock });
  await engine.listed("MUG", 9);
  await engine.engine.runUntilIdle();
  for (let minute = 0; minute < 10; minute += 1) await later(engine, MINUTE);
  expect(await late(engine)).toEqual([]);
  for (let minute = 0; minute < 3; minute += 1) await later(engine, MINUTE);
  expect(await late(engine)).toEqual([{ kind: "answer_late", state: "open" }]);
  shop.answer = (items) => taken(shop, items);
  await later(engine, MINUTE);
  await engine.inside((tx) => resolveSettledAlerts(tx, new Date(engine.clock.now())));
  expect(await late(engine)).toEqual([{ kind: "answer_late", state: "resolved" }]);
});

test("a retry by hand reaches what was handed over: it is looked at, and sent where it is not shown [A7.3]", async () => {
  const shop = feed();
  shop.answer = () => ({ pendingMs: 60 * MINUTE });
  await using engine = await testEngine({ stock: shop.stock });
  const mug = await engine.listed("MUG", 5);
  const cup = await engine.listed("CUP", 6);
  await engine.engine.runUntilIdle();
  shop.shown.set("CUP", 6);
  const now = new Date(engine.clock.now());
  expect(await engine.inside((tx) => retryListing(tx, mug.listing, now))).toMatchObject({ stock: 1 });
  await engine.engine.runUntilIdle();
  expect(requires(shop)).toEqual([["CUP 6", "MUG 5"], ["MUG 5"]]);
  const retried = await retryFailedWork(engine.db.database, engine.organization, engine.store, now);
  expect(retried).toMatchObject({ stock: 2 });
  await engine.engine.runUntilIdle();
  expect(requires(shop).slice(2)).toEqual([["MUG 5"]]);
  expect(await stateOf(engine, cup.listing)).toMatchObject({ expected: 6, state: "idle", due_at: null });
});

test("an item in flight is not pushed again; what it became meanwhile goes out after the answer", async () => {
  const shop = feed();
  await using engine = await testEngine({ stock: shop.stock });
  const { variant, listing } = await engine.listed("MUG", 5);
  await engine.engine.runUntilIdle();
  await engine.adjust(variant, 4);
  await engine.engine.runUntilIdle();
  expect(shop.batches.size).toBe(1);
  await later(engine, MINUTE);
  expect([...shop.batches.values()].map((items) => items.map((item) => item.want))).toEqual([[5], [9]]);
  await later(engine, MINUTE);
  expect(shop.shown.get("MUG")).toBe(9);
  expect(await stateOf(engine, listing)).toMatchObject({ expected: 9, state: "idle", due_at: null });
});

test("a refused item of a batch fails alone with the channel's message", async () => {
  const shop = feed();
  shop.answer = (items) =>
    items.map((item): PushResult<number> => {
      const base = { key: item.key, location: item.location, seq: item.seq };
      if (item.key === "BAD")
        return { ...base, outcome: "rejected", code: "90122", text: "The listing is suppressed." };
      shop.shown.set(item.key, item.want);
      return { ...base, outcome: "applied", observed: item.want };
    });
  await using engine = await testEngine({ stock: shop.stock });
  const good = await engine.listed("GOOD", 2);
  const bad = await engine.listed("BAD", 3);
  await engine.engine.runUntilIdle();
  await later(engine, MINUTE);
  expect(await stateOf(engine, good.listing)).toMatchObject({ expected: 2, state: "idle" });
  expect(await stateOf(engine, bad.listing)).toMatchObject({ state: "rejected", due_at: null });
  const alerts = await engine.inside((tx) =>
    tx.rows<{ text: string }>("select text from argosy.alert where organization_id = argosy.tenant()"),
  );
  expect(alerts).toEqual([{ text: "The listing is suppressed." }]);
});

test("a batch nobody finishes is given up after a day: the channel is looked at, not believed", async () => {
  const shop = feed();
  shop.answer = () => ({ pendingMs: 60 * MINUTE });
  await using engine = await testEngine({ stock: shop.stock });
  const { listing } = await engine.listed("MUG", 5);
  await engine.engine.runUntilIdle();
  shop.shown.set("MUG", 5);
  for (let hour = 0; hour < 25; hour += 1) await later(engine, DAY / 24);
  expect(shop.batches.size).toBe(1);
  expect(await operations(engine)).toEqual([]);
  expect(await stateOf(engine, listing)).toMatchObject({ expected: 5, state: "idle", due_at: null });
});

test("asking that fails is repeated on the retry schedule and then looked at", async () => {
  const shop = feed();
  await using engine = await testEngine({ stock: shop.stock });
  const { listing } = await engine.listed("MUG", 5);
  await engine.engine.runUntilIdle();
  shop.answer = () => {
    throw new ConnectorError({ kind: "not_found" }, "There is no such feed.");
  };
  shop.shown.set("MUG", 5);
  for (let hour = 0; hour < 9; hour += 1) await later(engine, 60 * MINUTE);
  expect(await operations(engine)).toEqual([]);
  expect(await stateOf(engine, listing)).toMatchObject({ expected: 5, state: "idle" });
});

/** A channel that takes batches of prices, and confirms what was sent last as soon as it answers. */
function priceFeed() {
  const sent: string[] = [];
  const made = {
    sent,
    isAnswering: true,
    prices: {
      push: {
        maxItems: 10,
        async send(items) {
          sent.push(...items.map((item) => item.want.price.minor.toString()));
          const handle = `job-${sent.length}`;
          return items.map((item) => ({ ...echo(item), outcome: "accepted", handle, pollAfterMs: MINUTE }));
        },
        async poll() {
          if (!made.isAnswering) return { pendingMs: 60 * MINUTE };
          const minor = BigInt(sent.at(-1) ?? "0");
          return [
            { key: "MUG", location: "", seq: 1n, outcome: "applied", observed: { price: { minor, currency: "USD" } } },
          ];
        },
      },
    } satisfies Prices,
  };
  return made;
}

/** An item whose price is sent; answers what is known of it. */
async function priced(engine: TestEngine) {
  const { listing } = await engine.listed("MUG", 5);
  await engine.inside((tx) =>
    tx.run("update argosy.listing set price_sync = true where organization_id = argosy.tenant() and id = $1", [
      listing,
    ]),
  );
  await engine.engine.runUntilIdle();
  const row = () =>
    engine.inside((tx) =>
      tx.maybe<{ expected_minor: bigint | null; desired_minor: bigint; state: string }>(
        `select expected_minor, desired_minor, state
         from argosy.listing_price
         where organization_id = argosy.tenant() and listing_id = $1`,
        [listing],
      ),
    );
  return { listing, row };
}

test("prices answered later are confirmed with the price that was sent", async () => {
  const shop = priceFeed();
  await using engine = await testEngine({ prices: shop.prices });
  const { row } = await priced(engine);
  expect(await row()).toMatchObject({ expected_minor: null, state: "sent" });
  await later(engine, MINUTE);
  const settled = await row();
  expect(settled?.state).toBe("idle");
  expect(settled?.expected_minor).toBe(settled?.desired_minor);
  expect(shop.sent).toHaveLength(1);
});

test("a retry by hand reaches prices that were handed over: they are sent again, and the new answer counts [A7.3]", async () => {
  const shop = priceFeed();
  shop.isAnswering = false;
  await using engine = await testEngine({ prices: shop.prices });
  const { listing, row } = await priced(engine);
  const now = new Date(engine.clock.now());
  expect(await engine.inside((tx) => retryListing(tx, listing, now))).toMatchObject({ prices: 1 });
  await engine.engine.runUntilIdle();
  expect([shop.sent.length, (await row())?.state]).toEqual([2, "sent"]);
  const retried = await retryFailedWork(engine.db.database, engine.organization, engine.store, now);
  expect(retried).toMatchObject({ prices: 1 });
  await engine.engine.runUntilIdle();
  expect(new Set(shop.sent).size).toBe(1);
  shop.isAnswering = true;
  await later(engine, 60 * MINUTE);
  const settled = await row();
  expect([shop.sent.length, settled?.state, settled?.expected_minor]).toEqual([3, "idle", settled?.desired_minor]);
  expect(await operations(engine)).toEqual([]);
});
