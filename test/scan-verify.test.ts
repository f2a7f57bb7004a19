/** What a packer scans, and what the barcodes on slips hold. */
import { describe, expect, test } from "vitest";
import { code128, read128 } from "../src/commerce/code128.ts";
import type { PackedItem } from "../src/commerce/packed-item.ts";
import { scanned, withOne } from "../web/src/shipping/scanned.ts";

const item = (lineId: string, more: Partial<PackedItem>): PackedItem => ({
  lineId,
  variantId: null,
  sku: null,
  barcode: null,
  title: lineId,
  imageUrl: null,
  locationName: null,
  bin: null,
  quantity: 1,
  left: 1,
  ...more,
});

describe("scanning a parcel", () => {
  const order = {
    items: [
      item("mug", { sku: "MUG", barcode: "4006381333931", quantity: 2, left: 2 }),
      item("gift", { sku: "mug" }),
      item("gone", { sku: "GONE", left: 0 }),
    ],
  };

  test("units are counted by barcode, then by SKU, until the parcel is complete", () => {
    const one = scanned(order, {}, " 4006381333931 ");
    expect(one).toMatchObject({ kind: "counted", counted: { mug: 1 }, isComplete: false });
    const two = scanned(order, { mug: 1 }, "4006381333931");
    expect(two).toMatchObject({ kind: "counted", counted: { mug: 2 } });
    // One SKU on two lines fills the first, then the second.
    expect(scanned(order, { mug: 2 }, "mug")).toMatchObject({ counted: { mug: 2, gift: 1 }, isComplete: true });
  });

  test("one too many, and what was not bought or has left, is wrong", () => {
    expect(scanned(order, { mug: 2 }, "4006381333931")).toMatchObject({ kind: "enough" });
    for (const code of ["GONE", "4006381333932", "MUG2"]) expect(scanned(order, {}, code)).toEqual({ kind: "wrong" });
  });

  test("what has no code is counted by hand", () => {
    const plain = { items: [item("card", {})] };
    const [card] = plain.items;
    if (!card) throw new Error("no card");
    expect(scanned(plain, {}, "")).toEqual({ kind: "wrong" });
    expect(withOne(plain, {}, card)).toMatchObject({ counted: { card: 1 }, isComplete: true });
  });
});

describe("barcodes", () => {
  test("hold their text, in signs of eleven widths", () => {
    for (const text of ["SH-1042", "#10 / b~", "4006381333931"]) {
      const widths = code128(text) ?? [];
      expect(read128(widths)).toBe(text);
      // As a camera measures them.
      expect(read128(widths.map((width, n) => width * 2.7 + (n % 3) * 0.3))).toBe(text);
      expect(widths.reduce((sum, width) => sum + width, 0)).toBe(11 * (text.length + 2) + 13);
    }
  });

  test("are as the standard's example has it, and none for what set B cannot say", () => {
    // "A": start B, the sign itself (33), check (104 + 33) mod 103 = 34, stop.
    expect(code128("A")?.join("")).toBe(`211214${"111323"}${"131123"}2331112`);
    expect([code128(""), code128("طلب"), code128("a".repeat(81))]).toEqual([null, null, null]);
  });

  test("with one bar wrong are read as nothing", () => {
    const widths = code128("SH-1042") ?? [];
    const wrong = widths.map((width, n) => (n === 8 ? width + 1 : n === 9 ? width - 1 : width));
    expect([read128(wrong), read128(widths.slice(6)), read128([])]).toEqual([null, null, null]);
  });
});
