import { expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { line, map, order } from "./testing-mapping.ts";

it("a buyer's choices and texts appear on their line and order, with the codes, and no hidden field", () => {
  const meta = (key: string, value: Json, display_value: Json = value) => ({
    id: 1,
    key,
    value,
    display_key: key,
    display_value,
  });
  const {
    lines,
    buyerInputs: options,
    discountCodes,
  } = map(
    order({
      line_items: [
        line({
          meta_data: [
            { ...meta("pa_size", "m", "<p>M</p>"), display_key: "size" },
            meta("Engraving", "For Anna, 12.5."),
            meta("_reduced_stock", "2"),
            { ...meta("_wcpa", [{ x: 1 }]), display_key: "wcpa" },
            { key: "Gift wrap", value: "Yes" },
          ],
        }),
      ],
      meta_data: [meta("Delivery Date", "24 December"), meta("_billing_vat", "x"), meta("is_vat_exempt", "no")],
      coupon_lines: [
        { id: 3, code: "save10", discount: "2.00" },
        { id: 4, code: "vip" },
      ],
    }),
  );
  expect(lines[0]?.options).toEqual([
    { label: "size", value: "M" },
    { label: "Engraving", value: "For Anna, 12.5." },
    { label: "Gift wrap", value: "Yes" },
  ]);
  expect([options, discountCodes]).toEqual([[{ label: "Delivery Date", value: "24 December" }], ["save10", "vip"]]);
});

/** A public report: PHP prints tiny floats as scientific text. */
it("a line's tax in scientific notation keeps no order out", () => {
  const part = map(order({ line_items: [line({ taxes: [{ id: 1, total: "-8.0E-5", subtotal: "0" }] })] }));
  expect([part.lines[0]?.taxMinor, part.totals.totalMinor]).toEqual([420n, 2420n]);
});
