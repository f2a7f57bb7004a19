import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { setComponents } from "../catalog/bundles.ts";
import { explainListing } from "../listings/explain-stock.ts";
import { reconcileChangedRecipes } from "../orders/recipes.ts";
import { actor, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { calculateDesiredStock } from "./calculate-desired-stock.ts";
import { checkLedger, checkReservations } from "./doctor.ts";
import { clearItemStockRules, setItemStockRules } from "./item-rules.ts";
import { previewStockRule } from "./preview-rule.ts";
import { setStockRule } from "./stock-rules.ts";
import type { ItemStockRule } from "./units-to-show.ts";

let variant: string;
let listing: string;

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const store = fixturePerTest(() => shop.newStore());
beforeEach(async () => {
  variant = await shop.newVariant("MUG");
  listing = await store.list(variant, "v");
  await shop.stock(variant, 20);
});

const everything = { locationIds: null, buffer: 0, cap: null, percent: null, zeroBelow: 0, keep: 0 };
const nothingOwn = { buffer: null, cap: null, percent: null, zeroBelow: null, keep: null };
const desired = async () => (await shop.run((tx) => calculateDesiredStock(tx, [variant])))[0]?.desired;
const explain = () => shop.run((tx) => explainListing(tx, listing, noon));
const marks = () =>
  shop.run((tx) =>
    tx.rows(
      "delete from change_mark where organization_id = argosy.tenant() and aspect = 'stock' returning subject_id",
    ),
  );

test("an item's own rule replaces what it names of the store's, marks it, and is said in the explanation", async () => {
  await shop.run((tx) => setStockRule(tx, store.id, { ...everything, buffer: 2, percent: 50 }));
  expect(await desired()).toBe(9);
  await marks();
  const set = (rule: Partial<ItemStockRule>) =>
    shop.run((tx) =>
      setItemStockRules(tx, { listingIds: [listing], rule: { ...nothingOwn, ...rule }, by: actor, now: noon }),
    );
  await set({ cap: 4 });
  expect(await marks()).toEqual([{ subject_id: variant }]);
  expect(await desired()).toBe(4);
  await set({ buffer: 0 });
  expect(await desired()).toBe(10);
  expect(await explain()).toMatchObject({ rule: { buffer: 0, percent: 50, cap: null, isOwn: true } });
  expect(await shop.run((tx) => clearItemStockRules(tx, [listing]))).toBe(1);
  expect(await marks()).toEqual([{ subject_id: variant }]);
  expect(await desired()).toBe(9);
});

test("a rule is seen before it is saved: how many change, how many go to none, by how much", async () => {
  const scarce = await shop.newVariant("SCARCE");
  await store.list(scarce, "s");
  await shop.stock(scarce, 3);
  const preview = await shop.run((tx) => previewStockRule(tx, store.id, { ...everything, zeroBelow: 5, cap: 18 }));
  expect(preview).toEqual({
    checked: 2,
    complete: true,
    changed: 2,
    emptied: 1,
    unitsBefore: 23,
    unitsAfter: 18,
    samples: [
      expect.objectContaining({ before: 3, after: 0 }),
      expect.objectContaining({ listingId: listing, before: 20, after: 18 }),
    ],
  });
  expect(await desired()).toBe(20);
});

test("units kept for one store are no other's, wherever the rule, the item or the store changes [D5.3]", async () => {
  const other = await shop.newStore("Amazon");
  const theirs = await other.list(variant, "theirs");
  await marks();
  const shown = async () => {
    expect(await marks()).toContainEqual({ subject_id: variant });
    const rows = await shop.run((tx) => calculateDesiredStock(tx, [variant]));
    return [listing, theirs].map((id) => rows.find((row) => row.listingId === id)?.desired);
  };
  const reserve = (units: number) => shop.run((tx) => setStockRule(tx, other.id, { ...everything, keep: units }));
  const preview = await shop.run((tx) => previewStockRule(tx, other.id, { ...everything, keep: 6 }));
  expect(preview).toMatchObject({
    checked: 2,
    samples: [{ listingId: listing, storeId: store.id, before: 20, after: 14 }],
  });
  await reserve(6);
  expect(await shown()).toEqual([14, 20]);
  const own = { listingIds: [theirs], rule: { ...nothingOwn, keep: 25 }, by: actor, now: noon };
  await shop.run((tx) => setItemStockRules(tx, own));
  expect(await shown()).toEqual([0, 20]);
  await shop.run((tx) => clearItemStockRules(tx, [theirs]));
  expect(await shown()).toEqual([14, 20]);
  const change = (sql: string, id: string) => shop.run((tx) => tx.run(sql, [id]));
  await change("update listing set active = false where id = $1", theirs);
  expect(await shown()).toEqual([20, undefined]);
  await change("update listing set active = true where id = $1", theirs);
  expect(await shown()).toEqual([14, 20]);
  await change("update listing set variant_id = null, state = 'unmapped' where id = $1", theirs);
  expect(await shown()).toEqual([20, undefined]);
  await change(`update listing set variant_id = '${variant}', state = 'mapped' where id = $1`, theirs);
  expect(await shown()).toEqual([14, 20]);
  await change("update connection set state = 'inactive' where id = $1", other.id);
  expect(await shown()).toEqual([20, undefined]);
  await change("update connection set state = 'active' where id = $1", other.id);
  expect(await shown()).toEqual([14, 20]);
});

test("the explanation begins with what lies where, and names what stands against a push [D5.4]", async () => {
  await db.owner.run("update level set reserved = 5 where variant_id = $1", [variant]);
  await db.owner.run(
    "update connection set state = 'needs_reauth', breaker = 'open', breaker_until = $2 where id = $1",
    [store.id, new Date(noon.getTime() + 60_000)],
  );
  await db.owner.run("update listing set stock_sync = false, counted = false where id = $1", [listing]);
  const explained = await explain();
  expect(explained.locations[0]).toMatchObject({
    quantity: 15,
    levels: [
      { variantId: variant, sku: "MUG", perBundle: 1, location: "Main", onHand: 20, reserved: 5, available: 15 },
    ],
  });
  expect(explained.notPushed.map(({ text }) => text)).toEqual([
    expect.stringContaining("Access to the channel has ended"),
    expect.stringContaining("failed several times in a row"),
    expect.stringContaining("switched off for this listing"),
    expect.stringContaining("does not count stock"),
  ]);
});

test("a location mapped twice is written once, and the other is named", async () => {
  const map = `insert into ext_location (organization_id, connection_id, ext_key, name, location_id)
     values (argosy.tenant(), $1, $2, $2, $3)`;
  for (const key of ["a", "b"]) await shop.run((tx) => tx.run(map, [store.id, key, shop.locationId]));
  expect(await explain()).toMatchObject({ locations: [{ location: "a", quantity: 20 }], unwritten: ["b"] });
});

test("a bundle made while orders are open reserves its components instead, and refuses what cannot be one", async () => {
  const [set, cup] = [await shop.newVariant("SET"), await shop.newVariant("CUP")];
  await store.list(set, "set");
  await shop.stock(cup, 9);
  await store.apply([orderPart("b1", { lines: [orderLine({ variantKey: "set", quantity: 2 })] })]);
  const make = (variantId: string, components: readonly { variantId: string; quantity: number }[]) =>
    shop
      .run((tx) => setComponents(tx, { variantId, components }))
      .then(async () => {
        while (await shop.run((tx) => reconcileChangedRecipes(tx, noon)));
      });
  await make(set, [
    { variantId: variant, quantity: 1 },
    { variantId: cup, quantity: 3 },
  ]);
  expect(await shop.level(variant)).toMatchObject({ reserved: 2 });
  expect(await shop.level(cup)).toMatchObject({ reserved: 6 });
  await make(set, [{ variantId: cup, quantity: 4 }]);
  expect(await shop.level(variant)).toMatchObject({ reserved: 0 });
  expect(await shop.level(cup)).toMatchObject({ reserved: 8 });
  expect([await shop.run(checkLedger), await shop.run(checkReservations)]).toEqual([[], []]);
  const code = (made: Promise<void>) =>
    made.then(
      () => "made",
      (error) => error.code,
    );
  expect(await code(make(set, [{ variantId: set, quantity: 1 }]))).toBe("BUNDLE_INVALID");
  expect(await code(make(cup, [{ variantId: variant, quantity: 1 }]))).toBe("BUNDLE_INVALID");
  const other = await shop.newVariant("OTHER");
  expect(await code(make(other, [{ variantId: set, quantity: 1 }]))).toBe("BUNDLE_INVALID");
  expect(await code(make(variant, [{ variantId: other, quantity: 1 }]))).toBe("BUNDLE_HAS_STOCK");
  await make(set, []);
  expect(await shop.level(cup)).toMatchObject({ reserved: 0 });
});
