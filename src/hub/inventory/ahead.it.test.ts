import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { setComponents } from "../catalog/bundles.ts";
import { setPresale } from "../orders/presales.ts";
import { serveShortLines } from "../orders/serve-short.ts";
import {
  actor,
  later,
  minutes,
  noon,
  orderLine,
  orderPart,
  type TestShop,
  type TestStore,
  testShop,
} from "../orders/testing.ts";
import {
  cancelPurchaseOrder,
  changePurchaseOrder,
  createPurchaseOrder,
  placePurchaseOrder,
} from "../purchasing/orders.ts";
import { receivePurchaseOrder } from "../purchasing/receive.ts";
import { createSupplier } from "../purchasing/suppliers.ts";
import { startPresaleDay } from "./ahead.ts";
import { calculateDesiredStock } from "./calculate-desired-stock.ts";

const db = fixture(testDatabase);
const by = { actor, now: noon };
/** A day before the first, none, and days of which the first passes. */
const DAYS = ["2026-11-19", null, "2026-11-21", "2026-12-24"];
const TODAYS = [noon, new Date("2026-11-22T12:00:00Z")];

interface World {
  readonly shop: TestShop;
  readonly stores: readonly TestStore[];
  readonly item: string;
  readonly supplierId: string;
  /** Purchase orders, and units open of each. */
  readonly purchases: { readonly id: string; open: number }[];
  readonly orders: {
    readonly key: string;
    readonly store: TestStore;
    readonly lines: ReturnType<typeof orderLine>[];
  }[];
  now: Date;
  /** What channels show of the item, and of boxes of two. */
  shown: readonly [number, number];
}

async function newWorld(): Promise<World> {
  const shop = await testShop(db);
  const stores = [await shop.newStore(), await shop.newStore()];
  const [item, box] = [await shop.newVariant(), await shop.newVariant()];
  await shop.run((tx) => setComponents(tx, { variantId: box, components: [{ variantId: item, quantity: 2 }] }));
  for (const store of stores) {
    await store.list(item, "item");
    await store.list(box, "box");
  }
  const supplier = await shop.run((tx) => createSupplier(tx, { name: "Mill", currency: "EUR", now: noon }));
  await shop.run((tx) => setPresale(tx, item, { preorderUntil: null, backorderDays: 9, mostAhead: 8 }, noon));
  return { shop, stores, item, supplierId: supplier.id, purchases: [], orders: [], now: noon, shown: [0, 0] };
}

type Act =
  | { readonly do: "buy"; readonly units: number; readonly day: number }
  | { readonly do: "arrive" | "move" | "cancel_purchase" | "cancel"; readonly of: number; readonly units: number }
  | {
      readonly do: "sell";
      readonly store: number;
      readonly units: number;
      readonly isBox: boolean;
      readonly isOver: boolean;
    }
  | { readonly do: "limit"; readonly most: number | null; readonly until: number }
  | { readonly do: "count"; readonly units: number }
  | { readonly do: "day" };

const units = fc.integer({ min: 1, max: 6 });
/** Now and then a channel sells what it does not show. */
const isOver = fc.integer({ min: 0, max: 7 }).map((n) => n === 0);
const of = fc.nat(5);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("buy" as const), units, day: fc.constantFrom(0, 1, 2, 2, 3, 3, 3) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("arrive" as const), of, units }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("move", "cancel_purchase", "cancel" as const), of, units }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("sell" as const), store: fc.nat(1), units, isBox: fc.boolean(), isOver }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("limit" as const),
      most: fc.option(fc.integer({ min: 1, max: 15 })),
      until: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("count" as const), units: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("day" as const) }) },
);

const picked = <T>(all: readonly T[], n: number): T | undefined => (all.length === 0 ? undefined : all[n % all.length]);

async function perform(world: World, one: Act): Promise<unknown> {
  const { shop, item, now } = world;
  if (one.do === "buy") return buy(world, one.units, DAYS[one.day] ?? null);
  if (one.do === "sell") return sell(world, one);
  if (one.do === "count") return shop.stock(item, one.units);
  if (one.do === "limit") {
    const preorderUntil = ["2026-11-21", "2026-12-24", null][one.until] ?? null;
    const presale = { preorderUntil, backorderDays: preorderUntil === null ? 9 : null, mostAhead: one.most };
    return shop.run((tx) => setPresale(tx, item, presale, now));
  }
  if (one.do === "day") {
    world.now = TODAYS[1] ?? now;
    return shop.run((tx) => startPresaleDay(tx, world.now));
  }
  if (one.do === "cancel") return cancelSale(world, one.of);
  const purchase = picked(
    world.purchases.filter(({ open }) => open > 0),
    one.of,
  );
  if (purchase === undefined) return undefined;
  const { id } = purchase;
  if (one.do === "move")
    return shop.run((tx) => changePurchaseOrder(tx, { id, expectedOn: DAYS[one.units % DAYS.length] ?? null, now }));
  const arrived = one.do === "arrive" ? Math.min(one.units, purchase.open) : purchase.open;
  purchase.open -= arrived;
  if (one.do === "cancel_purchase") return shop.run((tx) => cancelPurchaseOrder(tx, { id, actor, now }));
  return shop.run((tx) =>
    receivePurchaseOrder(tx, { id, lines: [{ line: 1, quantity: arrived }], takesCosts: false, actor, now }),
  );
}

async function buy({ shop, item, supplierId, purchases }: World, quantity: number, expectedOn: string | null) {
  await shop.run(async (tx) => {
    const lines = [{ variantId: item, quantity }];
    const { id } = await createPurchaseOrder(tx, { supplierId, lines, expectedOn, ...by });
    await placePurchaseOrder(tx, { id, ...by });
    purchases.push({ id, open: quantity });
  });
}

async function sell(world: World, one: Extract<Act, { do: "sell" }>): Promise<void> {
  const store = world.stores[one.store];
  if (!store) return;
  const [item, box] = world.shown;
  const quantity = one.isOver ? one.units : Math.min(one.units, one.isBox ? box : item);
  if (quantity === 0) return;
  const lines = [orderLine({ variantKey: one.isBox ? "box" : "item", quantity })];
  const key = `o${world.orders.length}`;
  world.orders.push({ key, store, lines });
  await store.apply([orderPart(key, { placedAt: minutes(world.orders.length).toISOString(), lines })]);
}

async function cancelSale({ orders }: World, n: number): Promise<void> {
  const order = picked(orders, n);
  const lines = order?.lines.map((line) => ({ ...line, quantity: 0 })) ?? [];
  await order?.store.apply([later(orderPart(order.key, { lines }), 600, { status: "cancelled" })]);
}

const SUMS = `
  select coalesce((select sum(available) from level
      where organization_id = argosy.tenant() and variant_id = $1), 0)::int as free,
    coalesce((select sum(l.short_quantity * case when l.variant_id = $1 then 1 else 2 end) from order_line l
      where l.organization_id = argosy.tenant()), 0)::int as sold,
    coalesce((select sum(l.incoming) from purchase_order_line l
      join purchase_order o on o.organization_id = argosy.tenant() and o.id = l.purchase_order_id
      where l.organization_id = argosy.tenant() and o.state in ('ordered', 'partly_received')
        and o.expected_on >= $2::date), 0)::int as expected,
    (select most_ahead from variant_presale where organization_id = argosy.tenant() and variant_id = $1
      and (backorder_days is not null or preorder_until >= $2::date)) as most`;

interface Sums {
  readonly free: number;
  readonly sold: number;
  readonly expected: number;
  readonly most: number | null;
}

/** Every channel shows as much of the item, and half as many boxes. */
async function readNow(world: World): Promise<void> {
  const { shop, item, now } = world;
  const desired = await shop.run((tx) => calculateDesiredStock(tx, [item]));
  const { free, sold, expected, most } = await shop.run((tx) =>
    tx.one<Sums>(SUMS, [item, now.toISOString().slice(0, 10)]),
  );
  const ahead = Math.max(0, Math.min(expected, most ?? 0) - sold);
  const shown = Math.max(0, free + ahead);
  const box = Math.floor(shown / 2);
  const text = JSON.stringify({ free, sold, expected, most });
  expect(desired.map((each) => each.desired).sort(), text).toEqual([box, box, shown, shown].sort());
  if (shown > Math.max(0, free)) {
    expect(shown + sold, text).toBeLessThanOrEqual(free + expected);
    expect(shown - free + sold, text).toBeLessThanOrEqual(most ?? 0);
  }
  world.shown = [shown, box];
}

test("channels never show or sell more in advance than is there and comes, and follow at once [D5.1]", async () => {
  const marks =
    "delete from change_mark where organization_id = argosy.tenant() and aspect = 'stock' returning subject_id as id";
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 25 }), async (acts) => {
      const world = await newWorld();
      const { shop, item } = world;
      for (const one of acts) {
        await shop.run((tx) => tx.rows(marks));
        await perform(world, one);
        await shop.run((tx) => serveShortLines(tx, { variantIds: [item], now: noon }));
        const before = world.shown;
        await readNow(world);
        const marked = await shop.run((tx) => tx.rows<{ id: string }>(marks));
        if (String(world.shown) !== String(before))
          expect(
            marked.map(({ id }) => id),
            JSON.stringify(one),
          ).toContain(item);
      }
    }),
    { numRuns: runsOf({ few: 8, many: 60 }) },
  );
});
