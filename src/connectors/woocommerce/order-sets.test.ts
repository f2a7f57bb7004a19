/** Sets and their parts, both told as lines, by extension. */
import { describe, expect, it } from "vitest";
import { line, map, order } from "./testing-mapping.ts";

describe("sets whose parts are lines", () => {
  const set = (more: object = {}) => [
    line({ id: 101, sku: "BUN-1", product_id: 50, quantity: 1, ...more }),
    line({
      id: 102,
      sku: "TEE-S",
      product_id: 51,
      quantity: 1,
      subtotal: "0.00",
      total: "0.00",
      total_tax: "0.00",
      bundled_by: 101,
    }),
    line({
      id: 103,
      sku: "MUG-1",
      product_id: 52,
      quantity: 2,
      subtotal: "0.00",
      total: "0.00",
      total_tax: "0.00",
      composite_parent: 101,
    }),
  ];

  it("parts are the goods, the set has the money and is sent by nobody", () => {
    const part = map(order({ line_items: set() }));
    expect(
      part.lines.map(({ sku, group, fulfilledBy, quantity, totalMinor }) => [
        sku,
        group,
        fulfilledBy,
        quantity,
        totalMinor,
      ]),
    ).toEqual([
      ["BUN-1", undefined, "nobody", 1, 2000n],
      ["TEE-S", "101", "merchant", 1, 0n],
      ["MUG-1", "101", "merchant", 2, 0n],
    ]);
    expect(part.totals).toMatchObject({ subtotalMinor: 2000n, totalMinor: 2420n });
  });

  const meta = (entries: Readonly<Record<string, unknown>>) =>
    Object.entries(entries).map(([key, value], id) => ({ id, key, value }));
  it.each<[string, object, object]>([
    ["Product Bundles before it told ids of lines", { _bundle_cart_key: "a1" }, { _bundled_by: "a1" }],
    ["YITH Product Bundles", { _yith_bundle_cart_key: "a1", _cartstamp: {} }, { _bundled_by: "a1" }],
    ["Composite Products", { _composite_cart_key: "a1" }, { _composite_parent: "a1" }],
    ["Mix and Match", { _mnm_cart_key: "a1", _mnm_config: {} }, { _mnm_container: "a1" }],
    ["WPC Product Bundles", { _woosb_ids: "51/1,52/2" }, { _woosb_parent_id: "50" }],
    ["WPC Composite Products", { wooco_ids: "51/1/1" }, { wooco_parent_id: 50 }],
  ])("parts of %s are the goods, whatever is in its hidden fields", (_, ofSet, ofPart) => {
    const sets = [101, 201].flatMap((id) => [
      line({ id, sku: "BUN-1", product_id: 50, quantity: 1, meta_data: meta(keyed(ofSet, id)) }),
      line({ id: id + 1, sku: "TEE-S", product_id: 51, quantity: 1, meta_data: meta(keyed(ofPart, id)) }),
      line({ id: id + 2, sku: "MUG-1", product_id: 52, quantity: 2, meta_data: meta(keyed(ofPart, id)) }),
    ]);
    const part = map(order({ line_items: [...sets, line({ id: 300, product_id: 52 })] }));
    expect(part.lines.map(({ key, group, fulfilledBy }) => [key, group, fulfilledBy])).toEqual([
      ...["101", "201"].flatMap((id) => [
        [id, undefined, "nobody"],
        [String(Number(id) + 1), id, "merchant"],
        [String(Number(id) + 2), id, "merchant"],
      ]),
      ["300", undefined, "merchant"],
    ]);
  });
  /** Keys of the cart are each set's own. */
  const keyed = (fields: object, id: number) =>
    Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value === "a1" ? `a${id}` : value]));

  it("a line that names a set which is not in the order is goods like any other", () => {
    const part = map(order({ line_items: [line({ bundled_by: 999 }), line({ id: 2, bundled_by: "" })] }));
    expect(part.lines.map(({ group, fulfilledBy }) => [group, fulfilledBy])).toEqual([
      [undefined, "merchant"],
      [undefined, "merchant"],
    ]);
  });
});
