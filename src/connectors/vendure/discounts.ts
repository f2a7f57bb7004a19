/** Coupon codes: each belongs to a promotion, whose dates, conditions and actions say what it is worth. */
import { z } from "zod";
import { parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { money } from "../../commerce/money.ts";
import type { Effect } from "../../commerce/promotions/promotion.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  belowLeastAmount,
  codeInCurrency,
  type DiscountRefusal,
  expiredCode,
  futureCode,
  switchedOffCode,
  unknownCode,
} from "../kit/contract/discount-refusals.ts";
import { forAll } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { minorOf } from "./amounts.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { promotionSchema, rawList, type VendureOperation, type VendurePromotion } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** Codes are not unique, and a filter by parts of them is the only one that ignores case. */
const MOST_FOUND = 100;

export function discounts(shop: ShopFacts): Discounts {
  return {
    // Usage is counted over placed orders that are not cancelled; ours is made with the code applied (sheet section 5).
    countsWithOrder: true,
    async validate({ code, basket }, ctx) {
      const found = await promotionsOf(code, ctx);
      const promotion = found.find(({ enabled }) => enabled) ?? found[0];
      if (!promotion) return unknownCode("Vendure");
      return stateOf(promotion, ctx) ?? conditionsOf(promotion, basket, shop) ?? worth(promotion, basket, shop);
    },
  };
}

async function promotionsOf(code: string, ctx: Context): Promise<VendurePromotion[]> {
  const { promotions } = await graphql(ctx, documents.PROMOTIONS, {
    variables: { options: { take: MOST_FOUND, filter: { couponCode: { contains: code } } } },
    schema: z.object({ promotions: rawList }),
    what: "a coupon",
  });
  return promotions.items
    .map((row) => parseResponse(promotionSchema, row, { ctx, what: "promotion" }))
    .filter(({ couponCode }) => couponCode?.toLowerCase() === code.toLowerCase());
}

function stateOf({ enabled, startsAt, endsAt }: VendurePromotion, ctx: Context): DiscountRefusal | null {
  const now = ctx.shopNow();
  if (!enabled) return switchedOffCode();
  if (startsAt && Date.parse(startsAt) > now) return futureCode();
  if (endsAt && Date.parse(endsAt) < now) return expiredCode();
  return null;
}

const argOf = ({ args }: VendureOperation, name: string): string => args.find((arg) => arg.name === name)?.value ?? "";

const amountText = /^\d+(\.\d+)?$/;

function amountOf(operation: VendureOperation, name: string, shop: ShopFacts): bigint | null {
  const reported = argOf(operation, name);
  return amountText.test(reported) ? minorOf(reported, shop.currency, shop) : null;
}

function subtotal(basket: Basket): bigint {
  return basket.lines.reduce((sum, line) => sum + line.unitPrice.minor * BigInt(line.quantity), 0n);
}

const LEAST = "minimum_order_amount";

function conditionsOf({ conditions }: VendurePromotion, basket: Basket, shop: ShopFacts): DiscountRefusal | null {
  const { currency } = basket;
  if (currency !== shop.currency) return codeInCurrency([shop.currency]);
  const total = subtotal(basket);
  const missed = conditions
    .filter(({ code }) => code === LEAST)
    .map((condition) => amountOf(condition, "amount", shop) ?? 0n)
    .find((least) => total < least);
  return missed === undefined ? null : belowLeastAmount(missed, { total, currency });
}

function worth(promotion: VendurePromotion, basket: Basket, shop: ShopFacts): DiscountAnswer {
  const { conditions, actions, usageLimit, perCustomerUsageLimit } = promotion;
  const unchecked = conditions.filter(({ code }) => code !== LEAST).map(({ code }) => code);
  const warnings = [
    ...(unchecked.length > 0
      ? [message("platform.discount.otherRules", { platform: "Vendure", rules: unchecked.join(", ") })]
      : []),
    ...(usageLimit ? [message("platform.discount.usesUnknown", { platform: "Vendure", count: usageLimit })] : []),
    ...(perCustomerUsageLimit
      ? [message("platform.discount.perCustomer", { platform: "Vendure", count: perCustomerUsageLimit })]
      : []),
  ];
  const common = { valid: true, code: promotion.couponCode ?? "", title: promotion.name, warnings } as const;
  const [action, ...others] = actions;
  const ruleOf = (effect: Effect) => (unchecked.length === 0 ? { rule: forAll(effect) } : {});
  if (!action || others.length > 0) return { ...common, kind: "other", discount: null };
  const items = subtotal(basket);
  const reported = argOf(action, "discount");
  if (action.code === "order_percentage_discount" && amountText.test(reported)) {
    const { digits, scale } = parseDecimal(reported);
    const off = roundToUnits({ digits: items * digits, scale: scale + 2 }, 0);
    const discount = money(atMost(off, items), basket.currency);
    // A percentage above a hundred is accepted there, and takes off all (sheet section 5).
    const rule = ruleOf({
      kind: "percent_basket",
      percent: digits > 10n ** BigInt(scale + 2) ? "100" : reported,
      most: null,
    });
    return { ...common, ...rule, kind: "percent", percent: reported, discount };
  }
  const amount = amountOf(action, "discount", shop);
  if (action.code === "order_fixed_discount" && amount !== null)
    return {
      ...common,
      ...ruleOf({ kind: "amount_basket", amount }),
      kind: "amount",
      discount: money(atMost(amount, items), basket.currency),
    };
  const isFree = action.code === "free_shipping";
  return {
    ...common,
    ...(isFree && ruleOf({ kind: "free_shipping" })),
    kind: isFree ? "free_shipping" : "other",
    discount: null,
  };
}

function atMost(amount: bigint, most: bigint): bigint {
  if (amount > most) return most;
  return amount;
}
