/** Coupons: a code belongs to a promotion, whose dates, channels, limits, rules and actions say what it is worth. */
import { z } from "zod";
import { decimalText, parseDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Effect } from "../../commerce/promotions/promotion.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  belowLeastAmount,
  belowLeastQuantity,
  codeElsewhere,
  codeInCurrency,
  type DiscountRefusal,
  expiredCode,
  futureCode,
  switchedOffCode,
  unknownSpelling,
  usedUpCode,
} from "../kit/contract/discount-refusals.ts";
import { forAll } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { decimal, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { codeOf, find, listAll } from "./client.ts";
import type { SyliusCoupon, SyliusPromotion } from "./schemas.ts";
import { couponSchema, promotionSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { shopTime } from "./time.ts";

const CODE = /^[A-Za-z0-9_-]{1,255}$/;

export function discounts(shop: ShopFacts): Discounts {
  return {
    async validate({ code, basket }, ctx) {
      const found = CODE.test(code) ? await couponOf(code, ctx) : null;
      if (!found) return unknownSpelling("Sylius");
      const refusal = stateOf(found, shop, ctx) ?? conditionsOf(found.promotion, basket, shop);
      return refusal ?? worth(found, basket, shop);
    },
  };
}

interface Found {
  readonly promotion: SyliusPromotion;
  readonly coupon: SyliusCoupon;
}

/** The filter may be missing in a shop: the coupon itself is asked for under each promotion. */
async function couponOf(code: string, ctx: Context): Promise<Found | null> {
  const request = { url: "/admin/promotions", operation: "promotions.list", size: 100 };
  const rows = await listAll(ctx, { ...request, filters: [["coupons.code", code]] });
  for (const row of rows) {
    const promotion = parseResponse(promotionSchema, row, { ctx, what: "promotion" });
    const url = `/admin/promotions/${encodeURIComponent(promotion.code)}/coupons/${encodeURIComponent(code)}`;
    const body = await find(ctx, url, "coupons.get");
    if (body !== null) return { promotion, coupon: parseResponse(couponSchema, body, { ctx, what: "coupon" }) };
  }
  return null;
}

function stateOf({ promotion, coupon }: Found, shop: ShopFacts, ctx: Context): DiscountRefusal | null {
  const time = shopTime(ctx);
  const now = ctx.shopNow();
  const at = (text: string | undefined) => (text === undefined ? undefined : Date.parse(time.toUtc(text)));
  if (promotion.archivedAt !== undefined || !promotion.couponBased) return switchedOffCode();
  if (!promotion.channels.some((iri) => codeOf(iri) === shop.channel)) return codeElsewhere(shop.channel);
  if ((at(promotion.startsAt) ?? now) > now) return futureCode();
  if ((at(promotion.endsAt) ?? now) < now) return expiredCode();
  if ((at(coupon.expiresAt) ?? now) < now) return expiredCode();
  const isUsedUp = (one: { readonly used: number; readonly usageLimit?: number | null | undefined }) =>
    one.usageLimit !== null && one.usageLimit !== undefined && one.used >= one.usageLimit;
  return isUsedUp(coupon) || isUsedUp(promotion) ? usedUpCode() : null;
}

const amountByChannel = z.record(z.string(), z.object({ amount: wholeNumber }));
const quantityRule = z.object({ count: wholeNumber });
const percentage = z.object({ percentage: decimal });

function subtotal(basket: Basket): bigint {
  return basket.lines.reduce((sum, line) => sum + line.unitPrice.minor * BigInt(line.quantity), 0n);
}

function channelAmount(configuration: Json, shop: ShopFacts): bigint | null {
  const parsed = amountByChannel.safeParse(configuration);
  const amount = parsed.success ? parsed.data[shop.channel]?.amount : undefined;
  return amount === undefined ? null : BigInt(amount);
}

const CHECKED_RULES = ["item_total", "cart_quantity"];

function conditionsOf(promotion: SyliusPromotion, basket: Basket, shop: ShopFacts): DiscountRefusal | null {
  if (basket.currency !== shop.currency) return codeInCurrency([shop.currency]);
  const { currency } = basket;
  const [total, pieces] = [subtotal(basket), basket.lines.reduce((sum, line) => sum + line.quantity, 0)];
  for (const { type, configuration } of promotion.rules) {
    const least = type === "item_total" ? channelAmount(configuration, shop) : null;
    if (least !== null && total < least) return belowLeastAmount(least, { total, currency });
    const rule = quantityRule.safeParse(configuration);
    if (type === "cart_quantity" && rule.success && pieces < rule.data.count)
      return belowLeastQuantity(rule.data.count, pieces);
  }
  return null;
}

function worth({ promotion, coupon }: Found, basket: Basket, shop: ShopFacts): DiscountAnswer {
  const perCustomer = coupon.perCustomerUsageLimit ?? 0;
  const unchecked = promotion.rules.filter((rule) => !CHECKED_RULES.includes(rule.type)).map((rule) => rule.type);
  const warnings = [
    ...(unchecked.length > 0
      ? [message("platform.discount.otherRules", { platform: "Sylius", rules: unchecked.join(", ") })]
      : []),
    ...(perCustomer > 0 ? [message("platform.discount.perCustomer", { platform: "Sylius", count: perCustomer })] : []),
  ];
  const title = promotion.name ?? promotion.code;
  const common = { valid: true, code: coupon.code, title, warnings } as const;
  const [action, ...others] = promotion.actions;
  const ruleOf = (effect: Effect) => (unchecked.length === 0 ? { rule: forAll(effect) } : {});
  if (!action || others.length > 0) return { ...common, kind: "other", discount: null };
  const items = subtotal(basket);
  const share = percentage.safeParse(action.configuration);
  if (action.type === "order_percentage_discount" && share.success) {
    const factor = parseDecimal(share.data.percentage);
    const percent = decimalText(timesDecimal(factor, parseDecimal("100")));
    const discount = money(roundToUnits(timesDecimal({ digits: items, scale: 0 }, factor), 0), basket.currency);
    const rule = ruleOf({ kind: "percent_basket", percent, most: null });
    return { ...common, ...rule, kind: "percent", percent, discount };
  }
  const amount = channelAmount(action.configuration, shop);
  if (action.type === "order_fixed_discount" && amount !== null) {
    const isMore = amount > items;
    const discount = money(isMore ? items : amount, basket.currency);
    return { ...common, ...ruleOf({ kind: "amount_basket", amount }), kind: "amount", discount };
  }
  const isFree = action.type === "shipping_percentage_discount" && share.success && Number(share.data.percentage) === 1;
  const rule = isFree ? ruleOf({ kind: "free_shipping" }) : {};
  return { ...common, ...rule, kind: isFree ? "free_shipping" : "other", discount: null };
}
