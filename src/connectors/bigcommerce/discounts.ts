/** Discount codes as a till asks for them: promotions of today first, coupons of old second. */
import { currencyExponent, money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { basketTotal, percentOf } from "../kit/contract/basket.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import type { Tree } from "./client.ts";
import { asTree, bareRows, rowsOf, storeCall } from "./client.ts";
import { readTime } from "./time.ts";

type Refusal = Extract<DiscountAnswer, { valid: false }>;

interface Offer {
  readonly kind: "percent" | "amount" | "free_shipping" | "other";
  readonly value?: string | undefined;
  /** Least basket. */
  readonly minimum?: string | undefined;
  /** True when the whole basket gets it, so that it can be worked out here. */
  readonly isSimple: boolean;
  readonly warnings: readonly string[];
}

const no = (reason: Refusal["reason"], text: string): Refusal => ({ valid: false, reason, text });
const textOf = (value: Json | undefined) =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;
const DECIMAL = /^\d+(\.\d+)?$/;

/** What an offer takes off a basket; null when only the store's checkout can tell. */
function answer(code: string, title: string, offer: Offer, basket: Basket): DiscountAnswer {
  const total = basketTotal(basket);
  const least =
    offer.minimum !== undefined && DECIMAL.test(offer.minimum) ? parseMoney(offer.minimum, basket.currency) : null;
  if (least && total.minor < least.minor)
    return no("conditions", `This code needs a basket of at least ${offer.minimum ?? ""} ${basket.currency}.`);
  const base = { valid: true, code, title, kind: offer.kind, warnings: offer.warnings } as const;
  if (offer.kind === "free_shipping") return { ...base, discount: money(0n, basket.currency) };
  if (!offer.isSimple || offer.value === undefined || !DECIMAL.test(offer.value))
    return { ...base, kind: "other", discount: null };
  if (offer.kind === "percent") return { ...base, percent: offer.value, discount: percentOf(total, offer.value) };
  const off = parseMoney(offer.value, basket.currency);
  return { ...base, discount: off.minor > total.minor ? total : off };
}

/** Conditions that hold for anybody's whole basket can be checked here; any other is left to the checkout. */
function promotionOffer(promotion: Tree): Offer {
  const rules = Array.isArray(promotion["rules"]) ? promotion["rules"].map(asTree) : [];
  const [rule = {}] = rules;
  const action = asTree(rule["action"]);
  const value = asTree(action["cart_value"]);
  const discount = asTree(value["discount"]);
  const cart = asTree(asTree(rule["condition"])["cart"]);
  const odd = Object.keys(cart).filter((name) => name !== "minimum_spend");
  const groups = asTree(promotion["customer"]);
  const isOpen = [groups["group_ids"], groups["excluded_group_ids"]].every(
    (ids) => !Array.isArray(ids) || ids.length === 0,
  );
  const warnings = [
    ...(odd.length > 0 ? ["Depends on what is in the basket."] : []),
    ...(isOpen ? [] : ["Only for some customer groups."]),
    ...(rules.length > 1 ? ["Has several rules."] : []),
  ];
  const capped = textOf(value["maximum_allowed_discount_amount"]) !== undefined;
  const isSimple = rules.length === 1 && odd.length === 0 && !capped && action["cart_value"] !== undefined;
  const minimum = textOf(cart["minimum_spend"]);
  const percent = textOf(discount["percentage_amount"]);
  if (percent !== undefined) return { kind: "percent", value: percent, minimum, isSimple, warnings };
  if (action["shipping"] !== undefined && asTree(action["shipping"])["free_shipping"] === true)
    return { kind: "free_shipping", minimum, isSimple: true, warnings };
  return { kind: "amount", value: textOf(discount["fixed_amount"]), minimum, isSimple, warnings };
}

function usedUp(row: Tree, uses: string): boolean {
  const [used, most] = [Number(row[uses] ?? 0), Number(row["max_uses"] ?? 0)];
  return most > 0 && used >= most;
}

function judgePromotion(promotion: Tree, nowMs: number, currency: string): Refusal | null {
  const [start, end] = [textOf(promotion["start_date"]), textOf(promotion["end_date"])].map((text) =>
    text ? readTime(text) : null,
  );
  if (end && end < nowMs) return no("expired", "This code has expired.");
  if (start && start > nowMs) return no("not_yet", "This code is not valid yet.");
  if (textOf(promotion["status"]) !== "ENABLED") return no("not_active", "This code is switched off.");
  if (usedUp(promotion, "current_uses")) return no("used_up", "This code has been used as often as it may.");
  const only = textOf(promotion["currency_code"]);
  if (only !== undefined && only !== "*" && only !== currency)
    return no("conditions", `This code counts in ${only} only.`);
  return null;
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
  if (usedUp(found, "current_uses")) return no("used_up", "This code has been used as often as it may.");
  const told = textOf(found["code"]) ?? code;
  return (
    judgePromotion(promotion, ctx.shopNow(), basket.currency) ??
    answer(
      told,
      textOf(promotion["display_name"]) || (textOf(promotion["name"]) ?? told),
      promotionOffer(promotion),
      basket,
    )
  );
}

const COUPON_KINDS: ReadonlyMap<string, Offer["kind"]> = new Map<string, Offer["kind"]>([
  ["percentage_discount", "percent"],
  ["per_total_discount", "amount"],
  ["free_shipping", "free_shipping"],
  ["shipping_discount", "other"],
  ["per_item_discount", "other"],
  ["promotion", "other"],
]);

function couponOffer(coupon: Tree): Offer {
  const applies = asTree(coupon["applies_to"]);
  const ids = Array.isArray(applies["ids"]) ? applies["ids"].map(Number) : [];
  // Category 0 stands for everything.
  const isAll = applies["entity"] === "categories" && ids.includes(0);
  const minimum = textOf(coupon["min_purchase"]);
  return {
    kind: COUPON_KINDS.get(String(coupon["type"])) ?? "other",
    value: textOf(coupon["amount"]),
    minimum: Number(minimum ?? 0) > 0 ? minimum : undefined,
    isSimple: isAll,
    warnings: isAll ? [] : ["Counts for some products only."],
  };
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
  if (coupon === undefined) return no("unknown", "BigCommerce does not know this code.");
  const expires = textOf(coupon["expires"]);
  const end = expires ? readTime(expires) : null;
  if (end !== null && end < ctx.shopNow()) return no("expired", "This code has expired.");
  if (coupon["enabled"] === false) return no("not_active", "This code is switched off.");
  if (usedUp(coupon, "num_uses")) return no("used_up", "This code has been used as often as it may.");
  return answer(textOf(coupon["code"]) ?? code, textOf(coupon["name"]) ?? code, couponOffer(coupon), basket);
}

export const discounts: Discounts = {
  async validate({ code, basket }, ctx) {
    const wanted = code.trim();
    if (wanted === "" || wanted.length > 50) return no("unknown", "BigCommerce does not know this code.");
    currencyExponent(basket.currency);
    return (await askPromotions(wanted, basket, ctx)) ?? askCoupons(wanted, basket, ctx);
  },
};
