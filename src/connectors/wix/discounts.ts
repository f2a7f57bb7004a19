/** Coupons as a till asks for them. Numbers here are numbers, times are milliseconds as text (sheet section 8). */
import { z } from "zod";
import { currencyExponent, money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { basketTotal, percentOf } from "../kit/contract/basket.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { optionalDecimal, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { asText, asTree, isKind, rowsOf, type Tree, wixQuery } from "./client.ts";

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
    percentOffRate: optionalDecimal,
    moneyOffAmount: optionalDecimal,
    fixedPriceAmount: optionalDecimal,
    freeShipping: z.boolean().nullish(),
    buyXGetY: z.looseObject({}).nullish(),
  }),
});
type Coupon = z.output<typeof couponSchema>;
type Refusal = Extract<DiscountAnswer, { valid: false }>;

const no = (reason: Refusal["reason"], text: string): Refusal => ({ valid: false, reason, text });

function refusalOf(
  { specification: told, expired, numberOfUsages }: Coupon,
  basket: Basket,
  now: number,
): Refusal | null {
  if (told.active === false) return no("not_active", "This code is switched off.");
  if (Number(told.startTime ?? 0) > now) return no("not_yet", "This code does not count yet.");
  if (expired === true || (told.expirationTime !== undefined && Number(told.expirationTime) <= now))
    return no("expired", "This code has expired.");
  const most = told.usageLimit ?? 0;
  if (most > 0 && (numberOfUsages ?? 0) >= most) return no("used_up", "This code has been used as often as it may.");
  if (told.minimumSubtotal === undefined) return null;
  const least = parseMoney(told.minimumSubtotal, basket.currency);
  return basketTotal(basket).minor < least.minor
    ? no("conditions", `This code needs a basket of at least ${told.minimumSubtotal} ${basket.currency}.`)
    : null;
}

function answer({ specification: told }: Coupon, basket: Basket): DiscountAnswer {
  const total = basketTotal(basket);
  const elsewhere = told.scope?.namespace !== undefined && told.scope.namespace !== "stores";
  const isLimited = told.scope?.group?.entityId !== undefined || told.limitedToOneItem === true;
  const warnings = [
    ...(isLimited ? ["Counts for some products only."] : []),
    ...(elsewhere ? ["Counts for another part of the site."] : []),
    ...((told.limitPerCustomer ?? 0) > 0 ? ["Each customer may use it only so often; that is not checked here."] : []),
  ];
  const base = { valid: true, code: told.code, title: told.name ?? told.code, warnings } as const;
  if (told.freeShipping === true) return { ...base, kind: "free_shipping", discount: money(0n, basket.currency) };
  if (told.percentOffRate !== undefined) {
    const discount = isLimited || elsewhere ? null : percentOf(total, told.percentOffRate);
    return { ...base, kind: "percent", percent: told.percentOffRate, discount };
  }
  if (told.moneyOffAmount !== undefined) {
    const off = parseMoney(told.moneyOffAmount, basket.currency);
    const most = off.minor > total.minor ? total : off;
    return { ...base, kind: "amount", discount: isLimited || elsewhere ? null : most };
  }
  return { ...base, kind: "other", discount: null };
}

async function rowOf(code: string, ctx: Context): Promise<Json | undefined> {
  const wanted = code.trim();
  if (wanted === "" || wanted.length > MAX_CODE) return undefined;
  const body = await wixQuery(ctx, "coupons.list", "/stores/v2/coupons/query", {
    query: {
      filter: JSON.stringify({ "specification.code": { $eq: wanted } }),
      paging: { limit: 100, offset: 0 },
    },
  });
  // A filter that is not understood would return them all: only the code itself counts.
  return rowsOf(body, "coupons", ctx).find(
    (one) => asText(asTree(asTree(one)["specification"])["code"])?.toLowerCase() === wanted.toLowerCase(),
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
    if (row === undefined) return no("unknown", "Wix does not know this code.");
    const coupon = parseResponse(couponSchema, row, { ctx, what: "a coupon" });
    return refusalOf(coupon, basket, ctx.shopNow()) ?? answer(coupon, basket);
  },
};
