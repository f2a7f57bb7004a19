/** Coupons as a till asks for them. Numbers here are numbers, times are milliseconds as text (sheet section 8). */

import { z } from "zod";
import { message } from "../../commerce/message.ts";
import { currencyExponent, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { type Effect, EVERYTHING, NO_TARGETS, type Scope } from "../../commerce/promotions/promotion.ts";
import { basketTotal } from "../kit/contract/basket.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  belowLeastAmount,
  type DiscountRefusal,
  expiredCode,
  futureCode,
  switchedOffCode,
  unknownCode,
  usedUpCode,
} from "../kit/contract/discount-refusals.ts";
import { answerByRule, NO_MINIMUM } from "../kit/contract/discount-rule.ts";
import { isKind } from "../kit/contract/errors.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { each, optionalDecimal, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { asText, asTree, rowsOf, type Tree, wixQuery } from "./client.ts";

const MAX_CODE = 20;

const couponSchema = z.object({
  expired: z.boolean().nullish(),
  numberOfUsages: wholeNumber.nullish(),
  specification: z.object({
    name: optionalText,
    code: z.string(),
    active: z.boolean().nullish(),
    startTime: optionalText,
    expirationTime: optionalText,
    usageLimit: wholeNumber.nullish(),
    limitPerCustomer: wholeNumber.nullish(),
    limitedToOneItem: z.boolean().nullish(),
    minimumSubtotal: optionalDecimal,
    scope: z
      .object({ namespace: optionalText, group: z.object({ name: optionalText, entityId: optionalText }).nullish() })
      .nullish(),
    ...each(optionalDecimal, "percentOffRate", "moneyOffAmount", "fixedPriceAmount"),
    freeShipping: z.boolean().nullish(),
    buyXGetY: z.looseObject({}).nullish(),
  }),
});
type Coupon = z.output<typeof couponSchema>;

function refusalOf(
  { specification: reported, expired, numberOfUsages }: Coupon,
  basket: Basket,
  now: number,
): DiscountRefusal | null {
  if (reported.active === false) return switchedOffCode();
  if (Number(reported.startTime ?? 0) > now) return futureCode();
  if (expired === true || (reported.expirationTime !== undefined && Number(reported.expirationTime) <= now))
    return expiredCode();
  const most = reported.usageLimit ?? 0;
  if (most > 0 && (numberOfUsages ?? 0) >= most) return usedUpCode();
  if (reported.minimumSubtotal === undefined) return null;
  const { currency } = basket;
  const [total, least] = [basketTotal(basket).minor, parseMoney(reported.minimumSubtotal, currency).minor];
  return total < least ? belowLeastAmount(least, { total, currency }) : null;
}

function answer({ specification: reported }: Coupon, basket: Basket): DiscountAnswer {
  const elsewhere = reported.scope?.namespace !== undefined && reported.scope.namespace !== "stores";
  const perCustomer = reported.limitPerCustomer ?? 0;
  const warnings = [
    ...(reported.limitedToOneItem === true ? [message("platform.discount.oneItem")] : []),
    ...(elsewhere ? [message("platform.discount.otherPart")] : []),
    ...(perCustomer > 0 ? [message("platform.discount.perCustomer", { platform: "Wix", count: perCustomer })] : []),
  ];
  const coupon = { code: reported.code, title: reported.name ?? reported.code, warnings };
  const scope = scopeOf(reported);
  const effect = effectOf(reported, basket.currency, scope?.include != null);
  if (effect === null || scope === null || elsewhere || reported.limitedToOneItem === true)
    return { valid: true, ...coupon, kind: "other", discount: null };
  // The least basket was held against it already.
  return answerByRule({ ...coupon, rule: { effect, scope, minimum: NO_MINIMUM } }, basket);
}

type ReportedOrder = Coupon["specification"];

/** Null: for something else than a product or a collection of the shop. */
function scopeOf({ scope }: ReportedOrder): Scope | null {
  const { name, entityId } = scope?.group ?? {};
  if (entityId === undefined) return name === undefined || GROUPS.has(name) ? EVERYTHING : null;
  const kind = GROUPS.get(name ?? "");
  return kind === undefined ? null : { ...EVERYTHING, include: { ...NO_TARGETS, [kind]: [entityId] } };
}

const GROUPS: ReadonlyMap<string, "products" | "categories"> = new Map([
  ["product", "products"],
  ["collection", "categories"],
]);

function effectOf(reported: ReportedOrder, currency: string, isLimited: boolean): Effect | null {
  if (reported.freeShipping === true) return { kind: "free_shipping" };
  if (reported.percentOffRate !== undefined)
    return { kind: isLimited ? "percent_items" : "percent_basket", percent: reported.percentOffRate, most: null };
  // Of chosen items the description does not say whether the sum is off each or all of them.
  if (reported.moneyOffAmount === undefined || isLimited) return null;
  return { kind: "amount_basket", amount: parseMoney(reported.moneyOffAmount, currency).minor };
}

async function rowOf(code: string, ctx: Context): Promise<Json | undefined> {
  const requested = code.trim();
  if (requested === "" || requested.length > MAX_CODE) return undefined;
  const body = await wixQuery(ctx, "coupons.list", "/stores/v2/coupons/query", {
    query: {
      filter: JSON.stringify({ "specification.code": { $eq: requested } }),
      paging: { limit: 100, offset: 0 },
    },
  });
  // A filter that is not understood would return them all: only the code itself counts.
  return rowsOf(body, "coupons", ctx).find(
    (one) => asText(asTree(asTree(one)["specification"])["code"])?.toLowerCase() === requested.toLowerCase(),
  );
}

/** A coupon of the site as an order names it; null where the site has none of this code, or does not show it. */
export async function couponOf(code: string, ctx: Context): Promise<Tree | null> {
  const row = await rowOf(code, ctx).catch((error: unknown) => {
    if (isKind(error, "forbidden", "facts_stale", "not_found")) return undefined;
    throw error;
  });
  const id = asText(asTree(row ?? null)["id"]);
  if (row === undefined || id === undefined) return null;
  const { specification } = parseResponse(couponSchema, row, { ctx, what: "a coupon" });
  return { id, code: specification.code, name: specification.name ?? specification.code };
}

export const discounts: Discounts = {
  async validate({ code, basket }, ctx) {
    currencyExponent(basket.currency);
    const row = await rowOf(code, ctx);
    if (row === undefined) return unknownCode("Wix");
    const coupon = parseResponse(couponSchema, row, { ctx, what: "a coupon" });
    return refusalOf(coupon, basket, ctx.shopNow()) ?? answer(coupon, basket);
  },
};
