import { expect, it } from "vitest";
import { asTree } from "../../sandboxes/wix/replies.ts";
import { orderForTest } from "../kit/testing/order.ts";
import { must } from "../kit/testing/shop.ts";
import { openSite } from "./testing.ts";

const MUG = { title: "Mug", variants: [{ sku: "MUG", price: "15.00", stock: 100 }] };

it.each([
  ["TEN", { coupon: { id: expect.any(String), code: "TEN", name: "TEN", amount: { amount: "1.50" } } }],
  ["NOBODY'S", { merchantDiscount: { description: "NOBODY'S", amount: { amount: "1.50" } } }],
  [undefined, undefined],
])("an order of ours made with the code %s names it", async (discountCode, requested) => {
  await using site = await openSite();
  const { ports, ctx } = await site.connect();
  site.shop.addProduct(MUG);
  site.shop.addDiscount?.({ code: "TEN", kind: "percent", value: "10" });
  const [product] = (await must(ports.products).bySku?.(["MUG"], ctx)) ?? [];
  const { key: variantKey, ext } = must(must(product).variants[0]);
  const order = orderForTest({
    currency: "EUR",
    lines: [{ title: "Mug", variantKey, ext, quantity: 1, unitPrice: "15.00", discountMinor: 150n }],
    paid: false,
    customer: { name: "Zoë Ünal", email: "zoe@example.com" },
    shippingMinor: 0n,
    discountCode,
  });
  const made = await must(ports.orders).create?.({ order, key: "ours-1", uncertain: false }, ctx);
  expect(made?.totals).toMatchObject({ discountMinor: 150n, totalMinor: 1_350n });
  const body = asTree(asTree(site.sandbox.state.orders.get(made?.orderKey ?? "")?.given ?? null));
  expect(body["appliedDiscounts"]).toEqual(requested && [{ ...requested, discountType: "GLOBAL" }]);
});
