import { expect, test } from "vitest";
import { message } from "../../commerce/message.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { createLocation } from "../inventory/locations.ts";
import { choosePickup, lockOrder, makeReady } from "./pickup.ts";
import { actor, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test.each([
  ["a linked pack", true],
  ["a pack that is not linked", false],
])("goods of %s are carried as what is in it to where it is collected", async (key, isLinked) => {
  const store = await shop.newStore();
  const [cup, pack] = [await shop.newVariant(), await shop.newVariant()];
  await store.list(cup, "cup");
  await store.list(isLinked ? pack : null, "pack");
  await shop.stock(cup, 10);
  const counter = await shop.run((tx) => createLocation(tx, { name: `Counter of ${key}`, now: noon }));
  const parts = [{ variantKey: "cup", quantity: 2 }];
  const line = orderLine({ variantKey: "pack", quantity: 2, pack: { parts, takesOwn: false } });
  const [applied] = await store.apply([orderPart(key, { lines: [line] })]);
  const orderId = applied?.orderId ?? "";
  const by = { actor, now: noon };
  await shop.run((tx) =>
    choosePickup(tx, { orderId, locationId: counter.id, goodsLocationId: shop.locationId, ...by }),
  );
  expect(await shop.level(cup)).toMatchObject({ onHand: 10, reserved: 4 });
  const ready = { locationId: counter.id, text: message("order.pickup", { place: counter.name }), mails: false };
  await shop.run(async (tx) => makeReady(tx, await lockOrder(tx, orderId), { ...ready, ...by }));
  expect([await shop.level(cup), await shop.level(cup, counter.id)]).toMatchObject([
    { onHand: 6, reserved: 0 },
    { onHand: 4, reserved: 4 },
  ]);
  expect(await shop.level(pack)).toMatchObject({ onHand: 0 });
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
});
