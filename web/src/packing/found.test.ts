/** Codes scanned at a station with a batch. */
import { describe, expect, test } from "vitest";
import { packedItem } from "../shipping/testing-items.ts";
import { foundInBatch } from "./found.ts";
import { orderInTote } from "./testing-orders.ts";

const item = (sku: string, more = {}) => packedItem(sku, { sku, ...more });

describe("a code scanned with a batch", () => {
  const orders = [
    orderInTote(2, { items: [item("MUG"), item("CUP")] }),
    orderInTote(1, { items: [item("MUG", { barcode: "012345000065" })] }),
    orderInTote(3, { items: [item("JAR", { packed: 1 })] }),
    orderInTote(4, { items: [item("TEA")], state: "cancelled" }),
  ];
  const found = (code: string) => {
    const { by, order: one } = foundInBatch(orders, code) ?? {};
    return by && [by, one?.number];
  };

  test("a code is a tote by its number, alone or with the batch's", () => {
    expect(found("2")).toEqual(["tote", "SH-2"]);
    expect(found("b-7-1")).toEqual(["tote", "SH-1"]);
    expect(found("B-8-1")).toBeUndefined();
  });

  test("a code is an order by its number here or on the channel", () => {
    expect(found("sh-2")).toEqual(["number", "SH-2"]);
    expect(found("#SH-1")).toEqual(["number", "SH-1"]);
  });

  test("a code is an item of the first tote that still needs it, by any of its codes", () => {
    expect(found("mug")).toEqual(["item", "SH-1"]);
    expect(found("01234565")).toEqual(["item", "SH-1"]);
    expect(found("CUP")).toEqual(["item", "SH-2"]);
    expect(found("JAR"), "it is packed").toBeUndefined();
    expect(found("TEA"), "its order is cancelled").toBeUndefined();
    expect(found("4")).toEqual(["tote", "SH-4"]);
    expect(found("4006381333931")).toBeUndefined();
  });

  test("a code that several orders of different channels have is left to the hub", () => {
    const twice = [orderInTote(1, { number: "A" }), orderInTote(2, { platformNumber: "A" })];
    expect(foundInBatch(twice, "A")).toBeUndefined();
  });
});
