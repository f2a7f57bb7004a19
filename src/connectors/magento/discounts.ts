/** Coupons: a code belongs to a cart rule, whose dates, limits, conditions and action say what it is worth. */
import { z } from "zod";
import { compareDecimal, decimalText, parseDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import { type Message, message } from "../../commerce/message.ts";
import { money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Effect } from "../../commerce/promotions/promotion.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  amountMustBe,
  codeElsewhere,
  codeInCurrency,
  type DiscountRefusal,
  expiredCode,
  futureCode,
  quantityMustBe,
  switchedOffCode,
  unknownCode,
  usedUpCode,
} from "../kit/contract/discount-refusals.ts";
import { forAll } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { localDay } from "../kit/parse/local-time.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { eq, find, searchAll } from "./client.ts";
import type { MagentoCoupon, MagentoRule } from "./schemas.ts";
import { couponSchema, ruleSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** Guests, as the shop numbers the groups of customers. */
const GUESTS = 0;

export function discounts(shop: ShopFacts): Discounts {
  return {
    async validate({ code, basket }, ctx) {
      const found = code.trim() === "" ? null : await ruleOf(code.trim(), ctx);
      if (!found) return unknownCode("Magento");
      const refusal = stateOf(found, shop, ctx) ?? conditionsOf(found.rule, basket, shop);
      return refusal ?? worth(found, basket);
    },
  };
}

interface Found {
  readonly rule: MagentoRule;
  readonly coupon: MagentoCoupon;
}

/** Letter case of a code does not count, neither there nor here. */
async function ruleOf(code: string, ctx: Context): Promise<Found | null> {
  const rows = await searchAll(ctx, {
    path: "/coupons/search",
    operation: "coupons.search",
    groups: [[eq("code", code)]],
    size: 5,
  });
  const coupons = rows.map((row) => parseResponse(couponSchema, row, { ctx, what: "coupon" }));
  const coupon = coupons.find((one) => one.code.toLowerCase() === code.toLowerCase());
  const body = coupon ? await find(ctx, `/salesRules/${coupon.rule_id}`, "rules.get") : null;
  return coupon && body !== null ? { coupon, rule: parseResponse(ruleSchema, body, { ctx, what: "cart rule" }) } : null;
}

/** Days of a rule are days of the shop. */
function stateOf({ rule, coupon }: Found, shop: ShopFacts, ctx: Context): DiscountRefusal | null {
  const today = localDay(ctx.shopNow(), shop.timeZone);
  // A rule that was saved with a wrong word for its kind of coupon is there, and gives nothing.
  if (!rule.is_active || !["SPECIFIC_COUPON", "AUTO"].includes(rule.coupon_type ?? "")) return switchedOffCode();
  if (!rule.website_ids.includes(shop.websiteId)) return codeElsewhere(shop.website);
  if (rule.from_date !== undefined && rule.from_date.slice(0, 10) > today) return futureCode();
  if (rule.to_date !== undefined && rule.to_date.slice(0, 10) < today) return expiredCode();
  if (coupon.expiration_date !== undefined && coupon.expiration_date.slice(0, 10) < today) return expiredCode();
  const limit = rule.uses_per_coupon ?? 0;
  if (limit > 0 && (coupon.times_used ?? 0) >= limit) return usedUpCode();
  return null;
}

const conditionSchema = z.object({
  conditions: z
    .array(
      z.object({
        operator: z.string().nullish(),
        attribute_name: z.string().nullish(),
        value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
        conditions: z.array(z.unknown()).nullish(),
      }),
    )
    .nullish(),
  aggregator_type: z.string().nullish(),
});
type Conditions = z.output<typeof conditionSchema>;
type Condition = NonNullable<Conditions["conditions"]>[number];

function conditionsIn(tree: Json | null | undefined): { readonly all: readonly Condition[]; readonly isAll: boolean } {
  const parsed = conditionSchema.safeParse(tree);
  if (!parsed.success) return { all: [], isAll: true };
  return { all: parsed.data.conditions ?? [], isAll: parsed.data.aggregator_type !== "any" };
}

const SUBTOTALS = ["base_subtotal", "base_subtotal_with_discount", "base_subtotal_total_incl_tax"];

function subtotal(basket: Basket): bigint {
  return basket.lines.reduce((sum, line) => sum + line.unitPrice.minor * BigInt(line.quantity), 0n);
}

function pieces(basket: Basket): number {
  return basket.lines.reduce((sum, line) => sum + line.quantity, 0);
}

/** True or false for a condition on the basket's sum or pieces, null for all others. */
function holds({ attribute_name, operator, value }: Condition, basket: Basket): boolean | null {
  const bound = String(value ?? "");
  if (!/^\d+(\.\d+)?$/.test(bound)) return null;
  const limit = parseDecimal(bound);
  const items = { digits: subtotal(basket), scale: 0 };
  const scaled = { digits: parseMoney(bound, basket.currency).minor, scale: 0 };
  const difference = SUBTOTALS.includes(attribute_name ?? "")
    ? compareDecimal(items, scaled)
    : attribute_name === "total_qty"
      ? compareDecimal({ digits: BigInt(pieces(basket)), scale: 0 }, limit)
      : null;
  if (difference === null) return null;
  switch (operator) {
    case ">=":
      return difference >= 0;
    case ">":
      return difference > 0;
    case "<=":
      return difference <= 0;
    case "<":
      return difference < 0;
    case "==":
      return difference === 0;
    default:
      return null;
  }
}

function conditionsOf(rule: MagentoRule, basket: Basket, shop: ShopFacts): DiscountRefusal | null {
  if (basket.currency !== shop.currency) return codeInCurrency([shop.currency]);
  const { all, isAll } = conditionsIn(rule.condition);
  const checked = all.map((condition) => ({ condition, outcome: holds(condition, basket) }));
  const failed = checked.filter((one) => one.outcome === false);
  const isRefused = isAll ? failed.length > 0 : all.length > 0 && failed.length === all.length;
  const [first] = failed;
  if (!isRefused || !first) return null;
  const { attribute_name: name, operator, value } = first.condition;
  const limit = `${operator ?? ""} ${String(value)}`;
  return name === "total_qty" ? quantityMustBe(limit) : amountMustBe(`${limit} ${shop.currency}`);
}

function warningsOf(rule: MagentoRule, basket: Basket): Message[] {
  const open = conditionsIn(rule.condition).all.filter((condition) => holds(condition, basket) === null);
  const names = open.map((condition) => condition.attribute_name ?? "…");
  const perCustomer = rule.uses_per_customer ?? 0;
  return [
    ...(names.length > 0
      ? [message("platform.discount.otherRules", { platform: "Magento", rules: names.join(", ") })]
      : []),
    ...(conditionsIn(rule.action_condition).all.length > 0 ? [message("platform.discount.products")] : []),
    ...(perCustomer > 0 ? [message("platform.discount.perCustomer", { platform: "Magento", count: perCustomer })] : []),
    ...(rule.customer_group_ids.includes(GUESTS) ? [] : [message("platform.discount.customerGroup")]),
  ];
}

/** What it takes off; null where only the shop's own checkout can tell. */
function worth({ rule, coupon }: Found, basket: Basket): DiscountAnswer {
  const title = rule.name ?? coupon.code;
  const common = { valid: true, code: coupon.code, title, warnings: warningsOf(rule, basket) } as const;
  const amount = parseDecimal(rule.discount_amount ?? "0");
  const isPlain =
    conditionsIn(rule.action_condition).all.length === 0 &&
    Number(rule.discount_qty ?? "0") === 0 &&
    !rule.apply_to_shipping;
  const items = subtotal(basket);
  const capped = (minor: bigint) => money(minor > items ? items : minor, basket.currency);
  const fixed = () => parseMoney(decimalText(amount), basket.currency).minor;
  const isReported = isPlain && conditionsIn(rule.condition).all.every((one) => holds(one, basket) !== null);
  const ruleOf = (effect: Effect) => (isReported && isOpen(rule) ? { rule: forAll(effect) } : {});
  if (amount.digits === 0n && isFreeShipping(rule))
    return { ...common, ...ruleOf({ kind: "free_shipping" }), kind: "free_shipping", discount: null };
  switch (rule.simple_action) {
    case "by_percent": {
      const part = roundToUnits(timesDecimal({ digits: items, scale: 2 }, amount), 0);
      const percent = decimalText(amount);
      const reported = ruleOf({ kind: "percent_items", percent, most: null });
      return { ...common, ...reported, kind: "percent", percent, discount: isPlain ? capped(part) : null };
    }
    case "by_fixed": {
      const reported = ruleOf({ kind: "amount_items", amount: fixed() });
      return {
        ...common,
        ...reported,
        kind: "amount",
        discount: isPlain ? capped(fixed() * BigInt(pieces(basket))) : null,
      };
    }
    case "cart_fixed": {
      const reported = ruleOf({ kind: "amount_basket", amount: fixed() });
      return { ...common, ...reported, kind: "amount", discount: isPlain ? capped(fixed()) : null };
    }
    default:
      return { ...common, kind: "other", discount: null };
  }
}

/** Whoever buys may use it. */
const isOpen = ({ customer_group_ids }: MagentoRule): boolean => customer_group_ids.includes(GUESTS);

function isFreeShipping({ simple_free_shipping }: MagentoRule): boolean {
  return ["1", "2", "MATCHING_ITEMS_ONLY", "FREE_WITH_MATCHING_ITEMS"].includes(simple_free_shipping ?? "");
}
