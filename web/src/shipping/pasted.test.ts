/** What a packer pastes lands beside the right orders. */
import { expect, test } from "vitest";
import { cellsOf, EMPTY, numbersIn, pasted, type Typed } from "./pasted.ts";

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

test("a cell may hold several tracking numbers, each once", () => {
  expect(numbersIn(" A1, A2;A1\nA3، A4 ")).toEqual(["A1", "A2", "A3", "A4"]);
});
