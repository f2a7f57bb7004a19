import fc from "fast-check";
import { expect, test } from "vitest";
import { runsOf } from "../../db/testing-runs.ts";
import { listAlerts, resolveAlert } from "../alerts/alerts.ts";
import { createLocation } from "../inventory/locations.ts";
import { getOrder } from "../orders/detail.ts";
import { packedOrders } from "../orders/packing.ts";
import { finishRepair } from "../orders/returns/finish-repair.ts";
import { openReturn } from "../orders/returns/open-return.ts";
import { receiveReturn } from "../orders/returns/receive-return.ts";
import { by, mugs, mugsOnHand, packingShop, refusal } from "../packing/testing.ts";
import { readDocuments } from "../search/documents.ts";
import { setRequiresSerial } from "../serials/serials.ts";
import { listLotOrders } from "./lot-orders.ts";
import { listLots, setLotSetting } from "./lots.ts";
import { type ArrivedLot, changeLot, type LotChange, receiveLots } from "./move-lots.ts";
import { tellExpiring } from "./tell-expiring.ts";

const made = packingShop();

/** So many days from the day of the tests. */
const dayAway = (days: number) => new Date(by.now.getTime() + days * 86_400_000).toISOString().slice(0, 10);

async function mugsInLots() {
  const { variantId, locationId } = await made.shop.run(mugsOnHand);
  await made.shop.run((tx) => setLotSetting(tx, { ...by, variantId, asksLot: true, warnDays: 30 }));
  const received = (...lots: readonly ArrivedLot[]) =>
    made.shop.run((tx) => receiveLots(tx, { lines: [{ variantId, quantity: 50, lots }], locationId, now: by.now }));
  const change = (lot: string, more: Partial<LotChange>) =>
    made.shop.run((tx) => changeLot(tx, { ...by, variantId, lot, ...more }));
  const lots = async () => (await made.shop.run((tx) => listLots(tx, { now: by.now, limit: 200 }))).items;
  const left = async () => (await lots()).map(({ lot, units }) => `${units} ${lot}`).join();
  const pack = async (
    orderId: string,
    packed: readonly string[],
    { units = packed.length, ...more }: { units?: number; again?: boolean; packedAt?: Date } = {},
  ) => {
    const items = (await made.linesOf(orderId)).map(({ lineId }) => ({ lineId, units, lots: packed }));
    return made.pack(orderId, { ...more, items });
  };
  return { variantId, locationId, received, change, lots, left, pack };
}

async function shipped(order: string, units: number) {
  await made.set(order, "fulfilment = 'fulfilled'");
  await made.shop.run((tx) =>
    tx.run(
      `update argosy.order_line set fulfilled_quantity = $2
       where organization_id = argosy.tenant() and order_id = $1`,
      [order, units],
    ),
  );
  const { lines } = await made.shop.run((tx) => getOrder(tx, order));
  const opened = await made.shop.run((tx) =>
    openReturn(tx, {
      ...by,
      orderId: order,
      lines: [{ lineKey: lines[0]?.key ?? "", quantity: units }],
      isApproved: true,
    }),
  );
  return { returnId: opened.id, lineId: opened.lines[0]?.id ?? "" };
}

test("an item that asks for lots is packed with one for each unit, and they are seen on the order and found by search", async () => {
  const { received, pack, left, variantId } = await mugsInLots();
  await received({ lot: "a1", quantity: 5, expiresOn: dayAway(90) }, { lot: "B2", quantity: 5 });
  const order = await made.ordered("1", [mugs(3)]);
  expect(await refusal(pack(order, [], { units: 3 }))).toBe("PACKING_LOTS");
  expect(await refusal(pack(order, ["A1", "A1"], { units: 3 }))).toBe("PACKING_LOTS");
  await pack(order, ["a1 ", "B2", "A1"]);
  const { lines } = await made.shop.run((tx) => getOrder(tx, order));
  expect(lines.map(({ lots }) => lots)).toEqual([
    [
      { lot: "A1", expiresOn: dayAway(90), units: 2, returned: 0 },
      { lot: "B2", expiresOn: null, units: 1, returned: 0 },
    ],
  ]);
  expect(await left()).toBe("3 A1,4 B2");
  const [document] = await made.shop.run((tx) => readDocuments(tx, 1, [order]));
  expect(document?.words).toContain("b2");
  const got = await made.shop.run((tx) => listLotOrders(tx, { variantId, lot: "a1" }));
  expect(got.items.map(({ orderId, units, returned }) => [orderId, units, returned])).toEqual([[order, 2, 0]]);
});

test("a lot that expired, is blocked or was not received is refused, by the day the parcel was packed", async () => {
  const { received, change, pack } = await mugsInLots();
  const order = await made.ordered("1", [mugs(1)]);
  const last = dayAway(0);
  await received({ lot: "LAST", quantity: 5, expiresOn: last }, { lot: "OLD", quantity: 5, expiresOn: dayAway(-1) });
  await change("BACK", { isBlocked: true });
  expect(await refusal(pack(order, ["OTHER"]))).toBe("PACKING_LOT_UNKNOWN");
  expect(await refusal(pack(order, ["BACK"]))).toBe("PACKING_LOT_BLOCKED");
  expect(await refusal(pack(order, ["OLD"]))).toBe("PACKING_LOT_EXPIRED");
  await pack(order, ["LAST"]);
  // Packed while the server was away, on the last day it could be.
  const stored = await made.ordered("2", [mugs(1)]);
  await pack(stored, ["OLD"], { packedAt: new Date(`${dayAway(-1)}T12:00:00Z`) });
});

test("lots that are packed before any was entered are taken as they are", async () => {
  const { pack, received, variantId } = await mugsInLots();
  const [first, second] = [await made.ordered("1", [mugs(1)]), await made.ordered("2", [mugs(1)])];
  await pack(first, ["NEW"]);
  await received({ lot: "A1", quantity: 5 });
  expect(await refusal(pack(second, ["OTHER"]))).toBe("PACKING_LOT_UNKNOWN");
  await pack(second, ["NEW"]);
  const got = await made.shop.run((tx) => listLotOrders(tx, { variantId, lot: "NEW" }));
  expect(got.items.map(({ orderId }) => orderId).toSorted()).toEqual([first, second].toSorted());
});

test("an item asks for lots or for serial numbers, and a lot has one last day", async () => {
  const { variantId, received, change, lots } = await mugsInLots();
  expect(await refusal(made.shop.run((tx) => setRequiresSerial(tx, { ...by, variantId, asks: true })))).toBe(
    "LOT_OR_SERIAL",
  );
  await received({ lot: "A1", quantity: 5, expiresOn: dayAway(9) });
  expect(await refusal(received({ lot: "A1", quantity: 5, expiresOn: dayAway(8) }))).toBe("LOT_EXPIRY");
  expect(await refusal(received({ lot: "A1", quantity: 51 }))).toBe("LOT_UNITS");
  await received({ lot: "A1", quantity: 2 });
  await change("A1", { expiresOn: dayAway(8) });
  expect((await lots()).map(({ units, expiresOn, state }) => [units, expiresOn, state])).toEqual([
    [7, dayAway(8), "expiring"],
  ]);
});

test("units of an opened parcel that have not left, and of a cancelled order, are in stock again", async () => {
  const { received, pack, left, variantId } = await mugsInLots();
  await received({ lot: "A1", quantity: 5 }, { lot: "B2", quantity: 5 });
  const order = await made.ordered("1", [mugs(2)]);
  await pack(order, ["A1", "A1"]);
  await pack(order, ["A1", "B2"], { again: true });
  expect(await left()).toBe("4 A1,4 B2");
  await made.set(order, "status = 'cancelled'");
  expect(await left()).toBe("5 A1,5 B2");
  expect((await made.shop.run((tx) => listLotOrders(tx, { variantId, lot: "A1" }))).items).toEqual([]);
});

test("packers are told the lots where an order's units are reserved, the one that expires first first, without what is gone", async () => {
  const { received, change, locationId } = await mugsInLots();
  await received({ lot: "LATE", quantity: 5, expiresOn: dayAway(90) }, { lot: "NONE", quantity: 1 });
  await received({ lot: "SOON", quantity: 2, expiresOn: dayAway(9) }, { lot: "GONE", quantity: 1 });
  await change("GONE", { units: [{ locationId, units: 0 }] });
  const order = await made.ordered("1", [mugs(2)]);
  const offeredLots = async () => {
    const [packed] = await made.shop.run((tx) => packedOrders(tx, [order]));
    return packed?.items.map(({ lots }) => lots.map(({ lot, units }) => `${units} ${lot}`).join());
  };
  expect(await offeredLots()).toEqual(["2 SOON,5 LATE,1 NONE"]);
  await change("SOON", { units: [{ locationId, units: 7 }] });
  expect(await offeredLots()).toEqual(["7 SOON,5 LATE,1 NONE"]);
});

test("returned units go back to their lot: all of a line or of its only lot by themselves, otherwise those that are named", async () => {
  const { received, pack, left, variantId } = await mugsInLots();
  await received({ lot: "A1", quantity: 5 }, { lot: "B2", quantity: 5 });
  const order = await made.ordered("1", [mugs(4)]);
  await pack(order, ["A1", "A1", "B2", "B2"]);
  const { returnId, lineId } = await shipped(order, 4);
  let arrivals = 0;
  const arrive = (quantity: number, disposition: "restock" | "scrap" | "repair", lots?: readonly string[]) => {
    arrivals += 1;
    const lines = [{ lineId, quantity, disposition, lots }];
    return made.shop.run((tx) => receiveReturn(tx, { ...by, returnId, key: `${arrivals}`, lines }));
  };
  expect(await refusal(arrive(1, "restock", ["C3"]))).toBe("LOT_ELSEWHERE");
  await arrive(1, "restock", ["a1"]);
  expect(await left()).toBe("4 A1,3 B2");
  await arrive(1, "scrap", ["B2"]);
  expect(await left()).toBe("4 A1,3 B2");
  await arrive(2, "repair");
  expect(await left()).toBe("4 A1,3 B2");
  const finish = (quantity: number, lots: readonly string[]) =>
    made.shop.run((tx) =>
      finishRepair(tx, {
        ...{ ...by, returnId, key: `repaired ${lots.join()}` },
        lines: [{ lineId, quantity, disposition: "restock" as const, lots }],
      }),
    );
  expect(await refusal(finish(1, ["C3"]))).toBe("LOT_ELSEWHERE");
  await finish(1, ["B2"]);
  expect(await left()).toBe("4 A1,4 B2");
  const got = await made.shop.run((tx) => listLotOrders(tx, { variantId, lot: "B2" }));
  expect(got.items.map(({ units, returned }) => [units, returned])).toEqual([[2, 2]]);
});

/** An order of so many units of which the lots of some are recorded: the rest was packed without. */
async function halfRecorded(units: number, lots: readonly string[]) {
  const shop = await mugsInLots();
  await shop.received({ lot: "A1", quantity: 5 });
  await made.shop.run((tx) => setLotSetting(tx, { ...by, variantId: shop.variantId, asksLot: false, warnDays: 30 }));
  const order = await made.ordered("1", [mugs(units)]);
  await shop.pack(order, lots, { units });
  return { ...shop, ...(await shipped(order, units)) };
}

test("returned units of a line whose lots are not all recorded go back to a lot only where it is named", async () => {
  const { left, returnId, lineId } = await halfRecorded(3, ["A1"]);
  const arrive = (key: string, lots?: readonly string[]) => {
    const lines = [{ lineId, quantity: 1, disposition: "restock" as const, lots }];
    return made.shop.run((tx) => receiveReturn(tx, { ...by, returnId, key, lines }));
  };
  const { lines } = await arrive("1");
  expect(await left()).toBe("4 A1");
  expect(lines.map(({ lots, areLotsComplete }) => ({ lots, areLotsComplete }))).toEqual([
    { lots: [{ lot: "A1", units: 1 }], areLotsComplete: false },
  ]);
  await arrive("2", ["A1"]);
  expect(await left()).toBe("5 A1");
});

test("repaired units of a line whose lots are not all recorded go back to a lot only where it is named", async () => {
  const { left, returnId, lineId } = await halfRecorded(2, ["A1"]);
  for (const lots of [["A1"], undefined])
    await made.shop.run((tx) =>
      receiveReturn(tx, {
        ...{ ...by, returnId, key: `${lots}` },
        lines: [{ lineId, quantity: 1, disposition: "repair", lots }],
      }),
    );
  const finish = (key: string, lots?: readonly string[]) =>
    made.shop.run((tx) =>
      finishRepair(tx, {
        ...{ ...by, returnId, key },
        lines: [{ lineId, quantity: 1, disposition: "restock" as const, lots }],
      }),
    );
  const { lines } = await finish("1");
  expect(await left()).toBe("4 A1");
  expect(lines.map(({ repairLots }) => repairLots)).toEqual([[{ lot: "A1", units: 1 }]]);
  await finish("2", ["A1"]);
  expect(await left()).toBe("5 A1");
});

test("units that never left a line that was cut are in stock again, and its buyer is still reached", async () => {
  const { received, pack, left, variantId } = await mugsInLots();
  await received({ lot: "A1", quantity: 5 });
  const order = await made.ordered("1", [mugs(3)]);
  await pack(order, ["A1", "A1", "A1"]);
  await made.shop.run((tx) =>
    tx.run(
      `update argosy.order_line set quantity = 1, fulfilled_quantity = 1
       where organization_id = argosy.tenant() and order_id = $1`,
      [order],
    ),
  );
  expect(await left()).toBe("4 A1");
  const got = await made.shop.run((tx) => listLotOrders(tx, { variantId, lot: "A1" }));
  expect(got.items.map(({ units, returned }) => [units, returned])).toEqual([[1, 0]]);
});

test("more units packed at a location than were recorded there take nothing off what lies at another", async () => {
  const { change, pack, lots, locationId } = await mugsInLots();
  const { id: other } = await made.shop.run((tx) => createLocation(tx, { name: "Second", now: by.now }));
  const units = (there: string, count: number) => ({ locationId: there, units: count });
  await change("A1", { units: [units(locationId, 1), units(other, 2)] });
  await pack(await made.ordered("1", [mugs(3)]), ["A1", "A1", "A1"]);
  const [lot] = await lots();
  expect(lot?.places.map((place) => place.units).toSorted()).toEqual([0, 2]);
  expect(lot?.units).toBe(2);
});

test("blocked and expired lots come with an order also where nothing is left of them, so that the station refuses them offline", async () => {
  const { received, change, locationId } = await mugsInLots();
  await received({ lot: "A1", quantity: 5 }, { lot: "OLD", quantity: 1, expiresOn: dayAway(-1) });
  await change("OLD", { units: [{ locationId, units: 0 }] });
  await change("BACK", { isBlocked: true });
  const order = await made.ordered("1", [mugs(2)]);
  const [packed] = await made.shop.run((tx) => packedOrders(tx, [order]));
  expect(packed?.items[0]?.lots.map(({ lot, units, isBlocked }) => [lot, units, isBlocked])).toEqual([
    ["OLD", 0, false],
    ["A1", 5, false],
    ["BACK", 0, true],
  ]);
});

test("a lot that was first seen when it was packed is listed as such until a person enters it", async () => {
  const { pack, lots, received } = await mugsInLots();
  await pack(await made.ordered("1", [mugs(1)]), ["NEW"]);
  const registered = async () => (await lots()).map(({ lot, isRegistered }) => [lot, isRegistered]);
  expect(await registered()).toEqual([["NEW", false]]);
  await received({ lot: "new", quantity: 5 });
  expect(await registered()).toEqual([["NEW", true]]);
});

test("one alert names lots that expire or have, is news only when one joins, and ends with the last of them", async () => {
  const { received, change, locationId, lots } = await mugsInLots();
  await received(
    { lot: "FAR", quantity: 5, expiresOn: dayAway(31) },
    { lot: "NEAR", quantity: 5, expiresOn: dayAway(30) },
  );
  const alertTexts = async () => {
    await made.shop.run((tx) => tellExpiring(tx, by.now));
    const { items } = await made.shop.run((tx) => listAlerts(tx, { kind: "lots_expire", state: "open", now: by.now }));
    return items.map(({ count, text }) => `${count} ${["NEAR", "FAR"].filter((lot) => text.includes(lot)).join()}`);
  };
  expect(await alertTexts()).toEqual(["1 NEAR"]);
  expect(await alertTexts()).toEqual(["1 NEAR"]);
  await change("FAR", { expiresOn: dayAway(-1) });
  expect(await alertTexts()).toEqual(["2 NEAR,FAR"]);
  expect((await lots()).map(({ lot, state }) => `${lot} ${state}`)).toEqual(["FAR expired", "NEAR expiring"]);
  for (const lot of ["FAR", "NEAR"]) await change(lot, { units: [{ locationId, units: 0 }] });
  expect(await alertTexts()).toEqual([]);
});

test("a lot that expires is told again after its units came back, or its days of warning were fewer for a while", async () => {
  const { received, change, locationId, variantId } = await mugsInLots();
  await received({ lot: "NEAR", quantity: 5, expiresOn: dayAway(20) });
  const count = (units: number) => change("NEAR", { units: [{ locationId, units }] });
  const warn = (warnDays: number) =>
    made.shop.run((tx) => setLotSetting(tx, { ...by, variantId, asksLot: true, warnDays }));
  const openAlerts = async () => {
    await made.shop.run((tx) => tellExpiring(tx, by.now));
    const open = await made.shop.run((tx) => listAlerts(tx, { kind: "lots_expire", state: "open", now: by.now }));
    return open.items.length;
  };
  expect(await openAlerts()).toBe(1);
  await count(0);
  expect(await openAlerts()).toBe(0);
  await count(5);
  expect(await openAlerts()).toBe(1);
  await warn(10);
  expect(await openAlerts()).toBe(0);
  await warn(30);
  expect(await openAlerts()).toBe(1);
  await received({ lot: "SOON", quantity: 5, expiresOn: dayAway(5) });
  expect(await openAlerts()).toBe(1);
  await count(0);
  expect(await openAlerts()).toBe(1);
  await made.shop.run((tx) => resolveAlert(tx, "lots_expire", by.now, by.actor));
  await count(5);
  expect(await openAlerts()).toBe(1);
});

test("a lot's rest is what came less what orders have, whatever is received, packed, opened, cancelled and counted", async () => {
  const { received, change, left, pack, locationId } = await mugsInLots();
  const lot = fc.constantFrom("A", "B");
  const which = fc.integer({ min: 0, max: 2 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant("receive" as const), lot, units: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant("count" as const), lot, units: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ kind: fc.constantFrom("pack" as const, "again" as const), which, lots: fc.tuple(lot, lot) }),
    fc.record({ kind: fc.constant("cancel" as const), which }),
  );
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      round += 1;
      const orders: string[] = [];
      for (let n = 0; n < 3; n += 1) orders.push(await made.ordered(`${round}-${n}`, [mugs(2)]));
      const own = (name: string) => `${name}${round}`;
      const expected = new Map([
        ["A", 0],
        ["B", 0],
      ]);
      const held = new Map<string, readonly string[]>();
      const add = (name: string, units: number) => expected.set(name, (expected.get(name) ?? 0) + units);
      for (const name of ["A", "B"]) await change(own(name), {});
      for (const one of steps) {
        if (one.kind === "receive") {
          await received({ lot: own(one.lot), quantity: one.units });
          add(one.lot, one.units);
          continue;
        }
        if (one.kind === "count") {
          await change(own(one.lot), { units: [{ locationId, units: one.units }] });
          expected.set(one.lot, one.units);
          continue;
        }
        const order = orders[one.which] ?? "";
        const giveBack = () => {
          for (const name of held.get(order) ?? []) add(name, 1);
          held.delete(order);
        };
        if (one.kind === "cancel") {
          await made.set(order, "status = 'cancelled'");
          giveBack();
          continue;
        }
        const refused = await refusal(pack(order, one.lots.map(own), { again: one.kind === "again" }));
        expect([null, "PACKING_DONE", "PACKING_STATE"]).toContain(refused);
        if (refused !== null) continue;
        giveBack();
        held.set(order, one.lots);
        for (const name of one.lots) add(name, -1);
      }
      const now = (await left()).split(",").filter((text) => text.endsWith(`${round}`));
      const shown = [...expected].map(([name, units]) => `${Math.max(units, 0)} ${own(name)}`);
      expect(now).toEqual(shown);
    }),
    { numRuns: runsOf({ few: 8, many: 60 }) },
  );
});
