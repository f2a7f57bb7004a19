/** Many more buyers than units, on several channels at once. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { later, orderLine, orderPart, testShop } from "./testing.ts";

const BUYERS = 1000;
const UNITS = 10;
const CHANNELS = 5;
const A_DELIVERY = 20;

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test(`${BUYERS} buyers on ${CHANNELS} channels want ${UNITS} units at once: never more are reserved, and all others are flagged [F18]`, async () => {
  const variant = await shop.newVariant();
  await shop.stock(variant, UNITS);
  const stores = await Promise.all(Array.from({ length: CHANNELS }, (_, n) => shop.newStore(`Channel ${n}`)));
  await Promise.all(
    stores.map(async (store) => {
      const listing = await store.list(variant, "v");
      await store.believe(listing, { expected: UNITS, ackedAt: new Date("2026-11-20T10:00:00Z") });
    }),
  );
  const deliveries = Array.from({ length: BUYERS / A_DELIVERY }, (_, n) => ({
    store: stores[n % CHANNELS],
    parts: Array.from({ length: A_DELIVERY }, (_, m) =>
      orderPart(`b${n * A_DELIVERY + m}`, {
        financial: "paid",
        lines: [orderLine({ variantKey: "v", quantity: 1, orderedQuantity: 1 })],
      }),
    ),
  }));
  await Promise.all(deliveries.map(({ store, parts }) => store?.apply(parts)));
  expect(await shop.level(variant)).toEqual({ onHand: UNITS, reserved: UNITS, available: 0 });
  const [seen] = await shop.run((tx) =>
    tx.rows(
      `select max(m.reserved_after)::int as most,
         (select count(*)::int from argosy.sales_order o
          where o.organization_id = argosy.tenant() and not o.is_short) as served,
         (select count(*)::int from argosy.sales_order o
          where o.organization_id = argosy.tenant() and o.is_short) as flagged
       from argosy.movement m
       where m.organization_id = argosy.tenant() and m.variant_id = $1`,
      [variant],
    ),
  );
  expect(seen).toEqual({ most: UNITS, served: UNITS, flagged: BUYERS - UNITS });
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
});

// The newer one says what is stored, and moves on its version without the order's lock.
test("an order changed and changed back at the same moment is as it was changed back", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await shop.stock(variant, 20);
  await store.list(variant, "v1");
  const of = (key: string, quantity: number) => orderPart(key, { lines: [orderLine({ variantKey: "v1", quantity })] });
  const keys = Array.from({ length: 12 }, (_, n) => `back-${n}`);
  for (const key of keys) {
    await store.apply([of(key, 1)]);
    await Promise.all([store.apply([later(of(key, 0), 1, {})]), store.apply([later(of(key, 1), 2, {})])]);
  }
  const quantities = await shop.run((tx) =>
    tx.rows<{ key: string; quantity: number }>(
      `select o.ext_key as key, l.quantity from sales_order o
       join order_line l on l.organization_id = argosy.tenant() and l.order_id = o.id
       where o.organization_id = argosy.tenant() and o.connection_id = $1`,
      [store.id],
    ),
  );
  expect(quantities.filter(({ quantity }) => quantity === 1)).toHaveLength(keys.length);
});
