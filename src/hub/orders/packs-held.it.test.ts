/** What packs hold is found by what is in them, as what lines of these items hold is. */
import { beforeEach, describe, expect, test } from "vitest";
import type { OrderLine } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { mapChannelLocation } from "../inventory/channel-locations.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { createLocation } from "../inventory/locations.ts";
import { listLowStock } from "../inventory/low-stock.ts";
import { setReorderPoints } from "../inventory/reorder.ts";
import { listReservations } from "../inventory/reservations.ts";
import { reconcileChangedRecipes } from "./recipes.ts";
import { isOverpromised, takeBackPromises } from "./release-promises.ts";
import { serveShortLines } from "./serve-short.ts";
import { minutes, noon, orderLine, orderPart, type TestShop, type TestStore, testShop } from "./testing.ts";

const db = fixture(testDatabase);
let shop: TestShop;
let store: TestStore;
let cup: string;

beforeEach(async () => {
  shop = await testShop(db);
  store = await shop.newStore();
  cup = await shop.newVariant();
  await store.list(cup, "cup");
});

const pack = (key: string, cups: number, more: Pick<Partial<OrderLine>, "location"> = {}) =>
  orderLine({
    variantKey: key,
    quantity: 1,
    pack: { parts: [{ variantKey: "cup", quantity: cups }], takesOwn: false },
    ...more,
  });

/** Places orders one after another, an hour apart. */
const place = (lines: readonly OrderLine[]) =>
  store.apply(
    lines.map((line, n) =>
      orderPart(`o${n + 1}`, { placedAt: minutes(60 * n - 600).toISOString(), lines: [{ ...line, channelTook: 1 }] }),
    ),
  );

const shortOrders = async () =>
  (
    await shop.run((tx) =>
      tx.rows<{ number: string }>(
        "select number from sales_order where organization_id = argosy.tenant() and is_short order by number",
      ),
    )
  ).map(({ number }) => number);

const alerts = () =>
  shop.run((tx) =>
    tx.rows(
      `select subject_id from alert
       where organization_id = argosy.tenant() and kind = 'order_short' and state = 'open'`,
    ),
  );

/** Cups that orders wait for, as the list of what to order says. */
async function awaited() {
  const items = [{ variantId: cup, reorderPoint: 5, reorderQuantity: null }];
  await shop.run((tx) => setReorderPoints(tx, { items, now: noon }));
  return (await shop.run((tx) => listLowStock(tx))).items.find(({ variantId }) => variantId === cup)?.waiting;
}

const sound = async () => {
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
};

describe.each([
  ["a linked pack", true],
  ["a pack that is not linked", false],
])("%s", (_, isLinked) => {
  beforeEach(async () => {
    await store.list(isLinked ? await shop.newVariant() : null, "pack");
  });

  test("a pack that holds more than there is gives it back before older orders do, and is served when more comes", async () => {
    await shop.stock(cup, 7);
    await place([orderLine({ variantKey: "cup", quantity: 1 }), pack("pack", 6)]);
    await shop.stock(cup, 2);
    expect(await shop.run((tx) => isOverpromised(tx, [cup]))).toBe(true);
    expect(await shop.run((tx) => takeBackPromises(tx, { variantIds: [cup], now: noon }))).toBe(1);
    expect(await shop.level(cup)).toEqual({ onHand: 2, reserved: 1, available: 1 });
    expect(await shortOrders()).toEqual(["SH-o2"]);
    expect(await alerts()).toHaveLength(1);
    expect(await awaited()).toBe(6);
    await sound();
    await shop.stock(cup, 8);
    expect(await shop.run((tx) => serveShortLines(tx, { variantIds: [cup], now: noon }))).toHaveLength(1);
    expect(await shop.level(cup)).toEqual({ onHand: 8, reserved: 7, available: 1 });
    expect([await shortOrders(), await alerts()]).toEqual([[], []]);
    await sound();
  });

  test("a pack of a bundle whose recipe changes holds its new parts", async () => {
    const lid = await shop.newVariant();
    await shop.stock(cup, 10);
    await shop.stock(lid, 10);
    await place([pack("pack", 2)]);
    expect(await shop.level(cup)).toMatchObject({ reserved: 2 });
    await shop.run((tx) =>
      tx.run(
        `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
         values (argosy.tenant(), $1, $2, 3)`,
        [cup, lid],
      ),
    );
    while (await shop.run((tx) => reconcileChangedRecipes(tx, noon)));
    expect([await shop.level(cup), await shop.level(lid)]).toMatchObject([{ reserved: 0 }, { reserved: 6 }]);
    await sound();
  });

  test("a pack goes to the location its channel's one stands for by now", async () => {
    const annex = await shop.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
    await shop.run((tx) =>
      tx.run(
        `insert into ext_location (organization_id, connection_id, ext_key, name)
         values (argosy.tenant(), $1, 'there', 'There')`,
        [store.id],
      ),
    );
    await shop.stock(cup, 10);
    await shop.stock(cup, 10, annex.id);
    await place([pack("pack", 2, { location: "there" })]);
    expect(await shop.level(cup)).toMatchObject({ reserved: 2 });
    await shop.run((tx) => mapChannelLocation(tx, { connectionId: store.id, key: "there", locationId: annex.id }));
    while (await shop.run((tx) => reconcileChangedRecipes(tx, noon)));
    expect([await shop.level(cup), await shop.level(cup, annex.id)]).toMatchObject([{ reserved: 0 }, { reserved: 2 }]);
    await sound();
  });
});

test("the holders of an item include the packs that contain it", async () => {
  await store.list(await shop.newVariant(), "pack");
  await shop.stock(cup, 10);
  await place([pack("pack", 2), orderLine({ variantKey: "cup", quantity: 1 })]);
  const { items } = await shop.run((tx) => listReservations(tx, { variantId: cup, limit: 10 }));
  expect(items.map(({ reserved }) => reserved)).toEqual([1, 1]);
});
