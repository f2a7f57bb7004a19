/** Promotion codes: exact to the letter there. Dates and budgets stand in their campaign. */
import { z } from "zod";
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
  unknownSpelling,
  usedUpCode,
} from "../kit/contract/discount-refusals.ts";
import { forAll } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { each, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { amount, fixed, minorOf, share, withExactAmounts } from "./amounts.ts";
import { listAll } from "./client.ts";

const FIELDS =
  "id,code,status,type,limit,used,is_automatic,*application_method,*application_method.target_rules,*rules,*rules.values,*campaign,*campaign.budget";

const promotionSchema = z.object({
  ...each(z.string(), "code", "status", "type"),
  limit: wholeNumber.nullish(),
  used: wholeNumber.nullish(),
  application_method: z
    .object({
      type: z.string(),
      value: amount,
      currency_code: optionalText,
      target_type: z.string(),
      allocation: optionalText,
      target_rules: z.array(z.unknown()).nullish(),
    })
    .nullish(),
  rules: z
    .array(
      z.object({
        attribute: z.string(),
        operator: z.string(),
        values: z.array(z.object({ value: z.string() })).nullish(),
      }),
    )
    .nullish(),
  campaign: z
    .object({
      starts_at: optionalText,
      ends_at: optionalText,
      budget: z.object({ type: z.string(), limit: amount.nullish(), used: amount.nullish() }).nullish(),
    })
    .nullish(),
});
type Promotion = z.output<typeof promotionSchema>;

export const discounts: Discounts = {
  async validate({ code, basket }, ctx) {
    const query = [
      ["code", code],
      ["fields", FIELDS],
    ] as const;
    const rows = await listAll(ctx, "/admin/promotions", "promotions", { operation: "promotions.list", query });
    const found = rows.map((row) => parseResponse(promotionSchema, withExactAmounts(row), { ctx, what: "promotion" }));
    const promotion = found.find((one) => one.code === code);
    if (!promotion) return unknownSpelling("Medusa");
    return stateOf(promotion, ctx) ?? rulesOf(promotion, basket) ?? worth(promotion, basket);
  },
};

function stateOf({ status, limit, used, campaign }: Promotion, ctx: Context): DiscountRefusal | null {
  const now = ctx.shopNow();
  const { starts_at, ends_at, budget } = campaign ?? {};
  if (status !== "active") return switchedOffCode();
  if (starts_at && Date.parse(starts_at) > now) return futureCode();
  if (ends_at && Date.parse(ends_at) < now) return expiredCode();
  const isSpent = budget?.limit != null && fixed(budget.used ?? "0") >= fixed(budget.limit);
  // A code that is used up drops out of the cart without a word there, and the order is placed at full price.
  if (isSpent || (limit != null && (used ?? 0) >= limit)) return usedUpCode();
  return null;
}

function subtotal(basket: Basket): bigint {
  return basket.lines.reduce((sum, line) => sum + line.unitPrice.minor * BigInt(line.quantity), 0n);
}

/** Attributes that name the worth of the goods. */
const WORTH = ["subtotal", "item_subtotal", "item_total", "total"];

function rulesOf({ rules, application_method }: Promotion, basket: Basket): DiscountRefusal | null {
  const currency = application_method?.currency_code;
  const other = rules?.find(({ attribute }) => attribute === "currency_code")?.values?.map(({ value }) => value);
  const requested = [...(currency ? [currency] : []), ...(other ?? [])].map((one) => one.toUpperCase());
  if (requested.length > 0 && !requested.includes(basket.currency)) return codeInCurrency(requested);
  const total = subtotal(basket);
  const least = (rules ?? []).flatMap(({ attribute, operator, values }) => {
    const reported = values?.[0]?.value ?? "";
    if (!WORTH.includes(attribute) || !["gte", "gt"].includes(operator) || !/^\d+(\.\d+)?$/.test(reported)) return [];
    const floor = minorOf(fixed(reported), basket.currency);
    return operator === "gt" ? floor + 1n : floor;
  });
  const missed = least.find((each) => total < each);
  return missed === undefined ? null : belowLeastAmount(missed, { total, currency: basket.currency });
}

function worth(promotion: Promotion, basket: Basket): DiscountAnswer {
  const { code, type, rules, application_method: method } = promotion;
  const unchecked = (rules ?? [])
    .map(({ attribute }) => attribute)
    .filter((attribute) => attribute !== "currency_code" && !WORTH.includes(attribute));
  const warnings =
    unchecked.length > 0
      ? [message("platform.discount.otherRules", { platform: "Medusa", rules: unchecked.join(", ") })]
      : [];
  const common = { valid: true, code, title: code, warnings } as const;
  const { currency } = basket;
  // What the basket has to be worth was held against it already; other rules are the shop's to check.
  const ruleOf = (effect: Effect) => (unchecked.length === 0 ? { rule: forAll(effect) } : {});
  if (!method || type !== "standard") return { ...common, kind: "other", discount: null };
  if (method.target_type === "shipping_methods") {
    const isFree = method.type === "percentage" && fixed(method.value) === fixed("100");
    const rule = isFree ? ruleOf({ kind: "free_shipping" }) : {};
    return { ...common, ...rule, kind: isFree ? "free_shipping" : "other", discount: null };
  }
  const isOfAll = method.target_type === "order" || method.allocation === "across";
  if (!isOfAll || (method.target_rules ?? []).length > 0) return { ...common, kind: "other", discount: null };
  const items = subtotal(basket);
  if (method.type === "percentage") {
    const off = share(items, fixed(method.value), fixed("100"));
    const rule = ruleOf({ kind: "percent_basket", percent: method.value, most: null });
    return {
      ...common,
      ...rule,
      kind: "percent",
      percent: method.value,
      discount: money(atMost(off, items), currency),
    };
  }
  const off = minorOf(fixed(method.value), currency);
  const rule = ruleOf({ kind: "amount_basket", amount: off });
  return { ...common, ...rule, kind: "amount", discount: money(atMost(off, items), currency) };
}

function atMost(off: bigint, most: bigint): bigint {
  return off > most ? most : off;
}
