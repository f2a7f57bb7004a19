import { expect, test } from "vitest";
import { parseJson } from "../kit/parse/json.ts";
import { mapOrder } from "./order-mapping.ts";
import { orderSchema } from "./schemas.ts";
import { factsOf } from "./shop.ts";
import { line, order } from "./testing.ts";

test("options the buyer chose and coupon codes are read from the lines", () => {
  const raw = order({});
  const chosen = {
    ...line(),
    product_options: [
      { display_name: "Size", display_value: "S" },
      { display_name: "Engraving", display_value: "For Anna" },
    ],
    applied_discounts: [
      { id: "manual-discount", amount: "0", name: "Manual Discount", code: null, target: "order" },
      { id: "coupon", amount: "0", code: "S2549JM0Y" },
    ],
  };
  const reported = orderSchema.parse(
    parseJson(JSON.stringify({ ...raw, consignments: { shipping: [{ line_items: [chosen] }], pickups: [] } })),
  );
  const lines = (reported.consignments?.shipping ?? []).flatMap((one) => one.line_items);
  const facts = factsOf({ facts: {}, settings: {} });
  const { part } = mapOrder({ order: reported, raw: null, lines, complete: true, shipments: [], refunds: [], facts });
  expect([part.lines[0]?.options, part.discountCodes]).toEqual([
    [
      { label: "Size", value: "S" },
      { label: "Engraving", value: "For Anna" },
    ],
    ["S2549JM0Y"],
  ]);
});
