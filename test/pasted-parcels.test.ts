/** What a packer pastes lands beside the right orders. */
import { expect, test } from "vitest";
import { cellsOf, EMPTY, numbersIn, pasted, type Typed } from "../web/src/shipping/pasted.ts";
import { pickingList } from "../web/src/shipping/picking.ts";

const rows = (...orders: string[]): Typed[] => orders.map((order) => ({ ...EMPTY, order }));
const how = { namesOf: (order: string) => (order === "SH-2" ? ["#1002"] : []), empty: () => EMPTY };
const top = { row: 0, column: "order" } as const;
const told = (all: readonly Typed[]) => all.map(({ order, carrier, tracking }) => [order, carrier, tracking].join("|"));

test("cells are read as spreadsheets copy them and as CSV files have them", () => {
  expect(cellsOf("SH-1\tAramex\tA, 1\r\nSH-2\t\tA2\r\n\r\n")).toEqual([
    ["SH-1", "Aramex", "A, 1"],
    ["SH-2", "", "A2"],
  ]);
  expect(cellsOf('\uFEFForder;carrier\n"a;b";"say ""hi"""')).toEqual([
    ["order", "carrier"],
    ["a;b", 'say "hi"'],
  ]);
  expect(cellsOf("A1\nA2")).toEqual([["A1"], ["A2"]]);
});

test("rows that name orders go beside them, by any of their numbers, and new ones are added", () => {
  const cells = cellsOf("1002\tDHL\tD2\nsh-1\tAramex\tA1\nSH-9\tDHL\tD9\nSH-1\tAramex\tA1b");
  expect(told(pasted(rows("SH-1", "SH-2", ""), cells, { ...how, at: top }))).toEqual([
    "SH-1|Aramex|A1, A1b",
    "SH-2|DHL|D2",
    "SH-9|DHL|D9",
  ]);
  const again = pasted([{ order: "SH-1", carrier: "Aramex", tracking: "old" }], cellsOf("SH-1\tAramex\tnew"), {
    ...how,
    at: top,
  });
  expect(told(again)).toEqual(["SH-1|Aramex|new"]);
});

test("a heading says which column is which, in either language, wherever it is pasted", () => {
  const english = cellsOf("AWB No,Weight,Order reference\nW1,2,SH-2\nW2,1,SH-1");
  const at = { row: 1, column: "tracking" } as const;
  expect(told(pasted(rows("SH-1", "SH-2"), english, { ...how, at }))).toEqual(["SH-1||W2", "SH-2||W1"]);
  const arabic = cellsOf("رقم الطلب\tشركة الشحن\tرقم التتبع\nSH-1\tأرامكس\tA1");
  expect(told(pasted(rows("SH-1"), arabic, { ...how, at: top }))).toEqual(["SH-1|أرامكس|A1"]);
});

test("columns without orders are filled downwards from where they are pasted, never beyond the orders", () => {
  const cells = cellsOf("DHL\tD2\nDHL\tD3\nDHL\tD4");
  expect(told(pasted(rows("a", "b", "c"), cells, { ...how, at: { row: 1, column: "carrier" } }))).toEqual([
    "a||",
    "b|DHL|D2",
    "c|DHL|D3",
  ]);
});

test("a picking list has each product once at each location, with its units of all orders", () => {
  const item = (sku: string, left: number, locationName = "Cairo", bin: string | null = null) => ({
    lineId: `${sku} ${left}`,
    variantId: sku,
    sku,
    barcode: null,
    title: sku,
    imageUrl: null,
    locationName,
    bin,
    quantity: left,
    left,
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
  const picked = pickingList([
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
  const walk = pickingList([
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

test("a cell may hold several tracking numbers, each once", () => {
  expect(numbersIn(" A1, A2;A1\nA3، A4 ")).toEqual(["A1", "A2", "A3", "A4"]);
});
