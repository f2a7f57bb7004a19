/** Units a program keeps back: never more than is free, once a reference, gone by a call or by the clock. */
import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { calculateDesiredStock } from "../inventory/calculate-desired-stock.ts";
import { examineStock } from "../inventory/doctor.ts";
import { listStockHistory } from "../inventory/history.ts";
import { createLocation } from "../inventory/locations.ts";
import { setStock } from "../inventory/stock-changes.ts";
import { explainListing } from "../listings/explain-stock.ts";
import { takeBackPromises } from "../orders/release-promises.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { reservedUnder } from "./read.ts";
import { expireReservations, forgetReservations, releaseReference, releaseReservation } from "./release.ts";
import { type ReservationRequest, reserveStock } from "./reserve.ts";

let cup: string;

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
beforeEach(async () => {
  cup = await shop.newVariant("CUP");
  await shop.stock(cup, 5);
});

const by = { actor, now: noon };
const reserve = (reference: string, quantity: number, more: Partial<ReservationRequest> = {}) =>
  shop.run((tx) => reserveStock(tx, { reference, items: [{ sku: "cup", quantity }], ...by, ...more }));
const eventually = async (work: Promise<readonly { ok: boolean }[]>) => (await work)[0]?.ok;

test("reserved units are free for nobody else until they are released; both are said once [D2.2]", async () => {
  const [first] = await reserve("basket-1", 3);
  expect(first).toMatchObject({ ok: true, reservation: { sku: "CUP", quantity: 3, state: "held", expiresAt: null } });
  expect(await reserve("basket-1", 3)).toEqual([first]);
  expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 3, available: 2 });
  expect(await reserve("basket-1", 4)).toMatchObject([{ ok: false, error: { code: "RESERVATION_OTHERWISE" } }]);
  expect(await reserve("basket-2", 3)).toMatchObject([{ ok: false, error: { code: "INVENTORY_NOT_ENOUGH" } }]);
  expect(await shop.run(examineStock)).toEqual({ isSound: true, levels: [], lines: [] });
  const release = () => shop.run((tx) => releaseReference(tx, { reference: "basket-1", ...by }));
  expect(await release()).toMatchObject([{ state: "released", taken: 0, endedAt: noon }]);
  expect(await release()).toMatchObject([{ state: "released" }]);
  expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  expect(await reserve("basket-1", 3)).toMatchObject([{ ok: true, reservation: { state: "released" } }]);
  const { items } = await shop.run((tx) => listStockHistory(tx, { reference: "basket-1" }));
  expect(items.map((each) => [each.cause, each.reservedDelta])).toEqual([
    ["reservation", -3],
    ["reservation", 3],
  ]);
});

test("units that left with a reservation leave stock, the others are for sale again", async () => {
  const [made] = await reserve("till-9", 4);
  const id = made?.ok ? made.reservation.id : "";
  const release = (taken: number) => shop.run((tx) => releaseReservation(tx, { id, taken, ...by }));
  await expect(release(5)).rejects.toMatchObject({ code: "RESERVATION_TAKEN" });
  expect(await release(3)).toMatchObject({ state: "released", taken: 3 });
  expect(await release(3)).toMatchObject({ taken: 3 });
  expect(await shop.level(cup)).toEqual({ onHand: 2, reserved: 0, available: 2 });
  await reserve("till-10", 2);
  await shop.stock(cup, 1);
  const all = shop.run((tx) => releaseReference(tx, { reference: "till-10", allTaken: true, ...by }));
  await expect(all).rejects.toMatchObject({ code: "INVENTORY_NOT_ENOUGH" });
});

test("a reservation ends by itself when its time is over, and is forgotten long after", async () => {
  await reserve("basket-1", 2, { expiresAt: minutes(15) });
  await expect(reserve("basket-2", 1, { expiresAt: noon })).rejects.toMatchObject({ code: "RESERVATION_EXPIRY" });
  await shop.run((tx) => expireReservations(tx, minutes(14)));
  expect(await shop.level(cup)).toMatchObject({ reserved: 2 });
  await shop.run((tx) => expireReservations(tx, minutes(15)));
  expect(await shop.level(cup)).toMatchObject({ reserved: 0 });
  const [ended] = await shop.run((tx) => reservedUnder(tx, "basket-1"));
  expect(ended).toMatchObject({ state: "expired", endedAt: minutes(15) });
  await shop.run((tx) => forgetReservations(tx, minutes(15)));
  expect(await shop.run((tx) => reservedUnder(tx, "basket-1"))).toHaveLength(1);
  await shop.run((tx) => forgetReservations(tx, minutes(16)));
  expect(await shop.run((tx) => reservedUnder(tx, "basket-1"))).toEqual([]);
});

test("channels show what is left, and the explanation says how much programs hold", async () => {
  const store = await shop.newStore();
  const listing = await store.list(cup, "cup");
  await reserve("basket-1", 3);
  const explained = await shop.run((tx) => explainListing(tx, listing, noon));
  expect(explained.locations[0]).toMatchObject({ quantity: 2, levels: [{ reserved: 3, reservedByPrograms: 3 }] });
  expect(await shop.run((tx) => calculateDesiredStock(tx, [cup]))).toMatchObject([{ listingId: listing, desired: 2 }]);
});

test("orders give their units back where some are missing, not reservations", async () => {
  const store = await shop.newStore();
  await store.list(cup, "cup");
  await store.apply([orderPart("o1", { lines: [orderLine({ variantKey: "cup", quantity: 2 })] })]);
  await reserve("basket-1", 3);
  await shop.stock(cup, 3);
  await shop.run((tx) => takeBackPromises(tx, { variantIds: [cup], now: noon }));
  expect(await shop.level(cup)).toEqual({ onHand: 3, reserved: 3, available: 0 });
  const lines = await shop.run((tx) =>
    tx.rows("select short_quantity as short from order_line where organization_id = argosy.tenant()"),
  );
  expect(lines).toEqual([{ short: 2 }]);
});

test("a reservation without a location is where there is enough; bundles, doubles and strangers are refused by item", async () => {
  const annex = await shop.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
  await shop.run((tx) => setStock(tx, { items: [{ variantId: cup, locationId: annex.id, onHand: 9 }], ...by }));
  const items = [
    { sku: "CUP", quantity: 7 },
    { variantId: cup, quantity: 1 },
    { sku: "NONE", quantity: 1 },
  ];
  const [far, twice, unknown] = await reserve("b", 0, { items });
  expect(far).toMatchObject({ ok: true, reservation: { locationName: "Annex", quantity: 7 } });
  expect(twice).toMatchObject({ error: { code: "RESERVATION_TWICE" } });
  expect(unknown).toMatchObject({ error: { code: "INVENTORY_VARIANT_UNKNOWN" } });
});

test("many reservations at once take no more than lies there, and the same reference once", async () => {
  const others = Array.from({ length: 6 }, (_, n) => eventually(reserve(`b-${n}`, 1)));
  const same = Array.from({ length: 4 }, () => eventually(reserve("one", 1)));
  const made = await Promise.all([...others, ...same]);
  expect(made.slice(0, 6).filter(Boolean).length + (made[6] ? 1 : 0)).toBe(5);
  expect(new Set(made.slice(6)).size).toBe(1);
  expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 5, available: 0 });
  expect(await shop.run(examineStock)).toEqual({ isSound: true, levels: [], lines: [] });
});
