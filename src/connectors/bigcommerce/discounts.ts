/** Discount codes as a till asks for them: promotions of today first, coupons of old second. */
import { type Message, message } from "../../commerce/message.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { DiscountRule } from "../../commerce/promotions/promotion.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  codeInCurrency,
  type DiscountRefusal,
  expiredCode,
  futureCode,
  switchedOffCode,
  unknownCode,
  usedUpCode,
} from "../kit/contract/discount-refusals.ts";
import { answerByRule } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import type { Tree } from "./client.ts";
import { asTree, bareRows, rowsOf, storeCall } from "./client.ts";
import { couponRule, promotionRule } from "./promotion-rule.ts";
import { readTime } from "./time.ts";

const textOf = (value: Json | undefined) =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;

interface Offer {
  readonly code: string;
  readonly title: string;
  /** Null: only the store's checkout can tell. */
  readonly rule: DiscountRule | null;
  readonly warnings: readonly Message[];
}

function answer({ rule, ...reported }: Offer, basket: Basket): DiscountAnswer {
  if (rule !== null) return answerByRule({ ...reported, rule }, basket);
  return { valid: true, ...reported, kind: "other", discount: null };
}

/** Conditions that hold for anybody's whole basket can be checked here; any other is left to the checkout. */
function promotionOffer(promotion: Tree, code: string, currency: string): Offer {
  const rules = Array.isArray(promotion["rules"]) ? promotion["rules"] : [];
  const groups = asTree(promotion["customer"]);
  const isOpen = [groups["group_ids"], groups["excluded_group_ids"]].every(
    (ids) => !Array.isArray(ids) || ids.length === 0,
  );
  const isFirst = Number(groups["minimum_order_count"] ?? 0) === 0;
  const rule = isOpen && isFirst ? promotionRule(promotion, currency) : null;
  const warnings = [
    ...(isOpen ? [] : [message("platform.discount.customerGroup")]),
    ...(isFirst ? [] : [message("platform.discount.orderedBefore")]),
    ...(rules.length > 1 ? [message("platform.discount.severalRules")] : []),
    ...(rule === null && rules.length === 1 && isOpen && isFirst ? [message("platform.discount.products")] : []),
  ];
  const title = textOf(promotion["display_name"]) || (textOf(promotion["name"]) ?? code);
  return { code, title, rule, warnings };
}

function usedUp(row: Tree, uses: string): boolean {
  const [used, most] = [Number(row[uses] ?? 0), Number(row["max_uses"] ?? 0)];
  return most > 0 && used >= most;
}

function judgePromotion(promotion: Tree, nowMs: number, currency: string): DiscountRefusal | null {
  const [start, end] = [textOf(promotion["start_date"]), textOf(promotion["end_date"])].map((text) =>
    text ? readTime(text) : null,
  );
  if (end && end < nowMs) return expiredCode();
  if (start && start > nowMs) return futureCode();
  if (textOf(promotion["status"]) !== "ENABLED") return switchedOffCode();
  if (usedUp(promotion, "current_uses")) return usedUpCode();
  const only = textOf(promotion["currency_code"]);
  return only !== undefined && only !== "*" && only !== currency ? codeInCurrency([only]) : null;
}

async function askPromotions(code: string, basket: Basket, ctx: Context): Promise<DiscountAnswer | null> {
  const codes = await storeCall(ctx, {
    path: "v3/promotions/codes",
    query: [["code", code]],
    operation: "discounts.codes",
  });
  const found = rowsOf(codes.body, ctx, "codes")
    .map(asTree)
    .find((row) => String(row["code"]).toLowerCase() === code.toLowerCase());
  if (found === undefined) return null;
  const { body } = await storeCall(ctx, {
    path: "v3/promotions",
    query: [["code", code]],
    operation: "discounts.promotions",
  });
  const [promotion] = rowsOf(body, ctx, "promotions").map(asTree);
  if (promotion === undefined) return null;
  if (usedUp(found, "current_uses")) return usedUpCode();
  const reported = textOf(found["code"]) ?? code;
  return (
    judgePromotion(promotion, ctx.shopNow(), basket.currency) ??
    answer(promotionOffer(promotion, reported, basket.currency), basket)
  );
}

/** Coupons of old count in the store's default currency only. */
async function askCoupons(code: string, basket: Basket, ctx: Context): Promise<DiscountAnswer> {
  const { body } = await storeCall(ctx, {
    path: "v2/coupons",
    query: [["code", code]],
    operation: "discounts.coupons",
  });
  const coupon = bareRows(body, ctx, "coupons")
    .map(asTree)
    .find((row) => String(row["code"]).toLowerCase() === code.toLowerCase());
  if (coupon === undefined) return unknownCode("BigCommerce");
  const expires = textOf(coupon["expires"]);
  const end = expires ? readTime(expires) : null;
  if (end !== null && end < ctx.shopNow()) return expiredCode();
  if (coupon["enabled"] === false) return switchedOffCode();
  if (usedUp(coupon, "num_uses")) return usedUpCode();
  const rule = couponRule(coupon, basket.currency);
  const warnings = rule === null ? [message("platform.discount.products")] : [];
  return answer(
    { code: textOf(coupon["code"]) ?? code, title: textOf(coupon["name"]) ?? code, rule, warnings },
    basket,
  );
}

export const discounts: Discounts = {
  async validate({ code, basket }, ctx) {
    const requested = code.trim();
    if (requested === "" || requested.length > 50) return unknownCode("BigCommerce");
    currencyExponent(basket.currency);
    return (await askPromotions(requested, basket, ctx)) ?? askCoupons(requested, basket, ctx);
  },
};
