import { expect, test } from "vitest";
import type { ItemLot } from "../../../src/commerce/packed-item.ts";
import { pickingList, pickingSections } from "./picking.ts";

const TODAY = "2026-12-01";
const listOf = (orders: Parameters<typeof pickingList>[0]) => pickingList(orders, TODAY);

const item = (sku: string, left: number, locationName = "Cairo", bin: string | null = null) => ({
  lineId: `${sku} ${left}`,
  variantId: sku,
  sku,
  barcode: null,
  title: sku,
  options: [] as readonly { label: string; value: string }[],
  imageUrl: null,
  locationName,
  bin,
  quantity: left,
  left,
  packed: 0,
  asksSerial: false,
  serials: [],
  asksLot: false,
  areLotsKnown: false,
  lots: [] as readonly ItemLot[],
  packedLots: [],
});
const order = (number: string, items: ReturnType<typeof item>[]) => ({
  id: number,
  number,
  platformNumber: number,
  storeName: null,
  placedAt: "2026-11-20T12:00:00Z",
  shippingAddress: null,
  note: null,
  items,
});

test("a buyer's choices are never added up with another's, nor with units without any", () => {
  const engraved = (name: string) => ({ ...item("RING", 1), options: [{ label: "Engraving", value: name }] });
  const picked = listOf([
    order("SH-1", [engraved("Anna"), item("RING", 2)]),
    order("SH-2", [engraved("Anna"), engraved("Ben")]),
  ]);
  expect(picked.map(({ item: { options }, units }) => [options[0]?.value, units])).toEqual([
    ["Anna", 2],
    [undefined, 2],
    ["Ben", 1],
  ]);
});

test("a picking list has each product once at each location, with its units of all orders", () => {
  const picked = listOf([
    order("SH-1", [item("MUG", 2), item("CUP", 1)]),
    order("WC-1", [item("MUG", 1), item("MUG", 3, "Alexandria"), item("PLATE", 0)]),
  ]);
  expect(
    picked.map(({ item: { sku, locationName }, units, orders }) => [locationName, sku, units, orders.length]),
  ).toEqual([
    ["Alexandria", "MUG", 3, 1],
    ["Cairo", "CUP", 1, 1],
    ["Cairo", "MUG", 3, 2],
  ]);
});

test("a picking list leaves out units that are packed already", () => {
  const picked = listOf([
    order("SH-1", [
      { ...item("MUG", 3), packed: 1 },
      { ...item("CUP", 2), packed: 2 },
    ]),
  ]);
  expect(picked.map(({ item: { sku }, units }) => [sku, units])).toEqual([["MUG", 2]]);
});

test("a picking list is in the order of bins, numbers by their value, and products without a bin come last", () => {
  const walk = listOf([
    order("SH-2", [item("APPLE", 1), item("BOWL", 1, "Cairo", "A-10"), item("CUP", 2, "Cairo", "A-2")]),
    order("WC-2", [item("BOWL", 4, "Cairo", "A-10"), item("JAR", 1, "Cairo", "A-10")]),
  ]);
  expect(walk.map(({ item: { sku, bin }, units }) => [bin, sku, units])).toEqual([
    ["A-2", "CUP", 2],
    ["A-10", "BOWL", 5],
    ["A-10", "JAR", 1],
    [null, "APPLE", 1],
  ]);
});

test("each order is a walk of its own along the shelves, and one without anything left is none", () => {
  const orders = [
    order("1", [item("MUG", 2, "Cairo", "B-1"), item("CUP", 1, "Cairo", "A-1")]),
    order("2", [item("MUG", 0)]),
    order("3", [item("MUG", 1, "Cairo", "B-1")]),
  ];
  const reported = pickingSections(orders, "order", TODAY).map((section) => [
    section.order,
    section.picked.map(({ item: { sku }, units }) => `${units} ${sku}`),
  ]);
  expect(reported).toEqual([
    ["1", ["1 CUP", "2 MUG"]],
    ["3", ["1 MUG"]],
  ]);
  expect(pickingSections(orders, "bin", TODAY).map((section) => section.picked.map(({ units }) => units))).toEqual([
    [1, 3],
  ]);
});

test("lots that expire first are taken first, each unit once over all orders, and none that expired or is blocked", () => {
  const of = (lot: string, units: number, expiresOn: string | null, isBlocked = false) => ({
    lot,
    units,
    expiresOn,
    isBlocked,
  });
  const lots = [
    of("OLD", 9, "2026-11-30"),
    of("BACK", 9, "2026-12-02", true),
    of("SOON", 3, "2026-12-24"),
    of("NEVER", 9, null),
  ];
  const orders = [order("1", [{ ...item("JAM", 2), lots }]), order("2", [{ ...item("JAM", 3), lots }])];
  const told = (by: "order" | "bin") =>
    pickingSections(orders, by, TODAY).map(({ picked }) =>
      picked.flatMap((one) => one.lots.map(({ lot, units }) => `${units} ${lot}`)).join(),
    );
  expect(told("bin")).toEqual(["3 SOON,2 NEVER"]);
  expect(told("order")).toEqual(["2 SOON", "1 SOON,2 NEVER"]);
});
