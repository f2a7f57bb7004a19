import { expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import type { Tree } from "./client.ts";
import { promotionRule } from "./promotion-rule.ts";

const promotion = (action: Json, condition: Json = {}, more: Tree = {}): Tree => ({
  rules: [{ action, condition, ...more }],
});

// Shapes of promotions.v3.yml: CartValueAction, CartItemsAction, ShippingAction, CartCondition.
test.each<[Tree, object]>([
  [
    promotion({ cart_value: { discount: { percentage_amount: "10" }, maximum_allowed_discount_amount: "5" } }),
    { effect: { kind: "percent_basket", percent: "10", most: 500n } },
  ],
  [
    promotion(
      { cart_items: { discount: { fixed_amount: "2.50" }, items: { products: [7, 8] }, exclude_items_on_sale: true } },
      { cart: { minimum_spend: "30" } },
    ),
    {
      effect: { kind: "amount_items", amount: 250n },
      scope: { include: { products: ["7", "8"] }, skipsReduced: true },
      minimum: { amount: 3_000n, of: "basket" },
    },
  ],
  [
    promotion({ cart_items: { discount: { fixed_amount: "9" }, as_total: true, items: { not: { categories: [3] } } } }),
    { effect: { kind: "amount_basket", amount: 900n }, scope: { include: null, exclude: { categories: ["3"] } } },
  ],
  [
    promotion(
      { cart_items: { discount: { percentage_amount: "100" }, quantity: 1, items: { variants: [5] } } },
      { cart: { items: { products: [7] }, minimum_quantity: 2 } },
      { apply_once: false },
    ),
    {
      effect: { kind: "buy_get", buy: 2, get: 1, percent: "100", times: null, of: { include: { variants: ["5"] } } },
      scope: { include: { products: ["7"] } },
    },
  ],
  [promotion({ shipping: { zone_ids: "*" } }), { effect: { kind: "free_shipping" } }],
])("%j is told whole", (reported, rule) => {
  expect(promotionRule(reported, "USD")).toMatchObject(rule);
});

test.each<[string, Tree]>([
  ["some zones", promotion({ shipping: { zone_ids: [1] } })],
  ["a gift", promotion({ gift_item: { quantity: 1, product_id: 3 } })],
  ["brands", promotion({ cart_items: { discount: { percentage_amount: "10" }, items: { brands: [1] } } })],
  ["so many of the items", promotion({ cart_items: { discount: { percentage_amount: "10" }, quantity: 2 } })],
  ["two rules", { rules: [{ action: {} }, { action: {} }] }],
  [
    "the dearest first",
    promotion(
      {
        cart_items: {
          discount: { percentage_amount: "50" },
          quantity: 1,
          items: { products: [1] },
          strategy: "MOST_EXPENSIVE",
        },
      },
      { cart: { items: { products: [7] }, minimum_quantity: 2 } },
    ),
  ],
])("%s is left to the store's checkout", (_, reported) => {
  expect(promotionRule(reported, "USD")).toBeNull();
});
