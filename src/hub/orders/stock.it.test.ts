import { describe, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { calculateDesiredStock } from "../inventory/calculate-desired-stock.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { createLocation } from "../inventory/locations.ts";
import { transferStock } from "../inventory/stock-changes.ts";
import { explainListing } from "../listings/explain-stock.ts";
import { linkListings } from "../listings/matching.ts";
import { isShortLineWaiting, serveShortLines } from "./serve-short.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";
import { refreshUnmappedFlags, resolveUnmappedLines } from "./unmapped.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const sound = async () => {
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
};
const isShort = (number: string) =>
  shop.run((tx) =>
    tx.one<{ is_short: boolean; has_unmapped: boolean }>(
      "select is_short, has_unmapped from sales_order where organization_id = argosy.tenant() and number = $1",
      [number],
    ),
  );

describe("a short order", () => {
  test("a short order is served when stock rises, oldest first, and its alert closes", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v");
    await shop.stock(variant, 1);
    const at = (key: string, minute: number, quantity: number) =>
      orderPart(key, { placedAt: minutes(minute).toISOString(), lines: [orderLine({ variantKey: "v", quantity })] });
    await store.apply([at("s1", -9, 1)]);
    await store.apply([at("s3", -5, 2)]);
    await store.apply([at("s2", -7, 2)]);
    expect(await isShort("SH-s2")).toMatchObject({ is_short: true });
    await shop.stock(variant, 4);
    expect(await shop.run((tx) => serveShortLines(tx, { variantIds: [variant], now: noon }))).toHaveLength(2);
    expect(await isShort("SH-s2")).toMatchObject({ is_short: false });
    expect(await isShort("SH-s3")).toMatchObject({ is_short: true });
    expect(await shop.level(variant)).toEqual({ onHand: 4, reserved: 4, available: 0 });
    expect(await shop.run((tx) => isShortLineWaiting(tx, [variant]))).toBe(false);
    await shop.stock(variant, 5);
    expect(await shop.run((tx) => isShortLineWaiting(tx, [variant]))).toBe(true);
    expect(await shop.run((tx) => serveShortLines(tx, { variantIds: [variant], now: noon }))).toHaveLength(1);
    expect(await isShort("SH-s3")).toMatchObject({ is_short: false });
    const open =
      "select 1 from alert where organization_id = argosy.tenant() and kind = 'order_short' and state = 'open'";
    expect(await shop.run((tx) => tx.rows(open))).toEqual([]);
    await sound();
  });

  test("a short order has the channel corrected that sold what was not there", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    const listing = await store.list(variant, "v");
    await shop.stock(variant, 0);
    await shop.run((tx) => tx.run("delete from change_mark where organization_id = argosy.tenant()"));
    await store.believe(listing, { expected: 0, ackedAt: minutes(-60) });
    await store.apply([orderPart("over1", { lines: [orderLine({ variantKey: "v", quantity: 1 })] })]);
    expect((await store.believed(listing)).expected).toBe(-1);
    const marks = "select subject_id from change_mark where organization_id = argosy.tenant() and aspect = 'stock'";
    expect(await shop.run((tx) => tx.rows(marks))).toEqual([{ subject_id: variant }]);
  });
});

test("a channel that takes units only when they ship is compared anew, though nothing more or less is free", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  const listing = await store.list(variant, "v");
  await shop.stock(variant, 5);
  const line = orderLine({ variantKey: "v", quantity: 2, channelTook: 0 });
  const ordered = orderPart("late1", { status: "pending", lines: [line] });
  await store.apply([ordered]);
  await store.believe(listing, { expected: 3, ackedAt: minutes(-60) });
  await shop.run((tx) => tx.run("delete from change_mark where organization_id = argosy.tenant()"));
  const shipped = { status: "completed", fulfilment: "fulfilled" } as const;
  await store.apply([later(ordered, 1, { ...shipped, lines: [{ ...line, fulfilledQuantity: 2, channelTook: 2 }] })]);
  expect(await shop.level(variant)).toEqual({ onHand: 3, reserved: 0, available: 3 });
  expect((await store.believed(listing)).expected).toBe(1);
  const marks = "select subject_id from change_mark where organization_id = argosy.tenant() and aspect = 'stock'";
  expect(await shop.run((tx) => tx.rows(marks))).toEqual([{ subject_id: variant }]);
});

describe("a line whose item is mapped later", () => {
  test("a line whose item is mapped later acts on stock as if it had always been", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    const listing = await store.list(null, "v");
    await shop.stock(variant, 10);
    const line = orderLine({ variantKey: "v", quantity: 3, fulfilledQuantity: 1 });
    await store.apply([orderPart("m1", { lines: [line] })]);
    expect(await isShort("SH-m1")).toMatchObject({ has_unmapped: true });
    const map =
      "update listing set variant_id = $2, state = 'mapped' where organization_id = argosy.tenant() and id = $1";
    await shop.run((tx) => tx.run(map, [listing, variant]));
    expect(await shop.run((tx) => resolveUnmappedLines(tx, [listing], { now: noon, actor: systemActor }))).toHaveLength(
      1,
    );
    expect(await shop.run((tx) => resolveUnmappedLines(tx, [listing], { now: noon, actor: systemActor }))).toEqual([]);
    expect(await shop.level(variant)).toEqual({ onHand: 9, reserved: 2, available: 7 });
    expect(await isShort("SH-m1")).toMatchObject({ has_unmapped: false });
    await sound();
  });
});

describe("an item that is linked to another product", () => {
  const relink = (listing: string, variant: string) =>
    shop.run((tx) =>
      linkListings(tx, {
        links: [{ listingId: listing, variantId: variant, method: "manual", confidence: 100 }],
        by: actor,
        now: noon,
      }),
    );

  test("an item linked to another product takes its open lines along with what they reserve; what was shipped stays", async () => {
    const store = await shop.newStore();
    const [wrong, right] = [await shop.newVariant(), await shop.newVariant()];
    const listing = await store.list(wrong, "v");
    await shop.stock(wrong, 10);
    await shop.stock(right, 4);
    const line = (quantity: number, fulfilledQuantity = 0) =>
      orderLine({ variantKey: "v", quantity, fulfilledQuantity });
    await store.apply([
      orderPart("r1", { lines: [line(3)] }),
      orderPart("r2", { lines: [line(2, 1)] }),
      orderPart("r3", { lines: [line(2)] }),
    ]);
    expect(await shop.level(wrong)).toEqual({ onHand: 9, reserved: 6, available: 3 });
    await relink(listing, right);
    expect(await shop.level(wrong)).toEqual({ onHand: 9, reserved: 1, available: 8 });
    expect(await shop.level(right)).toEqual({ onHand: 4, reserved: 4, available: 0 });
    // Five are asked for and four are there: the younger order is short by one, and served when it comes.
    expect([await isShort("SH-r1"), await isShort("SH-r3")].filter((each) => each.is_short)).toHaveLength(1);
    await sound();
    await relink(listing, wrong);
    expect(await shop.level(right)).toEqual({ onHand: 4, reserved: 0, available: 4 });
    expect(await shop.level(wrong)).toEqual({ onHand: 9, reserved: 6, available: 3 });
    await sound();
  });

  test("an item linked to a bundle reserves its components", async () => {
    const store = await shop.newStore();
    const [single, bundle, part] = [await shop.newVariant(), await shop.newVariant(), await shop.newVariant()];
    const listing = await store.list(single, "set");
    await shop.stock(single, 5);
    await shop.stock(part, 10);
    const put = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 3)`;
    await shop.run((tx) => tx.run(put, [bundle, part]));
    await store.apply([orderPart("rb1", { lines: [orderLine({ variantKey: "set", quantity: 2 })] })]);
    await relink(listing, bundle);
    expect(await shop.level(single)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect(await shop.level(part)).toEqual({ onHand: 10, reserved: 6, available: 4 });
    await sound();
  });
});

describe("an item that is ignored", () => {
  test("an order of an ignored item is not flagged", async () => {
    const store = await shop.newStore();
    const listing = await store.list(null, "deposit");
    await store.apply([orderPart("i1", { lines: [orderLine({ variantKey: "deposit", quantity: 1 })] })]);
    expect(await isShort("SH-i1")).toMatchObject({ has_unmapped: true });
    const ignore = "update listing set state = 'ignored' where organization_id = argosy.tenant() and id = $1";
    await shop.run((tx) => tx.run(ignore, [listing]));
    await shop.run((tx) => refreshUnmappedFlags(tx, [listing], noon));
    expect(await isShort("SH-i1")).toMatchObject({ has_unmapped: false });
    await store.apply([orderPart("i2", { lines: [orderLine({ variantKey: "deposit", quantity: 1 })] })]);
    expect(await isShort("SH-i2")).toMatchObject({ has_unmapped: false });
  });
});

describe("a bundle", () => {
  test("a bundle reserves its components, is short by the scarcest and shows what that allows [D6.2]", async () => {
    const store = await shop.newStore();
    const [box, cup, lid] = [await shop.newVariant("BOX"), await shop.newVariant("CUP"), await shop.newVariant("LID")];
    for (const [component, quantity] of [
      [cup, 4],
      [lid, 1],
    ] as const) {
      const insert = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
         values (argosy.tenant(), $1, $2, $3)`;
      await shop.run((tx) => tx.run(insert, [box, component, quantity]));
    }
    const listing = await store.list(box, "box");
    await shop.stock(cup, 11);
    await shop.stock(lid, 5);
    const desired = () => shop.run((tx) => calculateDesiredStock(tx, [cup]));
    expect(await desired()).toEqual([{ connectionId: store.id, listingId: listing, location: "", desired: 2 }]);
    await store.apply([orderPart("b1", { lines: [orderLine({ variantKey: "box", quantity: 3 })] })]);
    expect(await shop.level(cup)).toEqual({ onHand: 11, reserved: 8, available: 3 });
    expect(await shop.level(lid)).toEqual({ onHand: 5, reserved: 2, available: 3 });
    expect(await isShort("SH-b1")).toMatchObject({ is_short: true });
    expect(await desired()).toMatchObject([{ desired: 0 }]);
    await sound();
  });
});

describe("a bundle whose parts change", () => {
  test("a bundle whose parts change while orders hold them gives back what was taken, not what would be taken now", async () => {
    const store = await shop.newStore();
    const [box, cup, lid] = [await shop.newVariant(), await shop.newVariant(), await shop.newVariant()];
    const put = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, $3)`;
    await shop.run((tx) => tx.run(put, [box, cup, 2]));
    await store.list(box, "box");
    for (const variant of [cup, lid]) await shop.stock(variant, 10);
    const first = orderPart("b2", { lines: [orderLine({ variantKey: "box", quantity: 3 })] });
    await store.apply([first]);
    expect(await shop.level(cup)).toMatchObject({ reserved: 6 });
    await shop.run((tx) =>
      tx.run("delete from bundle_item where organization_id = argosy.tenant() and bundle_variant_id = $1", [box]),
    );
    await shop.run((tx) => tx.run(put, [box, lid, 1]));
    const shipped = orderLine({ variantKey: "box", quantity: 3, fulfilledQuantity: 1 });
    await store.apply([later(first, 1, { lines: [shipped] })]);
    expect(await shop.level(cup)).toEqual({ onHand: 10, reserved: 0, available: 10 });
    expect(await shop.level(lid)).toEqual({ onHand: 9, reserved: 2, available: 7 });
    await store.apply([later(first, 2, { status: "cancelled", lines: [shipped] })]);
    expect(await shop.level(lid)).toEqual({ onHand: 9, reserved: 0, available: 9 });
    await sound();
  });
});

describe("several locations", () => {
  test("an order is served where there is enough, or where its channel says [D4.1]", async () => {
    const own = await testShop(db);
    const store = await own.newStore();
    const variant = await own.newVariant();
    await store.list(variant, "v");
    const annex = await own.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
    await own.stock(variant, 1);
    await own.stock(variant, 5, annex.id);
    await store.apply([orderPart("l1", { lines: [orderLine({ variantKey: "v", quantity: 2 })] })]);
    expect(await own.level(variant, annex.id)).toMatchObject({ reserved: 2 });
    const map = `insert into ext_location (organization_id, connection_id, ext_key, name, location_id)
       values (argosy.tenant(), $1, 'x1', 'X', $2)`;
    await own.run((tx) => tx.run(map, [store.id, own.locationId]));
    await store.apply([orderPart("l2", { lines: [orderLine({ variantKey: "v", quantity: 2, location: "x1" })] })]);
    expect(await own.level(variant)).toMatchObject({ reserved: 1, available: 0 });
    const move = {
      sku: undefined,
      variantId: variant,
      locationId: annex.id,
      toLocationId: own.locationId,
      quantity: 1,
    };
    const moved = await own.run((tx) => transferStock(tx, { items: [move], actor, now: noon }));
    expect(moved).toMatchObject([{ ok: true }]);
    await own.run((tx) => serveShortLines(tx, { variantIds: [variant], now: noon }));
    expect(await own.level(variant)).toMatchObject({ reserved: 2, available: 0 });
    expect(await own.run(checkReservations)).toEqual([]);
  });

  test("a channel with locations of its own is told each one's stock, and the rest at its first unmapped one", async () => {
    const own = await testShop(db);
    const store = await own.newStore();
    const variant = await own.newVariant();
    const listing = await store.list(variant, "v");
    const annex = await own.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
    const cellar = await own.run((tx) => createLocation(tx, { name: "Cellar", now: noon }));
    for (const [at, units] of [
      [own.locationId, 7],
      [annex.id, 3],
      [cellar.id, 2],
    ] as const)
      await own.stock(variant, units, at);
    const map = `insert into ext_location (organization_id, connection_id, ext_key, name, location_id)
       values (argosy.tenant(), $1, $2, $2, $3)`;
    await own.run((tx) => tx.run(map, [store.id, "a", null]));
    await own.run((tx) => tx.run(map, [store.id, "b", annex.id]));
    await own.run((tx) => tx.run(map, [store.id, "c", null]));
    const desired = await own.run((tx) => calculateDesiredStock(tx, [variant]));
    expect(desired.map(({ location, desired }) => [location, desired])).toEqual([
      ["a", 9],
      ["b", 3],
    ]);
    const rule = `insert into stock_rule (organization_id, connection_id, location_ids, buffer)
       values (argosy.tenant(), $1, $2, 1)`;
    await own.run((tx) => tx.run(rule, [store.id, [own.locationId]]));
    const explained = await own.run((tx) => explainListing(tx, listing, noon));
    expect(explained).toMatchObject({
      storeName: "Cairo shop",
      notPushed: [],
      locations: [
        {
          location: "a",
          quantity: 6,
          steps: [
            { label: "available at Main", value: 7 },
            { label: "minus the safety buffer of 1", value: 6 },
          ],
        },
        { location: "b", quantity: 0 },
      ],
    });
  });
});
