/** Discount codes and gift cards of Shopify, beyond what every connector promises. */
import { expect, test } from "vitest";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import { putDiscount } from "../../sandboxes/shopify/promotions.ts";
import { portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openRig, type Rig } from "./testing.ts";

const page = (type: string, ids: readonly string[]) => () => ({
  nodes: ids.map((id) => ({ id: `gid://shopify/${type}/${id}` })),
  pageInfo: { hasNextPage: false, hasPreviousPage: false },
});
const some = (products: readonly string[], variants: readonly string[]) => ({
  __typename: "DiscountProducts",
  products: page("Product", products),
  productVariants: page("ProductVariant", variants),
});
const ALL = { __typename: "AllDiscountItems", allItems: true };
const basket = {
  currency: "EUR",
  lines: [
    { variantKey: "11", quantity: 3, unitPrice: money(1_000n, "EUR") },
    { variantKey: "12", quantity: 1, unitPrice: money(500n, "EUR") },
  ],
};
const ask = ({ connection, ctx }: Rig, code: string) => portOf(connection, "discounts").validate({ code, basket }, ctx);

test("a code for chosen variants, with a least quantity, tells its rule and what it takes off", async () => {
  await using rig = await rigOf();
  putDiscount(rig.sandbox.state, "TEE", {
    __typename: "DiscountCodeBasic",
    minimumRequirement: { __typename: "DiscountMinimumQuantity", greaterThanOrEqualToQuantity: "2" },
    customerGets: { items: some([], ["11"]), value: { __typename: "DiscountPercentage", percentage: 0.125 } },
  });
  expect(await ask(rig, "tee")).toMatchObject({
    valid: true,
    kind: "percent",
    percent: "12.5",
    discount: { minor: 375n },
    rule: {
      effect: { kind: "percent_items", percent: "12.5" },
      scope: { include: { variants: ["11"], products: [] } },
      minimum: { quantity: 2, of: "scope" },
    },
  });
});

test('a discount "buy two of one, get another free" counts at most once an order', async () => {
  await using rig = await rigOf();
  putDiscount(rig.sandbox.state, "B2G1", {
    __typename: "DiscountCodeBxgy",
    usesPerOrderLimit: 1,
    customerBuys: { items: some([], ["11"]), value: { __typename: "DiscountQuantity", quantity: "2" } },
    customerGets: {
      items: some([], ["12"]),
      value: {
        __typename: "DiscountOnQuantity",
        quantity: { quantity: "1" },
        effect: { __typename: "DiscountPercentage", percentage: 1 },
      },
    },
  });
  expect(await ask(rig, "B2G1")).toMatchObject({
    kind: "other",
    discount: { minor: 500n },
    rule: { effect: { kind: "buy_get", buy: 2, get: 1, percent: "100", times: 1 } },
  });
});

test("a discount only Shopify can calculate stays without a sum, with the reason; limits in time and uses are refused", async () => {
  await using rig = await rigOf();
  const ten = { items: ALL, value: { __typename: "DiscountPercentage", percentage: 0.1 } };
  const put = (code: string, more: object) =>
    putDiscount(rig.sandbox.state, code, { __typename: "DiscountCodeBasic", customerGets: ten, ...more });
  put("VIP", { context: { __typename: "DiscountCustomers", customers: [] } });
  put("ONCE", { appliesOncePerCustomer: true });
  put("LATER", { status: "SCHEDULED", startsAt: "2099-01-01T00:00:00Z" });
  put("SPENT", { usageLimit: 5, asyncUsageCount: 5 });
  put("APP", { __typename: "DiscountCodeApp" });
  expect(await ask(rig, "VIP")).toMatchObject({
    valid: true,
    discount: null,
    warnings: [textWith(/customers or markets/)],
  });
  expect(await ask(rig, "ONCE")).toMatchObject({
    discount: { minor: 350n },
    warnings: [textWith(/Once per customer/)],
  });
  expect(await ask(rig, "LATER")).toMatchObject({ valid: false, reason: "not_yet" });
  expect(await ask(rig, "SPENT")).toMatchObject({ valid: false, reason: "used_up" });
  expect(await ask(rig, "APP")).toMatchObject({ valid: true, kind: "other", discount: null });
});

test("free shipping everywhere is told, of some countries it is left to the checkout", async () => {
  await using rig = await rigOf();
  const put = (code: string, destinationSelection: object) =>
    putDiscount(rig.sandbox.state, code, { __typename: "DiscountCodeFreeShipping", destinationSelection });
  put("SHIP", { __typename: "DiscountCountryAll", allCountries: true });
  put("SHIPGR", { __typename: "DiscountCountries", countries: ["GR"] });
  expect(await ask(rig, "SHIP")).toMatchObject({ kind: "free_shipping", rule: { effect: { kind: "free_shipping" } } });
  expect(await ask(rig, "SHIPGR")).toMatchObject({ kind: "other", discount: null });
});

test("a card that is off, expired or of another currency pays nothing", async () => {
  await using rig = await rigOf();
  rig.sandbox.shop.addGiftCard?.({ code: "abcd-efgh-1234", balance: "20.00" });
  const [card] = rig.sandbox.state.giftCards;
  if (!card) throw new Error("no card");
  const cards = portOf(rig.connection, "giftCards");
  const pay = (amount = parseMoney("5.00", "EUR")) =>
    cards.redeem?.(
      { code: "ABCD EFGH 1234", amount, idempotencyKey: "k", reference: "R-1", uncertain: false },
      rig.ctx,
    );
  await expect(pay(parseMoney("5.00", "USD"))).rejects.toMatchObject({ kind: "rejected" });
  card.expiresOn = "2020-01-01";
  await expect(pay()).rejects.toMatchObject({ kind: "rejected" });
  card.expiresOn = null;
  card.enabled = false;
  await expect(pay()).rejects.toMatchObject({ kind: "rejected" });
  card.enabled = true;
  const done = await pay();
  expect(done && formatDecimal(done.balance)).toBe("15.00");
  expect(card.entries).toMatchObject([{ note: "R-1 · argosy k" }]);
});

test("a shop without the scopes has neither codes nor gift cards", async () => {
  await using rig = await rigOf((scope) => !/discounts|gift_cards/.test(scope));
  expect(rig.connection.ports.discounts).toBeUndefined();
  expect(rig.connection.ports.giftCards).toBeUndefined();
});

async function rigOf(keeps: (scope: string) => boolean = () => true) {
  const rig = await openRig(({ state }) => {
    state.scopes = state.scopes.filter(keeps);
  });
  return Object.assign(rig, { [Symbol.asyncDispose]: () => rig.close() });
}
