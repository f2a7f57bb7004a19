import { expect, test } from "vitest";
import { decimalsOf, proposeDecimal, proposeMapping, twinNotices } from "./mapping.ts";

const told = (columns: readonly string[], ...rows: readonly (readonly string[])[]) => {
  const mapping = proposeMapping(columns, rows);
  return [mapping, twinNotices(columns, mapping).map(({ code }) => code)];
};

test("the first of two columns of one field that holds values is taken, and that is reported", () => {
  expect(told(["SKU", "Price", "Variant Price"], ["A", "", "9.00"], ["B", "", "12.00"])).toEqual([
    ["sku", null, "price"],
    ["import.fieldTwice"],
  ]);
  expect(told(["SKU", "Price", "Variant Price"], ["A", "9.00", "9.00"], ["B", "12.00", ""])).toEqual([
    ["sku", "price", null],
    ["import.fieldTwice"],
  ]);
  expect(told(["SKU", "Barcode", "EAN", "UPC"], ["A", "", "4006381333931", "012345678905"])).toEqual([
    ["sku", null, "barcode", null],
    ["import.fieldTwice"],
  ]);
});

test("amounts and quantities that differ are not imported until a person takes one", () => {
  expect(told(["SKU", "Quantity", "On hand"], ["A", "3", "5"], ["B", "2", "2"])).toEqual([
    ["sku", null, null],
    ["import.fieldDiffers"],
  ]);
  expect(told(["SKU", "Selling price", "Price", "Price (2)"], ["A", "90", "", "100"])).toEqual([
    ["sku", null, null, null],
    ["import.fieldDiffers"],
  ]);
  // Of several places each has a quantity of its own.
  expect(told(["SKU", "Stock: main", "Stock: shop", "Stock"], ["A", "1", "2", "3"])).toEqual([
    ["sku", "stock:main", "stock:shop", "stock"],
    [],
  ]);
});

test("amounts of currencies with three places show their decimal sign before three digits, or that a person has to tell", () => {
  const told = (decimals: number, ...prices: readonly string[]) => {
    const { decimal, unclear } = proposeDecimal(
      ["sku", "price"],
      prices.map((price) => ["A", price]),
      decimals,
    );
    return unclear === null ? decimal : unclear;
  };
  expect(told(3, "12,500", "7,250")).toBe("comma");
  expect(told(3, "12.500")).toBe("point");
  expect(told(3, "1.234,500", "12.500")).toBe("comma");
  expect(told(3, "1,234.500", "12,500")).toBe("point");
  expect(told(3, "1,234,500")).toBe("point");
  expect(told(3, "1.234.500")).toBe("comma");
  expect(told(3, "12,500", "7.50")).toBe("point");
  expect(told(3, "12,500", "3.250", "4,000")).toEqual({ one: "12,500", other: "3.250" });
  // Elsewhere three digits are thousands.
  expect(told(2, "12,500")).toBe("point");
  expect(told(0, "12,500")).toBe("point");
});

test("the places of a file's amounts are those of its own currencies, else of the one that holds", () => {
  const of = (cells: readonly string[]) =>
    decimalsOf(
      ["sku", "currency"],
      cells.map((cell) => ["A", cell]),
      "EUR",
    );
  expect([of(["TND"]), of(["usd", "kwd"]), of(["", "?"]), of(["JPY"])]).toEqual([3, 3, 2, 0]);
});
