/** Coupons: looked up with all their rules. The shop has no call that validates one (sheet section 5.8). */
import { z } from "zod";
import { compareDecimal, decimalText, parseDecimal } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { isExactMoney, parseMoney } from "../../commerce/money.ts";
import type { DiscountRule, Effect, Targets } from "../../commerce/promotions/promotion.ts";
import { basketTotal } from "../kit/contract/basket.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  aboveMostAmount,
  codeInCurrency,
  codeUsedByCustomer,
  customersCode,
  type DiscountRefusal,
  expiredCode,
  switchedOffCode,
  unknownCode,
  usedUpCode,
} from "../kit/contract/discount-refusals.ts";
import { answerByRule, NO_MINIMUM } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { each, idText, listOf, optionalDecimal, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { asList, factsOf, gmtMs, shopCall } from "./client.ts";

const ids = listOf(idText);
const couponSchema = z.object({
  code: z.string(),
  amount: z.string(),
  status: optionalText,
  discount_type: z.string(),
  description: optionalText,
  date_expires_gmt: optionalText,
  ...each(wholeNumber.nullish(), "usage_count", "usage_limit", "usage_limit_per_user", "limit_usage_to_x_items"),
  product_ids: ids,
  excluded_product_ids: ids,
  product_categories: ids,
  excluded_product_categories: ids,
  free_shipping: z.boolean().nullish(),
  exclude_sale_items: z.boolean().nullish(),
  minimum_amount: optionalDecimal,
  maximum_amount: optionalDecimal,
  email_restrictions: z.array(z.string()).nullish(),
  used_by: z.array(z.union([z.string(), z.number()])).nullish(),
});
type Coupon = z.output<typeof couponSchema>;

export const discounts: Discounts = {
  async validate({ code, basket }, ctx) {
    const coupon = await couponOf(code.trim(), ctx);
    if (coupon === null) return unknownCode("WooCommerce");
    return stateOf(coupon, ctx) ?? buyerOf(coupon, basket) ?? sumOf(coupon, basket, ctx) ?? answer(coupon, basket);
  },
};

/** Codes are found in any case, and answered in lower case. */
async function couponOf(code: string, ctx: Context): Promise<Coupon | null> {
  if (code === "") return null;
  const { body } = await shopCall(ctx, { path: "coupons", query: [["code", code]], operation: "coupons.code" });
  const coupons = asList(body, ctx, "coupons.code").map((row) =>
    parseResponse(couponSchema, row, { ctx, what: "a coupon" }),
  );
  return coupons.find((one) => one.code.toLowerCase() === code.toLowerCase()) ?? null;
}

function stateOf(coupon: Coupon, ctx: Context): DiscountRefusal | null {
  if (coupon.status !== undefined && coupon.status !== "publish") return switchedOffCode();
  const { date_expires_gmt: end, usage_limit: limit } = coupon;
  if (end !== undefined && gmtMs(end) <= ctx.shopNow()) return expiredCode();
  if (isSet(limit) && (coupon.usage_count ?? 0) >= limit) return usedUpCode();
  return null;
}

const isSet = (limit: number | null | undefined): limit is number => limit != null && limit > 0;

/** Who may use it: addresses with `*` for any letters. Uses of customers with an account are noted by their number. */
function buyerOf(coupon: Coupon, basket: Basket): DiscountRefusal | null {
  const email = basket.customerEmail?.trim().toLowerCase();
  const allowed = coupon.email_restrictions ?? [];
  if (allowed.length > 0 && (email === undefined || !allowed.some((one) => fits(one.toLowerCase(), email))))
    return customersCode();
  const most = coupon.usage_limit_per_user;
  const used = (coupon.used_by ?? []).filter((one) => String(one).toLowerCase() === email).length;
  return isSet(most) && used >= most ? codeUsedByCustomer() : null;
}

function fits(pattern: string, email: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return email === first;
  if (!email.startsWith(first) || !email.endsWith(last) || email.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of rest) {
    const at = email.indexOf(part, from);
    if (at < 0 || at + part.length > email.length - last.length) return false;
    from = at + part.length;
  }
  return true;
}

const isMore = (amount: string | undefined): amount is string => amount !== undefined && !/^0*(\.0*)?$/.test(amount);

function sumOf({ maximum_amount: most }: Coupon, basket: Basket, ctx: Context): DiscountRefusal | null {
  const { currency } = factsOf(ctx.connection);
  if (currency !== basket.currency) return codeInCurrency([currency]);
  if (!isMore(most)) return null;
  const { minor } = parseMoney(most, currency);
  return basketTotal(basket).minor > minor ? aboveMostAmount(minor, currency) : null;
}

function answer(coupon: Coupon, basket: Basket): DiscountAnswer {
  const { code, description } = coupon;
  const perUser = coupon.usage_limit_per_user;
  const warnings = [
    ...(isSet(perUser) ? [message("platform.discount.perCustomer", { platform: "WooCommerce", count: perUser })] : []),
    ...(coupon.free_shipping === true && isMore(coupon.amount) ? [message("platform.discount.shipsFree")] : []),
  ];
  const title = description ?? code;
  const rule = ruleOf(coupon, basket.currency);
  if (rule === null) return { valid: true, code, title, kind: "other", discount: null, warnings };
  return answerByRule({ code, title, rule, warnings }, basket);
}

/** Null: the shop's checkout alone can tell. */
function ruleOf(coupon: Coupon, currency: string): DiscountRule | null {
  const effect = effectOf(coupon, currency);
  const includes = targetsOf(coupon.product_ids, coupon.product_categories);
  const excludes = targetsOf(coupon.excluded_product_ids, coupon.excluded_product_categories);
  const isPicked = coupon.product_ids.length > 0 || coupon.product_categories.length > 0;
  const hasLimits = isPicked || coupon.excluded_product_ids.length + coupon.excluded_product_categories.length > 0;
  // How products and categories go together, and how limits share out a sum off the basket, is not in its description.
  const isBoth = coupon.product_ids.length > 0 && coupon.product_categories.length > 0;
  const isShared = coupon.discount_type === "fixed_cart" && (hasLimits || coupon.exclude_sale_items === true);
  if (effect === null || isBoth || isShared || isSet(coupon.limit_usage_to_x_items)) return null;
  const { minimum_amount: least } = coupon;
  const minimum = isMore(least)
    ? { amount: parseMoney(least, currency).minor, quantity: null, of: "basket" as const }
    : NO_MINIMUM;
  const skipsReduced = coupon.exclude_sale_items === true;
  return { effect, scope: { include: isPicked ? includes : null, exclude: excludes, skipsReduced }, minimum };
}

/** The shop names products and variations by one kind of number. */
const targetsOf = (products: readonly string[], categories: readonly string[]): Targets => ({
  variants: products,
  products,
  categories,
});

function effectOf({ discount_type, amount, free_shipping }: Coupon, currency: string): Effect | null {
  if (!isMore(amount)) return free_shipping === true ? { kind: "free_shipping" } : null;
  if (discount_type === "percent") {
    const percent = parseDecimal(amount);
    const isWhole = compareDecimal(percent, parseDecimal("100")) <= 0;
    return isWhole ? { kind: "percent_items", percent: decimalText(percent), most: null } : null;
  }
  if (!isExactMoney(amount, currency)) return null;
  const { minor } = parseMoney(amount, currency);
  if (discount_type === "fixed_cart") return { kind: "amount_basket", amount: minor };
  return discount_type === "fixed_product" ? { kind: "amount_items", amount: minor } : null;
}
