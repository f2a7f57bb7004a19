/** Promo codes as a till asks for them. Squarespace has no call to validate one: the code is looked up and reckoned. */
import { message } from "../../commerce/message.ts";
import { type Money, money, parseMoney, sumMoney } from "../../commerce/money.ts";
import { type DiscountRule, type Effect, EVERYTHING, NO_TARGETS } from "../../commerce/promotions/promotion.ts";
import { percentOf } from "../kit/contract/basket.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  belowLeastAmount,
  codeInCurrency,
  type DiscountRefusal,
  expiredCode,
  futureCode,
  noEligibleItems,
  switchedOffCode,
  unknownSpelling,
  usedUpCode,
} from "../kit/contract/discount-refusals.ts";
import { forAll } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { toProduct } from "./product-mapping.ts";
import { fetchProduct } from "./product-read.ts";
import { type Amount, type Discount, discountPage, discountSchema } from "./schemas.ts";

const PAGE = 100;

export const discounts: Discounts = {
  async validate({ code, basket }, ctx) {
    const discount = await find(code.trim(), ctx);
    if (discount === null) return unknownSpelling("Squarespace");
    const items = await itemsOf(discount, basket, ctx);
    return whyNot(discount, basket, items) ?? answer(discount, basket, items);
  },
};

/** The search is a loose one: only the very code counts. */
async function find(code: string, ctx: Context): Promise<Discount | null> {
  for (let offset = 0; code !== ""; offset += PAGE) {
    const query = [
      ["search", code],
      ["trigger", "CODE"],
      ["offset", String(offset)],
      ["limit", String(PAGE)],
    ] as const;
    const url = "/v1/commerce/discounts";
    const { body } = await ctx.http.json({ method: "GET", url, query, operation: "discounts.list" });
    const page = parseResponse(discountPage, body, { ctx, what: "discounts" });
    for (const row of page.discounts) {
      const discount = parseResponse(discountSchema, row, { ctx, what: "discount" });
      if (discount.trigger.promoCode === code) return discount;
    }
    if (page.hasNextPage !== true || page.discounts.length === 0) return null;
  }
  return null;
}

/** The part of the basket the discount is for; null where that cannot be told here. */
async function itemsOf(discount: Discount, basket: Basket, ctx: Context): Promise<Money | null> {
  const { type, productId } = discount.criteria;
  if (type === "ANY_ORDER" || type === "CART_TOTAL") return worth(basket.lines, basket.currency);
  if (type !== "PRODUCT" || productId === undefined) return null;
  const raw = await fetchProduct(productId, ctx);
  const variants = raw === null ? [] : toProduct(raw, ctx).variants;
  const lines = basket.lines.filter(({ variantKey, sku }) =>
    variants.some((variant) => (variantKey === undefined ? variant.sku === sku : variant.key === variantKey)),
  );
  return worth(lines, basket.currency);
}

const worth = (lines: Basket["lines"], currency: string): Money =>
  sumMoney(
    lines.map(({ unitPrice, quantity }) => money(unitPrice.minor * BigInt(quantity), unitPrice.currency)),
    currency,
  );

function whyNot(discount: Discount, basket: Basket, items: Money | null): DiscountRefusal | null {
  const { status, criteria, isLimitedUses, maxUsesAllowed, numberOfUses } = discount;
  if (status === "SCHEDULED") return futureCode();
  if (status === "EXPIRED") return expiredCode();
  if (status !== "ACTIVE") return switchedOffCode();
  if (isLimitedUses === true && typeof maxUsesAllowed === "number" && (numberOfUses ?? 0) >= maxUsesAllowed)
    return usedUpCode();
  if (criteria.type === "PRODUCT" && items?.minor === 0n) return noEligibleItems();
  const least = criteria.minimumCartTotal;
  if (!least) return null;
  const { currency } = basket;
  if (least.currency !== currency) return codeInCurrency([least.currency]);
  const total = worth(basket.lines, currency).minor;
  return total < minorOf(least) ? belowLeastAmount(minorOf(least), { total, currency }) : null;
}

const minorOf = ({ value, currency }: Amount): bigint => parseMoney(value, currency).minor;

function answer(discount: Discount, basket: Basket, items: Money | null): DiscountAnswer {
  const { name, trigger, template, isOncePerCustomer } = discount;
  const warnings =
    isOncePerCustomer === true ? [message("platform.discount.oncePerCustomer", { platform: "Squarespace" })] : [];
  const common = { valid: true as const, code: trigger.promoCode ?? "", title: name, warnings };
  const { percentage, discountAmount } = template;
  if (template.type === "PERCENTAGE" && percentage !== undefined)
    return {
      ...common,
      ...ruleOf(discount, { kind: "percent_items", percent: percentage, most: null }, basket),
      kind: "percent",
      percent: percentage,
      discount: items && percentOf(items, percentage),
    };
  if (template.type === "FIXED_AMOUNT" && discountAmount) {
    if (discountAmount.currency !== basket.currency) return codeInCurrency([discountAmount.currency]);
    const most = minorOf(discountAmount);
    return {
      ...common,
      // Of a product the description does not say whether the amount is off each or all of it.
      ...(discount.criteria.type !== "PRODUCT" && ruleOf(discount, { kind: "amount_basket", amount: most }, basket)),
      kind: "amount",
      discount: items && capped(items, most),
    };
  }
  if (template.type === "FREE_SHIPPING")
    return {
      ...common,
      ...ruleOf(discount, { kind: "free_shipping" }, basket),
      kind: "free_shipping",
      discount: money(0n, basket.currency),
    };
  return {
    ...common,
    kind: "other",
    discount: null,
    warnings: [...warnings, message("promotion.channelOnly")],
  };
}

/** Absent: the discount is for something this hub has no words for. */
function ruleOf({ criteria }: Discount, effect: Effect, { currency }: Basket): { readonly rule?: DiscountRule } {
  const { type, productId, minimumCartTotal: least } = criteria;
  if (type === "ANY_ORDER" || type === "CART_TOTAL") {
    const fits = least?.currency === currency ? minorOf(least) : null;
    return { rule: forAll(effect, { amount: fits, quantity: null, of: "basket" }) };
  }
  if (type !== "PRODUCT" || productId === undefined || effect.kind === "free_shipping") return {};
  const include = { ...NO_TARGETS, products: [productId] };
  return { rule: { ...forAll(effect), scope: { ...EVERYTHING, include } } };
}

/** No code takes off more than the goods are worth. */
function capped(itemsTotal: Money, most: bigint): Money {
  if (itemsTotal.minor <= most) return itemsTotal;
  return money(most, itemsTotal.currency);
}
