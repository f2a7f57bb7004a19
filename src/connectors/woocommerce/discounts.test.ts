/** What coupons of a shop mean, rule by rule. */
import { expect, test } from "vitest";
import { money } from "../../commerce/money.ts";
import { startSandbox } from "../../sandboxes/woocommerce/index.ts";
import { openConnectedShop, portOf } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

const DAY = 86_400_000;

async function bench() {
  const rig = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 5 }));
  rig.sandbox.shop.addDiscount?.({ code: "TEN", kind: "percent", value: "10" });
  const [coupon] = rig.sandbox.state.coupons.values();
  if (!coupon) throw new Error("no coupon");
  const { ctx } = rig.connection;
  const currency = String(rig.connection.detected.facts.currency);
  const ask = (customerEmail?: string, unit = 1_000n) =>
    portOf(rig.connection, "discounts").validate(
      {
        code: "ten",
        basket: {
          currency,
          customerEmail,
          lines: [{ variantKey: "7", quantity: 2, unitPrice: money(unit, currency) }],
        },
      },
      ctx,
    );
  return Object.assign(rig, { coupon, ask });
}

test("products, categories, what is left out and reduced items are told in the rule", async () => {
  await using shop = await bench();
  const set = (fields: object) => Object.assign(shop.coupon.fields, fields);
  set({ product_ids: [7], excluded_product_categories: [3], exclude_sale_items: true });
  expect(await shop.ask()).toMatchObject({
    valid: true,
    rule: {
      effect: { kind: "percent_items", percent: "10" },
      scope: { include: { products: ["7"], variants: ["7"] }, exclude: { categories: ["3"] }, skipsReduced: true },
    },
  });
  set({ product_ids: [], excluded_product_categories: [], exclude_sale_items: false, product_categories: [3] });
  expect(await shop.ask()).toMatchObject({ rule: { scope: { include: { categories: ["3"] } } } });
  set({ product_ids: [7] });
  expect(await shop.ask()).toMatchObject({ valid: true, kind: "other", discount: null });
});

test("a fixed amount is off each unit or off the basket, as the coupon says", async () => {
  await using shop = await bench();
  shop.coupon.amount = "3.00";
  shop.coupon.fields["discount_type"] = "fixed_product";
  expect(await shop.ask()).toMatchObject({ kind: "amount", discount: { minor: 600n } });
  shop.coupon.fields["discount_type"] = "fixed_cart";
  expect(await shop.ask()).toMatchObject({ kind: "amount", discount: { minor: 300n } });
  shop.coupon.amount = "0.00";
  shop.coupon.fields["free_shipping"] = true;
  expect(await shop.ask()).toMatchObject({ kind: "free_shipping" });
});

test("a code's least and most amounts, addresses, uses and last day are compared with the basket", async () => {
  await using shop = await bench();
  const set = (fields: object) => Object.assign(shop.coupon.fields, fields);
  set({ minimum_amount: "20.01" });
  expect(await shop.ask()).toMatchObject({ reason: "conditions" });
  set({ minimum_amount: "0.00", maximum_amount: "19.99" });
  expect(await shop.ask()).toMatchObject({ reason: "conditions" });
  set({ maximum_amount: "0.00", email_restrictions: ["*@mail.example"] });
  expect(await shop.ask()).toMatchObject({ reason: "conditions" });
  expect(await shop.ask("mona@mail.example")).toMatchObject({ valid: true });
  set({ email_restrictions: [], usage_limit_per_user: 1 });
  shop.coupon.usedBy = ["mona@mail.example"];
  expect(await shop.ask("Mona@mail.example")).toMatchObject({ reason: "used_up" });
  expect(await shop.ask("omar@mail.example")).toMatchObject({ valid: true });
  set({ usage_limit: 4 });
  shop.coupon.usageCount = 4;
  expect(await shop.ask()).toMatchObject({ reason: "used_up" });
  shop.coupon.usageCount = 0;
  shop.coupon.expires = shop.clock.now() - DAY;
  expect(await shop.ask()).toMatchObject({ reason: "expired" });
});
