/** Discount codes and gift cards as the shop answers for them. */
import { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { platformText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Basket, DiscountAnswer, Discounts, GiftCard, GiftCards } from "../kit/contract/promotions.ts";
import { decimal, parseResponse } from "../kit/parse/parse.ts";
import { write } from "./client.ts";
import { evaluateAll } from "./expressions.ts";
import { askRecord, lookupOf, resultOf } from "./lookups.ts";
import type { Manifest } from "./manifest.ts";
import { defaultsOf, manifestOf, scopeOf } from "./settings.ts";
import { message } from "./words.ts";

const REASONS = ["unknown", "not_active", "not_yet", "expired", "used_up", "conditions"] as const;

const discountSchema = z.discriminatedUnion("valid", [
  z.strictObject({
    valid: z.literal(false),
    reason: z.enum(REASONS).default("conditions"),
    text: z.string().nullish(),
  }),
  z.strictObject({
    valid: z.literal(true),
    code: z.string().nullish(),
    title: z.string().nullish(),
    kind: z.enum(["percent", "amount", "free_shipping", "other"]).default("other"),
    percent: decimal.nullish(),
    discount: decimal.nullish(),
    warnings: z.array(z.string()).default([]),
  }),
]);

const cardSchema = z.strictObject({
  balance: decimal,
  currency: z.string().nullish(),
  state: z.enum(["active", "disabled", "expired"]).default("active"),
  expiresOn: z.string().nullish(),
});

const redeemedSchema = z.strictObject({ transactionId: z.union([z.string(), z.int()]), balance: decimal });

/** The discounts port of a description; absent when it declares no question. */
export function discountsOf({ lookups }: Manifest): Discounts | undefined {
  return lookups["discount.validate"] ? { validate } : undefined;
}

async function validate(
  question: { readonly code: string; readonly basket: Basket },
  ctx: Context,
): Promise<DiscountAnswer> {
  const { code, basket } = question;
  const name = "discount.validate";
  const record = await askRecord(name, { code, basket: basketJson(basket) }, ctx);
  if (record === null) return { valid: false, reason: "unknown", text: hubMessage("promotion.unknown", { code }) };
  const reported = parseResponse(discountSchema, await mapped(name, record, ctx), { ctx, what: `discount ${code}` });
  if (!reported.valid)
    return {
      valid: false,
      reason: reported.reason,
      text: reported.text ? platformText(reported.text) : hubMessage("platform.discount.refused"),
    };
  return {
    valid: true,
    code: reported.code ?? code,
    title: reported.title ?? code,
    kind: reported.kind,
    percent: reported.percent ?? undefined,
    discount: reported.discount ? parseMoney(reported.discount, basket.currency) : null,
    warnings: reported.warnings.map(platformText),
  };
}

function basketJson({ lines, ...basket }: Basket): Json {
  const reported = lines.map(({ unitPrice, ...line }) => ({ ...line, unitPrice: formatDecimal(unitPrice) }));
  return JSON.parse(JSON.stringify({ ...basket, lines: reported })) as Json;
}

async function mapped(name: "discount.validate" | "giftCard.balance", record: Json, ctx: Context): Promise<Json> {
  const { map } = lookupOf(name, ctx);
  if (map === undefined) return record;
  const [value] = await evaluateAll([map], record, scopeOf(ctx), `lookups.${name}.map`);
  return value ?? null;
}

/** The gift cards port of a description; absent when it declares no balance. */
export function giftCardsOf({ lookups, writes }: Manifest): GiftCards | undefined {
  if (!lookups["giftCard.balance"]) return undefined;
  return { balance, ...(writes["giftCard.redeem"]?.idempotency ? { knowsKeys: true as const, redeem } : {}) };
}

async function balance(code: string, ctx: Context): Promise<GiftCard | null> {
  const name = "giftCard.balance";
  const record = await askRecord(name, { code }, ctx);
  if (record === null) return null;
  const reported = parseResponse(cardSchema, await mapped(name, record, ctx), { ctx, what: "the gift card" });
  const currency = reported.currency ?? currencyOf(ctx);
  return {
    balance: parseMoney(reported.balance, currency),
    state: reported.state,
    expiresOn: reported.expiresOn ?? undefined,
  };
}

function currencyOf(ctx: Context): string {
  const { currency } = defaultsOf(ctx);
  if (currency !== undefined) return currency;
  throw new ConnectorError({ kind: "drift", path: "currency" }, message("error.shopNamesNoCurrencyNeither"));
}

type Redemption = Parameters<NonNullable<GiftCards["redeem"]>>[0];

/** Only where the shop does a call with the same key once: money is never taken twice. */
async function redeem({ code, amount, idempotencyKey, reference }: Redemption, ctx: Context) {
  const operation = manifestOf(ctx).writes["giftCard.redeem"];
  if (!operation?.idempotency)
    throw new ConnectorError({ kind: "unsupported" }, message("error.shopGiftCardsCannotRedeemed"));
  const input = { code, amount: formatDecimal(amount), currency: amount.currency, idempotencyKey, reference };
  const seen = await write(operation, { name: "writes.giftCard.redeem", input }, ctx);
  const result = (await resultOf(operation, "giftCard.redeem", { ...seen, input }, ctx)) ?? null;
  const reported = parseResponse(redeemedSchema, result, { ctx, what: "the redeemed gift card" });
  return { transactionKey: String(reported.transactionId), balance: parseMoney(reported.balance, amount.currency) };
}
