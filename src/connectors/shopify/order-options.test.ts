import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { mapRestOrder } from "./rest-mapping.ts";

const fixture = parseJson(readFileSync(new URL("./fixtures/orders-2026-07.json", import.meta.url), "utf8")) as {
  orders: Record<string, Json>;
};

it("cart attributes, line item properties and discount codes are read", () => {
  const euro = fixture.orders.euro as { readonly line_items: readonly object[] };
  const [first, ...rest] = euro.line_items;
  const properties = [
    { name: "Custom Engraving Front", value: "Happy Birthday" },
    { name: "_plugin", value: "hidden" },
  ];
  const part = mapRestOrder({
    ...euro,
    line_items: [{ ...first, properties }, ...rest],
    note_attributes: [{ name: "Delivery date", value: "24 December" }],
    discount_codes: [{ code: "TENOFF", amount: "10.00", type: "fixed_amount" }],
  } as Json).part;
  expect(part.lines[0]?.options).toEqual([{ label: "Custom Engraving Front", value: "Happy Birthday" }]);
  expect([part.buyerInputs, part.discountCodes]).toEqual([
    [{ label: "Delivery date", value: "24 December" }],
    ["TENOFF"],
  ]);
});
