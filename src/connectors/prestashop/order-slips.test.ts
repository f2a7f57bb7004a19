import { expect, test } from "vitest";
import { refundUnits } from "../../sandboxes/prestashop/controls-refunds.ts";
import { find } from "../../sandboxes/prestashop/state.ts";
import { openShop, order } from "./testing.ts";

test.each([
  { title: "an amount chosen by hand", quantity: 2, chosen: { amount: "10.000000" }, minor: 1_000n },
  {
    title: "an amount chosen by hand, and shipping",
    quantity: 2,
    chosen: { amount: "10.000000", shipping: "5.000000" },
    minor: 1_500n,
  },
  { title: "a unit, and shipping", quantity: 1, chosen: { shipping: "5.000000" }, minor: 1_750n },
  { title: "a unit", quantity: 1, chosen: {}, minor: 1_250n },
])("a credit slip of $title is told as what it gave back, and no more", async ({ quantity, chosen, minor }) => {
  await using open = await openShop();
  const key = order(open);
  const stored = find(open.state, "orders", key);
  if (!stored) throw new Error("no order");
  refundUnits(open.state, stored, [{ sku: "MUG-1", quantity, restock: false }], chosen);
  expect(await open.read(key)).toMatchObject({
    financial: "partially_refunded",
    refunds: [{ amountMinor: minor, lines: [{ quantity }] }],
  });
});
