import { expect, test } from "vitest";
import type { Tx } from "../../db/database.ts";
import { createLocation } from "../inventory/locations.ts";
import { by, mugs, mugsOnHand, packingShop, refusal } from "../packing/testing.ts";
import { closeCountStep } from "../stock-documents/close-count.ts";
import { type CountEntry, enterCounts, startCount } from "../stock-documents/counts.ts";
import { getCount, listCountLines } from "../stock-documents/read-counts.ts";
import { finishLots, holdLots, isMisheld } from "./hold-lots.ts";
import { listLots, setLotSetting } from "./lots.ts";
import { changeLot, receiveLots } from "./move-lots.ts";
import { unpackLots } from "./pack-lots.ts";
import { adjustLots, countLots, setLots, transferLots } from "./stock-of-lots.ts";

const made = packingShop();
const dayAway = (days: number) => new Date(by.now.getTime() + days * 86_400_000).toISOString().slice(0, 10);

const codes = (results: readonly { readonly ok: boolean; readonly error?: { readonly code: string } }[]) =>
  results.map(({ error }) => error?.code ?? "done");

/** A thousand mugs, 20 of lot A, 30 of lot B that expired. */
async function mugsInLots() {
  const { variantId, locationId } = await made.shop.run(mugsOnHand);
  const lots = [
    { lot: "A", quantity: 20, expiresOn: dayAway(90) },
    { lot: "B", quantity: 30, expiresOn: dayAway(-1) },
  ];
  await made.shop.run(async (tx) => {
    await setLotSetting(tx, { ...by, variantId, asksLot: true, warnDays: 30 });
    await receiveLots(tx, { lines: [{ variantId, quantity: 50, lots }], locationId, now: by.now });
    await holdLots(tx, [variantId], by.now);
  });
  const left = async () => {
    const { items } = await made.shop.run((tx) => listLots(tx, { variantId, now: by.now, limit: 200 }));
    return items
      .flatMap(({ lot, places }) => places.map(({ locationName, units }) => `${units} ${lot} ${locationName}`))
      .toSorted()
      .join();
  };
  const level = () =>
    made.shop.run((tx) =>
      tx.rows<{ onHand: number; reserved: number }>(
        `select l.on_hand as "onHand", l.reserved from argosy.level l
         where l.organization_id = argosy.tenant() and l.variant_id = $1 order by l.on_hand desc`,
        [variantId],
      ),
    );
  return { variantId, locationId, left, level };
}

test("units that are adjusted with their lots are added to and taken off them, once for a repeated request", async () => {
  const { variantId, left } = await mugsInLots();
  const adjust = (delta: number, lots: { lot: string; quantity: number }[], reference?: string) =>
    made.shop.run((tx) => adjustLots(tx, { ...by, reference, items: [{ variantId, delta, lots }] }));
  for (let n = 0; n < 2; n += 1) await adjust(-4, [{ lot: "b", quantity: 4 }], "thrown away");
  await adjust(3, [
    { lot: "A", quantity: 1 },
    { lot: "new", quantity: 2 },
  ]);
  expect(await left()).toBe("2 NEW Main,21 A Main,26 B Main");
  expect(codes(await adjust(-2, [{ lot: "A", quantity: 1 }]))).toEqual(["LOT_UNITS"]);
  expect(codes(await adjust(-27, [{ lot: "B", quantity: 27 }]))).toEqual(["LOT_UNITS"]);
  expect(await left()).toBe("2 NEW Main,21 A Main,26 B Main");
  await adjust(-26, [{ lot: "B", quantity: 26 }]);
  const withUnits = await made.shop.run((tx) => listLots(tx, { variantId, hasUnits: true, now: by.now, limit: 200 }));
  expect(withUnits.items.map(({ lot }) => lot)).toEqual(["A", "NEW"]);
});

test("a number that is set with the lots of the difference takes them off or adds them, unless it is another by now", async () => {
  const { variantId, left, level } = await mugsInLots();
  const set = (onHand: number, seenOnHand: number, lots: { lot: string; quantity: number; expiresOn?: string }[]) =>
    made.shop.run((tx) => setLots(tx, { ...by, items: [{ variantId, onHand, seenOnHand, lots }] }));
  await set(995, 1_000, [{ lot: "b", quantity: 5 }]);
  expect(await left()).toBe("20 A Main,25 B Main");
  expect(codes(await set(1_000, 1_000, []))).toEqual(["INVENTORY_CHANGED"]);
  expect(codes(await set(990, 1_000, [{ lot: "A", quantity: 10 }]))).toEqual(["INVENTORY_CHANGED"]);
  expect(codes(await set(970, 995, [{ lot: "A", quantity: 25 }]))).toEqual(["LOT_UNITS"]);
  expect(codes(await set(994, 995, [{ lot: "A", quantity: 2 }]))).toEqual(["LOT_UNITS"]);
  expect(codes(await set(996, 995, [{ lot: "A", quantity: 1, expiresOn: dayAway(9) }]))).toEqual(["LOT_EXPIRY"]);
  await set(998, 995, [{ lot: "C", quantity: 3 }]);
  expect(await left()).toBe("20 A Main,25 B Main,3 C Main");
  expect(await level()).toMatchObject([{ onHand: 998 }]);
});

test("units that are moved take their lots along, also those that expired and are not for sale", async () => {
  const { variantId, locationId, left, level } = await mugsInLots();
  const { id: toLocationId } = await made.shop.run((tx) => createLocation(tx, { name: "Quarantine", now: by.now }));
  expect(await level()).toEqual([{ onHand: 1_000, reserved: 30 }]);
  const lots = [{ lot: "B", quantity: 30 }];
  const items = [{ variantId, locationId, toLocationId, quantity: 30, lots }];
  await made.shop.run((tx) => transferLots(tx, { ...by, items }));
  expect(await left()).toBe("0 B Main,20 A Main,30 B Quarantine");
  await made.shop.run((tx) => holdLots(tx, [variantId], by.now));
  expect(await level()).toEqual([
    { onHand: 970, reserved: 0 },
    { onHand: 30, reserved: 30 },
  ]);
});

test("a count with lots leaves no unit of those that are not named", async () => {
  const { variantId, left, level } = await mugsInLots();
  const count = (counted: number, lots: { lot: string; quantity: number; expiresOn?: string }[]) =>
    made.shop.run((tx) => countLots(tx, { ...by, items: [{ variantId, counted, lots }] }));
  expect(codes(await count(30, [{ lot: "A", quantity: 31 }]))).toEqual(["LOT_UNITS"]);
  await count(31, [
    { lot: "A", quantity: 25 },
    { lot: "C", quantity: 6, expiresOn: dayAway(3) },
  ]);
  expect(await left()).toBe("0 B Main,25 A Main,6 C Main");
  await made.shop.run((tx) => changeLot(tx, { ...by, variantId, lot: "C", isBlocked: true }));
  await made.shop.run((tx) => holdLots(tx, [variantId], by.now));
  expect(await level()).toEqual([{ onHand: 31, reserved: 6 }]);
});

test("a stock count by lot sets what is left of each, and units packed since it was counted stay packed", async () => {
  const { variantId, left } = await mugsInLots();
  const { id } = await made.shop.run((tx) => startCount(tx, { ...by, scope: "chosen", items: [{ variantId }] }));
  const enter = (counted: number, lots: { lot: string; quantity: number }[], add = false) =>
    made.shop.run((tx) => enterCounts(tx, { ...by, id, add, items: [{ variantId, counted, lots }] }));
  const lines = async () => (await made.shop.run((tx) => listCountLines(tx, { id, limit: 10 }))).items;
  expect((await lines())[0]).toMatchObject({
    asksLot: true,
    lots: [{ lot: "B", expected: 30, counted: null }, { lot: "A" }],
  });
  expect(codes(await enter(20, [{ lot: "A", quantity: 19 }]))).toEqual(["LOT_UNITS"]);
  await enter(15, [{ lot: "a", quantity: 15 }]);
  const order = await made.ordered("1", [mugs(2)]);
  await made.pack(order, { items: (await made.linesOf(order)).map((line) => ({ ...line, lots: ["A", "A"] })) });
  await enter(10, [{ lot: "C", quantity: 10 }], true);
  const counted = (await lines()).flatMap(({ lots }) => lots.map((lot) => `${lot.lot} ${lot.expected} ${lot.counted}`));
  expect(counted.toSorted()).toEqual(["A 20 15", "B 30 0", "C 0 10"]);
  await made.shop.run((tx) => closeCountStep(tx, { ...by, id }));
  expect(await left()).toBe("0 B Main,10 C Main,13 A Main");
});

test("lots that expired and of which none is left cost a sale no look at their orders, and are held again when units come back", async () => {
  const { variantId, locationId } = await mugsInLots();
  const orders = [await made.ordered("1", [mugs(2)]), await made.ordered("2", [mugs(2)])];
  const lots = [{ lot: "C", quantity: 4, expiresOn: dayAway(1) }];
  await made.shop.run((tx) => receiveLots(tx, { lines: [{ variantId, quantity: 4, lots }], locationId, now: by.now }));
  for (const order of orders) {
    const items = (await made.linesOf(order)).map(({ lineId }) => ({ lineId, units: 2, lots: ["C", "C"] }));
    await made.pack(order, { items });
  }
  const now = new Date(by.now.getTime() + 3 * 86_400_000);
  const write = (units: number) =>
    made.shop.run((tx) => changeLot(tx, { ...by, variantId, lot: "B", units: [{ locationId, units }] }));
  const settle = () => made.shop.run((tx) => holdLots(tx, [variantId], now));
  await write(0);
  await settle();
  const scans = async (tx: Tx) =>
    (
      await tx.one<{ scans: number }>(
        `select (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::int as scans from pg_stat_xact_user_tables
         where schemaname = 'argosy' and relname = 'lot_line'`,
      )
    ).scans;
  const looks = () =>
    made.shop.run(async (tx) => {
      const before = await scans(tx);
      const isWrong = await isMisheld(tx, [variantId], now);
      return { isWrong, ofOrders: (await scans(tx)) > before };
    });
  const finish = () => made.shop.run((tx) => finishLots(tx, now));
  await finish();
  expect(await looks()).toEqual({ isWrong: false, ofOrders: false });
  await write(1);
  expect(await looks()).toEqual({ isWrong: true, ofOrders: true });
  await write(0);
  await finish();
  await made.set(orders[0] ?? "", "status = 'cancelled'");
  expect(await looks()).toEqual({ isWrong: true, ofOrders: true });
  await settle();
  await finish();
  expect(await looks()).toEqual({ isWrong: false, ofOrders: true });
  await made.shop.run((tx) => unpackLots(tx, orders[1] ?? ""));
  await settle();
  const { held } = await made.shop.run((tx) =>
    tx.one<{ held: number }>("select held from argosy.lot_stock where organization_id = argosy.tenant() and lot = 'C'"),
  );
  expect(held).toBe(4);
});

test("items with wrong lots are refused by themselves, and what they hold stays held", async () => {
  const { variantId, locationId, left, level } = await mugsInLots();
  const { id: toLocationId } = await made.shop.run((tx) => createLocation(tx, { name: "Quarantine", now: by.now }));
  const move = (quantity: number, lot: string, units: number, reference?: string) => {
    const items = [{ variantId, locationId, toLocationId, quantity: 1, lots: [{ lot: "A", quantity: 1 }] }];
    const moved = { variantId, locationId, toLocationId, quantity, lots: [{ lot, quantity: units }] };
    return made.shop.run((tx) => transferLots(tx, { ...by, reference, items: [moved, ...items] }));
  };
  expect(codes(await move(31, "B", 31))).toEqual(["LOT_UNITS", "done"]);
  expect((await level())[0]).toEqual({ onHand: 999, reserved: 30 });
  for (let n = 0; n < 2; n += 1) await move(10, "B", 10, "to quarantine");
  await made.shop.run((tx) => holdLots(tx, [variantId], by.now));
  expect(await level()).toEqual([
    { onHand: 988, reserved: 20 },
    { onHand: 12, reserved: 10 },
  ]);
  expect(await left()).toBe("10 B Quarantine,18 A Main,2 A Quarantine,20 B Main");
  const lots = [{ lot: "A", quantity: 1, expiresOn: dayAway(5) }];
  const adjusted = [
    { variantId, delta: 1, lots },
    { variantId, delta: 2 },
  ];
  const results = await made.shop.run((tx) => adjustLots(tx, { ...by, items: adjusted }));
  expect(codes(results)).toEqual(["LOT_EXPIRY", "done"]);
});

test("packed units that have not left are counted and of no lot any more", async () => {
  const { variantId, left } = await mugsInLots();
  const order = await made.ordered("1", [mugs(2)]);
  await made.pack(order, { items: (await made.linesOf(order)).map((line) => ({ ...line, lots: ["A", "A"] })) });
  const count = (units: number) =>
    made.shop.run((tx) =>
      countLots(tx, { ...by, items: [{ variantId, counted: 20, lots: [{ lot: "A", quantity: units }] }] }),
    );
  expect(codes(await count(20))).toEqual(["LOT_UNITS"]);
  expect(codes(await count(18))).toEqual(["done"]);
  expect(await left()).toBe("0 B Main,18 A Main");
  const { id } = await made.shop.run((tx) => startCount(tx, { ...by, scope: "chosen", items: [{ variantId }] }));
  const lines = await made.shop.run((tx) => listCountLines(tx, { id, limit: 10 }));
  expect(lines.items).toMatchObject([{ packedUnits: 2, lots: [{ lot: "A", expected: 18 }] }]);
  const enter = (units: number) =>
    made.shop.run((tx) =>
      enterCounts(tx, { ...by, id, items: [{ variantId, counted: 20, lots: [{ lot: "A", quantity: units }] }] }),
    );
  expect(codes(await enter(20))).toEqual(["LOT_UNITS"]);
  expect(codes(await enter(18))).toEqual(["done"]);
});

test("an item that was counted without lots once has none in the count, and refused entries leave none", async () => {
  const { variantId, left } = await mugsInLots();
  const { id } = await made.shop.run((tx) => startCount(tx, { ...by, scope: "chosen", items: [{ variantId }] }));
  const lots = (lot: string, quantity: number, expiresOn?: string) => ({
    ...{ variantId, counted: quantity },
    lots: [{ lot, quantity, expiresOn }],
  });
  const enter = (add: boolean, ...items: CountEntry[]) =>
    made.shop.run((tx) => enterCounts(tx, { ...by, id, add, items }));
  const stored = async () => {
    const { items } = await made.shop.run((tx) => listCountLines(tx, { id, limit: 10 }));
    return items.flatMap((line) => line.lots.map(({ lot, counted }) => `${lot} ${counted}`)).toSorted();
  };
  await enter(false, { variantId, counted: 10 });
  await enter(true, lots("A", 3));
  expect(await stored()).toEqual(["A null", "B null"]);
  await enter(false, { variantId, counted: null });
  await enter(true, lots("A", 3), { variantId, counted: 4 });
  expect(await stored()).toEqual(["A null", "B null"]);
  await enter(false, lots("A", 3));
  const refused = await enter(false, lots("A", 2_000_000_000), lots("A", 4, dayAway(5)));
  expect(codes(refused)).toEqual(["INVENTORY_QUANTITY_INVALID", "LOT_EXPIRY"]);
  expect(await stored()).toEqual(["A 3", "B 0"]);
  await enter(false, { ...lots("A", 3), counted: 1_000, lots: [{ lot: "A", quantity: 1_000 }] });
  expect(await made.shop.run((tx) => getCount(tx, id))).toMatchObject({ different: 1, missingUnits: 0n });
  await enter(false, lots("C", 2, dayAway(5)));
  expect(codes(await enter(true, lots("C", 2, dayAway(6))))).toEqual(["LOT_EXPIRY"]);
  await made.shop.run((tx) => changeLot(tx, { ...by, variantId, lot: "C", expiresOn: dayAway(9) }));
  const close = () => made.shop.run((tx) => closeCountStep(tx, { ...by, id }));
  expect(await refusal(close())).toBe("LOT_EXPIRY");
  expect(await made.shop.run((tx) => getCount(tx, id))).toMatchObject({ state: "open" });
  expect(await left()).toBe("20 A Main,30 B Main");
  await enter(false, lots("C", 2, dayAway(9)));
  expect(await close()).toBe("closed");
});
