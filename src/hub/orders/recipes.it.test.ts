/** Bundles and late mappings: orders that are open already follow. */
import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { reconcileChangedRecipes } from "./recipes.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";
import { resolveUnmappedLines } from "./unmapped.ts";

const db = fixture(testDatabase);

const put = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
   values (argosy.tenant(), $1, $2, $3)`;

describe("a changed recipe", () => {
  test("a changed recipe moves every open order to the new parts, in chunks, and what is not there is short", async () => {
    const own = await testShop(db);
    const store = await own.newStore();
    const [box, cup, lid] = [await own.newVariant(), await own.newVariant(), await own.newVariant()];
    await own.run((tx) => tx.run(put, [box, cup, 1]));
    await store.list(box, "box");
    await own.stock(cup, 300);
    await own.stock(lid, 205);
    const reconcile = async () => {
      let rounds = 0;
      while (await own.run((tx) => reconcileChangedRecipes(tx, noon))) rounds += 1;
      return rounds;
    };
    await reconcile();
    const orders = Array.from({ length: 210 }, (_, n) =>
      orderPart(`box${n}`, {
        placedAt: minutes(n - 300).toISOString(),
        lines: [orderLine({ variantKey: "box", quantity: 1 })],
      }),
    );
    await store.apply(orders);
    expect(await own.level(cup)).toMatchObject({ reserved: 210 });
    await own.run((tx) =>
      tx.run("delete from bundle_item where organization_id = argosy.tenant() and bundle_variant_id = $1", [box]),
    );
    await own.run((tx) => tx.run(put, [box, lid, 1]));
    expect(await reconcile()).toBe(2);
    expect(await own.level(cup)).toEqual({ onHand: 300, reserved: 0, available: 300 });
    expect(await own.level(lid)).toEqual({ onHand: 205, reserved: 205, available: 0 });
    expect(
      await own.run((tx) => tx.rows("select 1 from sales_order where organization_id = argosy.tenant() and is_short")),
    ).toHaveLength(5);
    expect(await reconcile()).toBe(0);
    await store.apply([later(orders[0] ?? orderPart("none", { lines: [] }), 1, { status: "cancelled" })]);
    expect(await own.level(lid)).toEqual({ onHand: 205, reserved: 204, available: 1 });
    expect(await own.run(checkLedger)).toEqual([]);
    expect(await own.run(checkReservations)).toEqual([]);
  });
});

test("lines linked to a bundle later reserve its parts in every order that waited, shipped units leave stock", async () => {
  const own = await testShop(db);
  const store = await own.newStore();
  const [box, cup, lid] = [await own.newVariant(), await own.newVariant(), await own.newVariant()];
  await own.run((tx) => tx.run(put, [box, cup, 2]));
  await own.run((tx) => tx.run(put, [box, lid, 1]));
  for (const variant of [cup, lid]) await own.stock(variant, 20);
  const listing = await store.list(null, "later");
  const line = (shipped: number) => orderLine({ variantKey: "later", quantity: 2, fulfilledQuantity: shipped });
  await store.apply([
    orderPart("u1", { lines: [line(0)] }),
    orderPart("u2", { lines: [line(1)] }),
    orderPart("u3", { status: "cancelled", lines: [line(0)] }),
  ]);
  expect(await own.level(cup)).toMatchObject({ onHand: 20, reserved: 0 });
  await own.run((tx) =>
    tx.run("update listing set variant_id = $2, state = 'mapped' where organization_id = argosy.tenant() and id = $1", [
      listing,
      box,
    ]),
  );
  const changed = await own.run((tx) => resolveUnmappedLines(tx, [listing], { now: noon, actor }));
  expect(changed).toHaveLength(3);
  expect(await own.level(cup)).toEqual({ onHand: 18, reserved: 6, available: 12 });
  expect(await own.level(lid)).toEqual({ onHand: 19, reserved: 3, available: 16 });
  expect(await own.run((tx) => resolveUnmappedLines(tx, [listing], { now: noon, actor }))).toEqual([]);
  const flagged = "select 1 from sales_order where organization_id = argosy.tenant() and has_unmapped";
  expect(await own.run((tx) => tx.rows(flagged))).toEqual([]);
  expect(await own.run(checkLedger)).toEqual([]);
  expect(await own.run(checkReservations)).toEqual([]);
});
