/** Discount codes: looked up with their rule. Shopify has no call that works out a basket for the Admin API. */
import { z } from "zod";
import { decimalText, parseDecimal, timesDecimal } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { parseMoney } from "../../commerce/money.ts";
import {
  type Effect,
  EVERYTHING,
  NO_TARGETS,
  type Promotion,
  type Scope,
} from "../../commerce/promotions/promotion.ts";
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
import { answerByRule, NO_MINIMUM } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { decimal, each, idText, optionalText, wholeNumber } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { numberOf } from "./ids.ts";
import * as q from "./queries-promotions.ts";

const moneySchema = z.object({ amount: decimal, currencyCode: z.string().length(3) });
const named = z.object({
  nodes: z.array(z.object({ id: idText })),
  pageInfo: z.object({ hasNextPage: z.boolean() }),
});
const itemsSchema = z.object({
  __typename: z.string(),
  products: named.nullish(),
  productVariants: named.nullish(),
  collections: named.nullish(),
});
const effectSchema = z.object({ percentage: decimal.nullish(), amount: moneySchema.nullish() });
const valueSchema = effectSchema.extend({
  __typename: z.string(),
  appliesOnEachItem: z.boolean().nullish(),
  quantity: z.object({ quantity: decimal }).nullish(),
  effect: effectSchema.nullish(),
});
const discountSchema = z.object({
  ...each(z.string(), "__typename", "title", "status"),
  startsAt: optionalText,
  endsAt: optionalText,
  usageLimit: wholeNumber.nullish(),
  asyncUsageCount: wholeNumber.nullish(),
  appliesOncePerCustomer: z.boolean().nullish(),
  context: z.object({ __typename: z.string() }).nullish(),
  minimumRequirement: z
    .object({
      greaterThanOrEqualToQuantity: decimal.nullish(),
      greaterThanOrEqualToSubtotal: moneySchema.nullish(),
    })
    .nullish(),
  customerBuys: z.object({ items: itemsSchema, value: z.object({ quantity: decimal.nullish() }) }).nullish(),
  customerGets: z.object({ items: itemsSchema, value: valueSchema }).nullish(),
  usesPerOrderLimit: wholeNumber.nullish(),
  destinationSelection: z.object({ __typename: z.string() }).nullish(),
  maximumShippingPrice: moneySchema.nullish(),
});
type Discount = z.output<typeof discountSchema>;

export const discounts: Discounts = {
  async validate({ code, basket }, ctx) {
    const requested = code.trim();
    const schema = z.object({ codeDiscountNodeByCode: z.object({ codeDiscount: discountSchema }).nullable() });
    const found =
      requested === ""
        ? null
        : await graphql(ctx, q.CODE_DISCOUNT, { variables: { code: requested }, schema, what: "a code" });
    const discount = found?.codeDiscountNodeByCode?.codeDiscount;
    if (!discount) return unknownCode("Shopify");
    return refusalOf(discount, ctx) ?? answer(requested, discount, basket);
  },
};

function refusalOf(
  { status, startsAt, endsAt, usageLimit, asyncUsageCount }: Discount,
  ctx: Context,
): DiscountRefusal | null {
  const now = ctx.shopNow();
  if (endsAt !== undefined && Date.parse(endsAt) <= now) return expiredCode();
  if (startsAt !== undefined && Date.parse(startsAt) > now) return futureCode();
  if (status === "EXPIRED") return expiredCode();
  if (status !== "ACTIVE") return switchedOffCode();
  // The count lags: Shopify works it out some time after an order.
  if (usageLimit != null && (asyncUsageCount ?? 0) >= usageLimit) return usedUpCode();
  return null;
}

function answer(code: string, discount: Discount, basket: Basket): DiscountAnswer {
  const foreign = currenciesOf(discount).find((currency) => currency !== basket.currency);
  if (foreign !== undefined) return codeInCurrency([foreign]);
  const { title } = discount;
  const isForAll = discount.context?.__typename === "DiscountBuyerSelectionAll";
  const warnings = [
    ...(isForAll ? [] : [message("platform.discount.someMarkets", { platform: "Shopify" })]),
    ...(discount.appliesOncePerCustomer === true
      ? [message("platform.discount.oncePerCustomer", { platform: "Shopify" })]
      : []),
  ];
  const effect = isForAll ? effectOf(discount, basket.currency) : null;
  const scope = scopeOf((discount.customerBuys ?? discount.customerGets)?.items);
  const minimum = effect && scope ? minimumOf(discount, scope) : null;
  if (effect && scope && minimum)
    return answerByRule({ code, title, rule: { effect, scope, minimum }, warnings }, basket);
  return { valid: true, code, title, kind: "other", discount: null, warnings };
}

const currenciesOf = ({ customerGets, minimumRequirement, maximumShippingPrice }: Discount): string[] =>
  [customerGets?.value.amount, minimumRequirement?.greaterThanOrEqualToSubtotal, maximumShippingPrice].flatMap(
    (amount) => amount?.currencyCode ?? [],
  );

/** Shares are parts of one: 0.1 is ten percent (sheet section 5). */
const percentOf = (share: string) => decimalText(timesDecimal(parseDecimal(share), parseDecimal("100")));

/** Null: Shopify's checkout alone can tell. */
function effectOf(discount: Discount, currency: string): Effect | null {
  const { __typename, customerGets, customerBuys, usesPerOrderLimit } = discount;
  const { destinationSelection, maximumShippingPrice } = discount;
  if (__typename === "DiscountCodeFreeShipping")
    return destinationSelection?.__typename === "DiscountCountryAll" && !maximumShippingPrice
      ? { kind: "free_shipping" }
      : null;
  const value = customerGets?.value;
  if (!value) return null;
  const isAll = customerGets.items.__typename === "AllDiscountItems";
  if (__typename === "DiscountCodeBasic" && value.percentage != null)
    return { kind: isAll ? "percent_basket" : "percent_items", percent: percentOf(value.percentage), most: null };
  if (__typename === "DiscountCodeBasic" && value.amount) {
    const { minor } = parseMoney(value.amount.amount, currency);
    return { kind: value.appliesOnEachItem === true ? "amount_items" : "amount_basket", amount: minor };
  }
  const got = scopeOf(customerGets.items);
  const [buy, get] = [customerBuys?.value.quantity, value.quantity?.quantity];
  const share = value.effect?.percentage;
  if (__typename !== "DiscountCodeBxgy" || got === null || buy == null || get == null || share == null) return null;
  const times = usesPerOrderLimit ?? null;
  return { kind: "buy_get", buy: Number(buy), get: Number(get), of: got, percent: percentOf(share), times };
}

/** Null: it has more items than were read. */
function scopeOf(items: z.output<typeof itemsSchema> | undefined): Scope | null {
  if (items === undefined || items.__typename === "AllDiscountItems") return EVERYTHING;
  const { products, productVariants, collections } = items;
  if ([products, productVariants, collections].some((one) => one?.pageInfo.hasNextPage === true)) return null;
  const keys = (one: z.output<typeof named> | null | undefined) => (one?.nodes ?? []).map(({ id }) => numberOf(id));
  const include = { variants: keys(productVariants), products: keys(products), categories: keys(collections) };
  return { include, exclude: NO_TARGETS, skipsReduced: false };
}

/**
 * A least quantity "applies to qualifying items in the customer's cart" (schema, DiscountMinimumQuantity); of a least sum
 * the schema does not say so: with chosen items it is left to the checkout.
 */
function minimumOf({ minimumRequirement: reported }: Discount, scope: Scope): Promotion["minimum"] | null {
  if (reported?.greaterThanOrEqualToQuantity != null)
    return { amount: null, quantity: Number(reported.greaterThanOrEqualToQuantity), of: "scope" };
  const least = reported?.greaterThanOrEqualToSubtotal;
  if (!least) return NO_MINIMUM;
  if (scope.include !== null) return null;
  return { amount: parseMoney(least.amount, least.currencyCode).minor, quantity: null, of: "basket" };
}
