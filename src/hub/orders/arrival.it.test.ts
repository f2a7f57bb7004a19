import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { applyOrderParts } from "./apply.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

/** The seven states an order goes through on its platform; any order of arrival is one of 5,040. */
function life(key: string): OrderPart[] {
  const line = (change: object) => [orderLine({ variantKey: "v", quantity: 3, orderedQuantity: 3, ...change })];
  const first = orderPart(key, { status: "pending", financial: "pending", lines: line({ channelTook: 0 }) });
  const shipped = { key: "f1", status: "fulfilled", trackingNumbers: ["T1"], lines: [] } as const;
  const refund = { key: "r1", amountMinor: 1000n, at: "2026-11-20T12:06:00Z", lines: [] } as const;
  return [
    first,
    later(first, 1, { status: "processing", financial: "paid", lines: line({}) }),
    later(first, 2, { status: "on_hold", financial: "paid", lines: line({}) }),
    later(first, 3, { status: "processing", financial: "paid", lines: line({}) }),
    later(first, 4, {
      financial: "paid",
      fulfilment: "partial",
      fulfilments: [shipped],
      lines: line({ fulfilledQuantity: 1 }),
    }),
    later(first, 5, {
      financial: "paid",
      fulfilment: "fulfilled",
      fulfilments: [shipped],
      lines: line({ fulfilledQuantity: 3 }),
    }),
    later(first, 6, {
      status: "completed",
      financial: "partially_refunded",
      fulfilment: "fulfilled",
      fulfilments: [shipped],
      refunds: [refund],
      lines: line({ fulfilledQuantity: 3, restockedQuantity: 1 }),
    }),
  ];
}

test("an order ends the same in whatever order, however often and in whatever batches its states arrive [F10]", async () => {
  const arrival = fc.record({
    states: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7, maxLength: 7 }),
    again: fc.array(fc.nat(6), { maxLength: 6 }),
    cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
    atOnce: fc.boolean(),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(arrival, async ({ states, again, cuts, atOnce }) => {
      const store = await shop.newStore();
      const variant = await shop.newVariant();
      const listing = await store.list(variant, "v");
      await shop.stock(variant, 10);
      await store.believe(listing, { expected: 10, ackedAt: new Date("2026-11-20T10:00:00Z") });
      const key = `p${run++}`;
      const all = life(key);
      const order = [...states, ...again].flatMap((n) => all[n] ?? []);
      const batches: OrderPart[][] = [];
      for (let n = 0, cut = 0; n < order.length; cut++) {
        const size = cuts[cut % cuts.length] ?? 1;
        batches.push(order.slice(n, n + size));
        n += size;
      }
      if (atOnce) await Promise.all(batches.map((batch) => store.apply(batch)));
      else for (const batch of batches) await store.apply(batch);
      expect(await shop.level(variant)).toEqual({ onHand: 8, reserved: 0, available: 8 });
      expect((await store.believed(listing)).expected).toBe(7);
      const stored = await shop.run((tx) =>
        tx.rows(
          `select status, financial, fulfilment,
             (select count(*)::int from order_refund r where r.order_id = o.id) as refunds,
             (select count(*)::int from order_fulfilment f where f.order_id = o.id) as parcels,
             (select count(*)::int from order_line l where l.order_id = o.id) as lines
           from sales_order o where organization_id = argosy.tenant() and number = $1`,
          [`SH-${key}`],
        ),
      );
      expect(stored).toEqual([
        {
          status: "completed",
          financial: "partially_refunded",
          fulfilment: "fulfilled",
          refunds: 1,
          parcels: 1,
          lines: 1,
        },
      ]);
    }),
    { numRuns: runsOf({ few: 20, many: 60 }) },
  );
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
});

/** All of them are asked for by `npm run faults`. */
const PERMUTATIONS = Number(process.env.ARGOSY_PERMUTATIONS ?? 100);
const AT_ONCE = 100;

/** Each order of `items`, in a fixed sequence. */
function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, n) => permutations(items.toSpliced(n, 1)).map((rest) => [first, ...rest]));
}

test(`an order ends the same for ${PERMUTATIONS} permutations of its 7 states, one state at a time [F10]`, async () => {
  const all = permutations([0, 1, 2, 3, 4, 5, 6]);
  expect(all).toHaveLength(5_040);
  const stride = all.length / PERMUTATIONS;
  const chosen = Array.from({ length: PERMUTATIONS }, (_, n) => all[Math.floor(n * stride)] ?? []);
  expect(new Set(chosen.map(String)).size).toBe(PERMUTATIONS);
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v");
    const group = chosen.slice(from, from + AT_ONCE);
    await shop.stock(variant, 3 * group.length);
    const lives = group.map((_, n) => life(`all-${from + n}`));
    for (let step = 0; step < 7; step += 1)
      await store.apply(group.flatMap((order, n) => lives[n]?.[order[step] ?? 0] ?? []));
    // Of each order's three units one came back.
    expect(await shop.level(variant), `permutations ${from} on`).toMatchObject({ onHand: group.length, reserved: 0 });
    const ends = await shop.run((tx) =>
      tx.rows(
        `select count(*)::int as orders, o.status, o.financial, o.fulfilment,
           (select count(*)::int from argosy.order_refund r
            where r.organization_id = o.organization_id and r.order_id = o.id) as refunds,
           (select count(*)::int from argosy.order_fulfilment f
            where f.organization_id = o.organization_id and f.order_id = o.id) as parcels,
           l.fulfilled_quantity as shipped, l.restocked_quantity as back
         from argosy.sales_order o
         join argosy.order_line l on l.organization_id = o.organization_id and l.order_id = o.id
         where o.organization_id = argosy.tenant() and o.connection_id = $1
         group by 2, 3, 4, 5, 6, 7, 8`,
        [store.id],
      ),
    );
    const end = {
      status: "completed",
      financial: "partially_refunded",
      fulfilment: "fulfilled",
      refunds: 1,
      parcels: 1,
    };
    expect(ends).toEqual([{ orders: group.length, ...end, shipped: 3, back: 1 }]);
  }
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
});

/** Applies one state and holds its transaction open until the other, begun meanwhile, waits for it. */
async function applyAtOnce(storeId: string, earlier: OrderPart, other: OrderPart): Promise<void> {
  const input = (part: OrderPart) => ({
    connection: { id: storeId, name: "Shop", orderPrefix: "SH", stockCutoverAt: null },
    parts: [part],
    compareAndSet: "none" as const,
    source: "poll" as const,
    actor,
    now: noon,
  });
  const isApplied = Promise.withResolvers<void>();
  const first = shop.run(async (tx) => {
    await applyOrderParts(tx, input(earlier));
    isApplied.resolve();
    await someoneWaits();
  });
  await isApplied.promise;
  await Promise.all([first, shop.run((tx) => applyOrderParts(tx, input(other)))]);
}

async function someoneWaits(): Promise<void> {
  const waiting =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1";
  while ((await db.owner.maybe(waiting)) === undefined);
}

test("a state that returns to what is stored wins over an older one stored at the same moment", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 10);
  const two = orderPart("back-to-two", { lines: [orderLine({ variantKey: "v", quantity: 2 })] });
  await store.apply([two]);
  const none = later(two, 1, { lines: [orderLine({ variantKey: "v", quantity: 0, orderedQuantity: 2 })] });
  await applyAtOnce(store.id, none, later(two, 2, {}));
  expect(await shop.level(variant)).toEqual({ onHand: 10, reserved: 2, available: 8 });
  // The newest version is the one that is kept: what is older than it changes nothing.
  await store.apply([none]);
  expect(await shop.level(variant)).toEqual({ onHand: 10, reserved: 2, available: 8 });
});
