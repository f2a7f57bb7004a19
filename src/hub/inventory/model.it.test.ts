/**
 * Everything that moves stock, at random and at the same moment, against a model simple enough to be seen right: what is
 * on hand is the sum of what each operation said it did, what is promised or short is what orders still want.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { serveShortLines } from "../orders/serve-short.ts";
import { minutes, noon, orderLine, orderPart, type TestStore, testShop } from "../orders/testing.ts";
import { calculateDesiredStock } from "./calculate-desired-stock.ts";
import { checkLedger, checkReservations } from "./doctor.ts";
import { levelKey } from "./ledger.ts";
import { begin, failed, newWorld, operation, partsOf, type World } from "./testing.ts";

const db = fixture(testDatabase);

interface LineRow {
  readonly orderKey: string;
  readonly connectionId: string;
  readonly isShort: boolean;
  readonly key: string;
  readonly locationId: string | null;
  readonly reserved: number;
  readonly short: number;
  readonly consumed: number;
  readonly returned: number;
  readonly isAlerted: boolean;
}

const LINES = `
  select o.ext_key as "orderKey", o.connection_id as "connectionId", o.is_short as "isShort", l.ext_key as key,
    l.location_id as "locationId", l.reserved_quantity as reserved, l.short_quantity as short,
    l.consumed_quantity as consumed, l.returned_quantity as returned,
    exists (select 1 from alert a where a.organization_id = argosy.tenant()
      and a.cause = 'order_short:' || o.id and a.state <> 'resolved') as "isAlerted"
  from sales_order o join order_line l on l.organization_id = argosy.tenant() and l.order_id = o.id
  where o.organization_id = argosy.tenant()`;

/** Orders hold or wait for exactly what they still want; shelves hold what is left of what came in. */
async function checkAgainstModel(world: World): Promise<void> {
  const { shop } = world;
  const rows = await shop.run((tx) => tx.rows<LineRow>(LINES));
  const onHand = new Map(world.onHand);
  const reserved = new Map<string, number>();
  for (const order of world.orders) {
    const own = rows.filter((row) => row.orderKey === order.key && row.connectionId === order.store.id);
    const isShort = own.some((row) => row.short > 0);
    for (const line of order.lines) {
      const row = own.find((each) => each.key === line.key) ?? failed();
      const open = order.isCancelled ? 0 : line.quantity - line.fulfilled;
      const what = `${order.key} ${line.key}`;
      expect(row.reserved + row.short, what).toBe(open);
      expect([row.consumed, row.returned], what).toEqual([line.fulfilled, line.restocked]);
      expect([row.isShort, row.isAlerted], what).toEqual([isShort, isShort]);
      for (const [part, units] of row.locationId ? partsOf(line.variant) : []) {
        const key = levelKey({ variantId: world.variants[part] ?? "", locationId: row.locationId ?? "" });
        onHand.set(key, (onHand.get(key) ?? 0) + (row.returned - row.consumed) * units);
        reserved.set(key, (reserved.get(key) ?? 0) + row.reserved * units);
      }
    }
  }
  const levels = await shop.run((tx) =>
    tx.rows<{ variantId: string; locationId: string; onHand: number; reserved: number }>(
      `select variant_id as "variantId", location_id as "locationId", on_hand as "onHand", reserved from level
       where organization_id = argosy.tenant()`,
    ),
  );
  for (const level of levels) {
    const key = levelKey(level);
    expect([level.onHand, level.reserved], key).toEqual([onHand.get(key) ?? 0, reserved.get(key) ?? 0]);
    onHand.delete(key);
  }
  expect([...onHand.values()].filter((units) => units !== 0)).toEqual([]);
  expect([await shop.run(checkLedger), await shop.run(checkReservations)]).toEqual([[], []]);
}

/** Every movement starts where the one before it ended, and no promise was ever larger than what was there. */
async function checkHistory({ shop }: World): Promise<void> {
  const wrong = await shop.run((tx) =>
    tx.rows(
      `with steps as (
         select m.*, lag(on_hand_after, 1, 0) over w as on_hand_before,
           lag(reserved_after, 1, 0) over w as reserved_before,
           lead(id) over w is null as is_last
         from movement m where organization_id = argosy.tenant()
         window w as (partition by variant_id, location_id order by id)
       )
       select s.cause_kind, s.on_hand_delta, s.reserved_delta, s.on_hand_before, s.on_hand_after, s.reserved_before,
         s.reserved_after, l.on_hand, l.reserved
       from steps s
       join level l on l.organization_id = argosy.tenant() and l.variant_id = s.variant_id
         and l.location_id = s.location_id
       where s.on_hand_after <> s.on_hand_before + s.on_hand_delta
         or s.reserved_after <> s.reserved_before + s.reserved_delta
         or (s.is_last and (s.on_hand_after, s.reserved_after) <> (l.on_hand, l.reserved))
         or (s.reserved_delta > 0 and s.reserved_after > s.on_hand_after)`,
    ),
  );
  expect(wrong).toEqual([]);
}

/** When waiting orders were served, nobody waits for what is free. */
async function checkNobodyWaitsInVain(world: World): Promise<void> {
  await world.shop.run((tx) => serveShortLines(tx, { variantIds: world.variants, now: noon }));
  const waiting = await world.shop.run((tx) =>
    tx.rows(
      `select l.id, l.short_quantity from order_line l
       join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
       where l.organization_id = argosy.tenant() and l.short_quantity > 0 and exists (
         select 1 from location p where p.organization_id = argosy.tenant()
           and (p.id = l.location_id
             or (l.reserved_quantity = 0 and l.consumed_quantity = 0 and l.returned_quantity = 0))
           and (select min(coalesce(v.available, 0) / coalesce(b.quantity, 1)) from (values (l.variant_id)) as own(id)
             left join bundle_item b on b.organization_id = argosy.tenant() and b.bundle_variant_id = own.id
             left join level v on v.organization_id = argosy.tenant() and v.location_id = p.id
               and v.variant_id = coalesce(b.component_variant_id, own.id)) > 0)`,
    ),
  );
  expect(waiting).toEqual([]);
}

test("orders of two channels, edits, parcels, returns, stock changes, counts and documents at once leave what the model says [D1.2]", async () => {
  const batches = fc.array(fc.array(operation, { minLength: 2, maxLength: 7 }), { minLength: 2, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(batches, async (runs) => {
      const world = await newWorld(db);
      for (const batch of runs) await Promise.all(batch.map((each) => begin(world, each)()));
      await checkAgainstModel(world);
      await checkNobodyWaitsInVain(world);
      await checkAgainstModel(world);
      await checkHistory(world);
    }),
    { numRuns: runsOf({ few: 7, many: 20 }) },
  );
});

test("the last unit sold on two channels at once is promised once; the other order is short, with an alert [D4.2]", async () => {
  const world = await newWorld(db);
  const { shop, stores, variants } = world;
  await shop.stock(variants[2] ?? "", 1);
  const sell = (store: TestStore | undefined, key: string) =>
    store?.apply([
      orderPart(key, { placedAt: minutes(-1).toISOString(), lines: [orderLine({ variantKey: "v2", quantity: 1 })] }),
    ]);
  const sold = (await Promise.all([sell(stores[0], "a"), sell(stores[1], "b")])).flatMap((orders) => orders ?? []);
  expect(sold.map((order) => order.short).sort()).toEqual([false, true]);
  expect(await shop.level(variants[2] ?? "")).toEqual({ onHand: 1, reserved: 1, available: 0 });
  const alerts = await shop.run((tx) =>
    tx.rows(
      `select subject_id as order
       from alert
       where organization_id = argosy.tenant() and kind = 'order_short' and state = 'open'`,
    ),
  );
  expect(alerts).toEqual([{ order: sold.find((order) => order.short)?.orderId }]);
});

test("a thousand buyers on five channels want ten units: ten are promised, everybody else is flagged short", async () => {
  const shop = await testShop(db);
  const stores = await Promise.all([1, 2, 3, 4, 5].map(() => shop.newStore()));
  const [cup, box] = [await shop.newVariant(), await shop.newVariant()];
  await shop.run((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 2)`,
      [box, cup],
    ),
  );
  for (const store of stores) {
    await store.list(cup, "cup");
    await store.list(box, "box");
  }
  await shop.stock(cup, 10);
  // As webhooks come in: two lanes of each channel at once, a few orders a transaction; every tenth buyer wants a box of two.
  const buyer = (n: number) =>
    orderPart(`b${n}`, { lines: [orderLine({ variantKey: n % 10 === 9 ? "box" : "cup", quantity: 1 })] });
  const lane = async (store: TestStore, first: number) => {
    const reported = [];
    for (let n = first; n < first + 100; n += 5)
      reported.push(...(await store.apply([0, 1, 2, 3, 4].map((more) => buyer(n + more)))));
    return reported;
  };
  const applied = await Promise.all([...stores, ...stores].map((store, n) => lane(store, n * 100)));
  const short = applied.flat().filter((order) => order.short);
  expect(applied.flat()).toHaveLength(1_000);
  expect(await shop.level(cup)).toEqual({ onHand: 10, reserved: 10, available: 0 });
  const promised = await shop.run((tx) =>
    tx.one<{ units: number; orders: number; alerts: number }>(
      `select sum(l.reserved_quantity * case when l.variant_id = $1 then 2 else 1 end)::int as units,
         count(*) filter (where l.short_quantity = 0 and not o.is_short)::int as orders,
         (select count(*)::int from alert
           where organization_id = argosy.tenant() and kind = 'order_short' and state = 'open') as alerts
       from order_line l join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
       where l.organization_id = argosy.tenant()`,
      [box],
    ),
  );
  expect(promised).toEqual({ units: 10, orders: 1_000 - short.length, alerts: short.length });
  expect((await shop.run((tx) => calculateDesiredStock(tx, [cup]))).every((input) => input.desired === 0)).toBe(true);
  expect([await shop.run(checkLedger), await shop.run(checkReservations)]).toEqual([[], []]);
});
