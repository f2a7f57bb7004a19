/** A parcel at the scan station, scan by scan. */
import { describe, expect, test } from "vitest";
import { packedItem } from "../shipping/testing-items.ts";
import { lookedLotTold } from "./lots.ts";
import { type Closed, countOne, isGood, newStation, type Ports, packAgain, scan, wasRefused } from "./scanning.ts";
import type { StationOrder } from "./station-order.ts";
import { orderInTote as order } from "./testing-orders.ts";

/** What the hub knows of lots, by their numbers. */
const HUB_LOTS: Readonly<Record<string, { isBlocked: boolean; expiresOn: string | null }[]>> = {
  LAST: [{ isBlocked: false, expiresOn: "2026-12-01" }],
  OTHER: [{ isBlocked: false, expiresOn: "2027-01-01" }],
  RECALLED: [{ isBlocked: true, expiresOn: null }],
  STALE: [{ isBlocked: false, expiresOn: "2026-11-30" }],
};

const item = (sku: string, more = {}) => packedItem(sku, { sku, quantity: 2, left: 2, ...more });

function stationWith(orders: readonly StationOrder[], ask: Ports["ask"] = () => Promise.resolve("none")) {
  const closed: Closed[] = [];
  const text: string[] = [];
  const station = newStation({
    orders,
    ask,
    checkSerial: async (_order, _item, serial) =>
      serial === "GONE" ? { kind: "serialTaken", code: serial, number: "SH-9" } : null,
    checkLot: async (item, lot) => lookedLotTold(HUB_LOTS[lot] ?? [], { item, lot, today: "2026-12-01" }),
    today: () => "2026-12-01",
    close: (parcel) => void closed.push(parcel),
    show: ({ told }) => void (told && text.push(told.kind)),
  });
  const scans = async (...codes: readonly string[]) => {
    text.length = 0;
    for (const code of codes) await scan(station, code);
    return text.join(" ");
  };
  return { station, closed, scans };
}

describe("the scan station", () => {
  test("the scan station counts what belongs in the parcel, refuses what does not or is too many, and closes it with the last scan", async () => {
    const { closed, scans, station } = stationWith([
      order(1, { items: [item("MUG"), item("CUP", { quantity: 1, left: 1 })] }),
    ]);
    expect(await scans("1", "MUG", "TEA", "MUG", "MUG")).toBe("opened counted wrong counted enough");
    expect(station.shown.told && isGood(station.shown.told)).toBe(false);
    expect(closed).toEqual([]);
    expect(await scans("CUP")).toBe("complete");
    expect(closed).toMatchObject([
      { order: { id: "id-1" }, items: [{ units: 2 }, { lineId: "CUP", units: 1 }], again: false },
    ]);
  });

  test("the scan station opens the first tote that needs a scanned item, and counts it; what was packed here needs none", async () => {
    const { scans, station } = stationWith([order(2), order(1, { items: [item("MUG", { quantity: 1, left: 1 })] })]);
    expect(await scans("MUG")).toBe("opened complete");
    expect(await scans("MUG")).toBe("opened counted");
    expect(station.shown.open?.order.number).toBe("SH-2");
  });

  test("the scan station requests each unit's serial number, refuses what is none or elsewhere, and closes the parcel with them", async () => {
    const phone = item("PHONE", { variantId: "v", asksSerial: true });
    const { closed, scans, station } = stationWith([
      order(1, { items: [phone, item("CUP", { quantity: 1, left: 1 })] }),
    ]);
    expect(await scans("1", "PHONE", "CUP", "gone", "sn-1")).toBe("opened askSerial notSerial serialTaken counted");
    expect(station.shown.open?.counted).toEqual({ PHONE: 1 });
    expect(await scans("CUP", "PHONE", "SN-1", "sn-2")).toBe("counted askSerial serialTwice complete");
    expect(closed[0]?.items).toEqual([
      { lineId: "PHONE", units: 2, serials: ["SN-1", "SN-2"] },
      { lineId: "CUP", units: 1 },
    ]);
  });

  test("the scan station requests each unit's lot, refuses what is expired, blocked, unlisted or none, and closes the parcel", async () => {
    const here = { isBlocked: false, units: 5 };
    const lots = [
      { ...here, lot: "OLD", expiresOn: "2026-11-30" },
      { ...here, lot: "BACK", expiresOn: null, isBlocked: true },
      { ...here, lot: "LAST", expiresOn: "2026-12-01" },
    ];
    const jam = item("JAM", { variantId: "v", asksLot: true, areLotsKnown: true, lots });
    const { closed, scans } = stationWith([order(1, { items: [jam] })]);
    expect(await scans("1", "JAM", "jam", "old", "back")).toBe("opened askLot notLot lotExpired lotBlocked");
    expect(await scans("what", "stale", "recalled", "last")).toBe("lotUnknown lotExpired lotBlocked counted");
    expect(await scans("JAM", "other")).toBe("askLot complete");
    expect(closed[0]?.items).toEqual([{ lineId: "JAM", units: 2, lots: ["LAST", "OTHER"] }]);
  });

  test("the scan station takes codes that come while the hub answers, in their sequence", async () => {
    const answer = Promise.withResolvers<{ by: "number"; order: StationOrder }>();
    const { station, closed } = stationWith([], () => answer.promise);
    const first = scan(station, "SH-9");
    const others = ["MUG", "MUG"].map((code) => scan(station, code));
    answer.resolve({ by: "number", order: order(9) });
    await Promise.all([first, ...others]);
    expect(closed).toHaveLength(1);
  });

  test("the scan station says that an order is packed, and packs it again when its parcel was opened", async () => {
    const { station, scans, closed } = stationWith([order(1)]);
    await scans("1", "MUG", "MUG");
    expect(await scans("1")).toBe("packed");
    packAgain(station, order(1));
    expect(await scans("MUG", "MUG")).toBe("counted complete");
    expect(closed.map(({ again }) => again)).toEqual([false, true]);
  });

  test("an order that shrinks after it was packed here is opened as changed, and then packed", async () => {
    const orders = [order(1)];
    const { station, scans, closed } = stationWith(orders);
    await scans("1", "MUG", "MUG");
    const tooMuch = [{ lineId: "MUG", sku: "MUG", title: "Mug", units: 1 }];
    orders[0] = order(1, { items: [item("MUG", { quantity: 1, left: 1 })], tooMuch });
    expect(await scans("1")).toBe("changed");
    expect(station.shown.open?.order.tooMuch).toEqual(tooMuch);
    expect(await scans("MUG", "1")).toBe("complete packed");
    expect(closed).toHaveLength(2);
  });

  test("an order whose packing was refused is opened as the hub knows it", async () => {
    const { station, scans } = stationWith([order(1)]);
    await scans("1", "MUG", "MUG");
    wasRefused(station, "id-1");
    expect(await scans("1")).toBe("opened");
  });

  test("a parcel is complete once it is kept, and can be closed again where that failed", async () => {
    const { station, scans, closed } = stationWith([order(1)]);
    const { close } = station.ports;
    station.ports.close = () => {
      throw new Error("full");
    };
    expect(await scans("1", "MUG", "MUG")).toBe("opened counted problem");
    station.ports.close = close;
    expect(await scans("MUG")).toBe("complete");
    expect(closed).toHaveLength(1);
  });

  test("the scan station opens no order that is cancelled or on hold, and only shows one that has left", async () => {
    const gone = order(3, { items: [item("JAR", { left: 0 })], state: "shipped" });
    const { scans, closed } = stationWith([order(1, { state: "cancelled" }), gone]);
    expect(await scans("1")).toBe("waits");
    expect(await scans("3", "JAR", "JAR")).toBe("opened counted complete");
    expect(closed).toEqual([]);
  });

  test("the scan station says when no or several orders have a code, and why it cannot ask the hub", async () => {
    expect(await stationWith([]).scans("nothing")).toBe("none");
    expect(await stationWith([], () => Promise.resolve("several")).scans("1001")).toBe("several");
    expect(await stationWith([], () => Promise.reject(new Error("away"))).scans("1001")).toBe("problem");
  });

  test("the scan station counts items without a code by hand", async () => {
    const plain = item("CARD", { sku: null, quantity: 1, left: 1 });
    const { station, scans, closed } = stationWith([order(1, { items: [plain] })]);
    await scans("1");
    countOne(station, plain);
    expect(closed).toHaveLength(1);
  });
});
