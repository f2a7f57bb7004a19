/** Coupons with a code. TikTok checks none for others; what it tells of them is held against the basket. */
import { z } from "zod";
import { divideRounded, parseDecimal } from "../../commerce/decimal.ts";
import { type Message, message } from "../../commerce/message.ts";
import { type DecimalText, money, parseMoney, sumMoney } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  belowLeastAmount,
  expiredCode,
  futureCode,
  switchedOffCode,
  unknownCode,
} from "../kit/contract/discount-refusals.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { optionalDecimal, optionalText, parseResponse, texts, wholeNumber } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { currencyCode } from "./schemas.ts";

const amount = z.object({ amount: optionalDecimal, currency: currencyCode.nullish() }).nullish();

/** Seconds or, in some samples, milliseconds. */
const couponTime = wholeNumber.nullish().transform((value) => value || undefined);

const couponSchema = z.object({
  ...texts("title", "status", "promo_code", "target_buyer_segment"),
  redemption_duration: z.object({ start_time: couponTime, end_time: couponTime }).nullish(),
  discount: z
    .object({ type: optionalText, reduction_amount: amount, percentage: optionalDecimal, max_discount: amount })
    .nullish(),
  threshold: z.object({ min_spend: amount }).nullish(),
  product_scope: optionalText,
});
type Coupon = z.output<typeof couponSchema>;

const pageSchema = z.object({ next_page_token: optionalText, coupons: z.array(couponSchema).nullish() });

/** Some of the documents' samples count milliseconds. */
const MILLISECONDS_FROM = 100_000_000_000;

export const discounts: Discounts = {
  async validate({ code, basket }, ctx) {
    const coupon = await find(code.trim(), ctx);
    if (!coupon) return unknownCode("TikTok Shop");
    return statusAnswer(coupon, ctx.shopNow()) ?? basketAnswer(coupon, basket);
  },
};

async function find(code: string, ctx: Context): Promise<Coupon | undefined> {
  let token = "";
  do {
    const query: [string, string][] = [["page_size", "100"]];
    if (token !== "") query.push(["page_token", token]);
    const url = "/promotion/202406/coupons/search";
    const data = await call({ method: "POST", url, query, json: {}, operation: "coupons.search", safe: true }, ctx);
    const page = parseResponse(pageSchema, data, { ctx, what: "coupons" });
    const found = page.coupons?.find(({ promo_code }) => promo_code?.toLowerCase() === code.toLowerCase());
    if (found) return found;
    token = page.next_page_token ?? "";
  } while (token !== "");
  return undefined;
}

function statusAnswer({ status, redemption_duration: window }: Coupon, now: number): DiscountAnswer | null {
  if (status === "EXPIRED") return expiredCode();
  if (status === "NOT_START") return futureCode();
  if (status !== "ONGOING") return switchedOffCode();
  const ms = (time: number) => (time >= MILLISECONDS_FROM ? time : time * 1000);
  if (window?.start_time !== undefined && ms(window.start_time) > now) return futureCode();
  if (window?.end_time !== undefined && ms(window.end_time) <= now) return expiredCode();
  return null;
}

function basketAnswer(coupon: Coupon, basket: Basket): DiscountAnswer {
  const { currency } = basket;
  const items = sumMoney(
    basket.lines.map(({ unitPrice, quantity }) => money(unitPrice.minor * BigInt(quantity), unitPrice.currency)),
    currency,
  );
  const inBasket = (text: string | undefined) => (text === undefined ? 0n : parseMoney(text, currency).minor);
  const least = inBasket(coupon.threshold?.min_spend?.amount);
  if (items.minor < least) return belowLeastAmount(least, { total: items.minor, currency });
  const { discount } = coupon;
  const percent = discount?.percentage;
  const isPercent = discount?.type === "PERCENT_OFF" && percent !== undefined;
  const off = isPercent ? shareOf(items.minor, percent) : inBasket(discount?.reduction_amount?.amount);
  const most = inBasket(discount?.max_discount?.amount);
  const within = smaller(off, items.minor);
  const capped = most > 0n ? smaller(within, most) : within;
  return {
    valid: true,
    code: coupon.promo_code ?? "",
    title: coupon.title ?? coupon.promo_code ?? "Coupon",
    kind: isPercent ? "percent" : "amount",
    ...(isPercent ? { percent } : {}),
    discount: money(capped, currency),
    warnings: warningsOf(coupon),
  };
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function shareOf(minor: bigint, percent: DecimalText): bigint {
  const { digits, scale } = parseDecimal(percent);
  return divideRounded(minor * digits, 100n * 10n ** BigInt(scale));
}

/** What only TikTok's own checkout can tell. */
function warningsOf({ product_scope, target_buyer_segment: segment, redemption_duration }: Coupon): Message[] {
  return [
    ...(product_scope === undefined || product_scope === "FULL_SHOP" ? [] : [message("platform.discount.products")]),
    ...(segment === undefined || segment === "ALL" ? [] : [message("platform.discount.customerGroup")]),
    ...(redemption_duration?.start_time === undefined && redemption_duration?.end_time === undefined
      ? [message("platform.discount.sinceClaimed")]
      : []),
    message("platform.discount.countedInCheckout", { platform: "TikTok Shop" }),
  ];
}
