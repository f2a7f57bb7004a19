/** What a packer scans. */
import { describe, expect, test } from "vitest";
import { scanned, withOne } from "./scanned.ts";
import { packedItem as item } from "./testing-items.ts";

describe("scanning a parcel", () => {
  const order = {
    items: [
      item("mug", { sku: "MUG", barcode: "4006381333931", quantity: 2, left: 2 }),
      item("gift", { sku: "mug" }),
      item("gone", { sku: "GONE", left: 0 }),
    ],
  };

  test("a label with a UPC is read as an EAN by cameras, and is the same item", () => {
    const tea = (barcode: string) => ({ items: [item("tea", { barcode })] });
    expect(scanned(tea("012345678905"), {}, "0012345678905")).toMatchObject({ kind: "counted" });
    expect(scanned(tea("012345000065"), {}, "01234565")).toMatchObject({ kind: "counted" });
    expect(scanned(tea("01234565"), {}, "0012345000065")).toMatchObject({ kind: "counted" });
  });

  test("units are counted by barcode, then by SKU, until the parcel is complete", () => {
    const one = scanned(order, {}, " 4006381333931 ");
    expect(one).toMatchObject({ kind: "counted", counted: { mug: 1 }, isComplete: false });
    const two = scanned(order, { mug: 1 }, "4006381333931");
    expect(two).toMatchObject({ kind: "counted", counted: { mug: 2 } });
    // One SKU on two lines fills the first, then the second.
    expect(scanned(order, { mug: 2 }, "mug")).toMatchObject({ counted: { mug: 2, gift: 1 }, isComplete: true });
  });

  test("a unit too many, and an item that was not bought or has left, is refused", () => {
    expect(scanned(order, { mug: 2 }, "4006381333931")).toMatchObject({ kind: "enough" });
    for (const code of ["GONE", "4006381333932", "MUG2"]) expect(scanned(order, {}, code)).toEqual({ kind: "wrong" });
  });

  test("an item without a code is counted by hand", () => {
    const plain = { items: [item("card")] };
    const [card] = plain.items;
    if (!card) throw new Error("no card");
    expect(scanned(plain, {}, "")).toEqual({ kind: "wrong" });
    expect(withOne(plain, {}, card)).toMatchObject({ counted: { card: 1 }, isComplete: true });
  });
});
