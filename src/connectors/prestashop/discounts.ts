/** Vouchers ("cart rules"): what can be checked from outside. Their restrictions show as flags, without their rows. */

import { z } from "zod";
import { decimalText, parseDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import { type Message, message } from "../../commerce/message.ts";
import { money, parseMoney } from "../../commerce/money.ts";
import { type Effect, EVERYTHING } from "../../commerce/promotions/promotion.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  belowLeastAmount,
  belowLeastQuantity,
  codeInCurrency,
  customersCode,
  type DiscountRefusal,
  expiredCode,
  futureCode,
  switchedOffCode,
  unknownCode,
  usedUpCode,
} from "../kit/contract/discount-refusals.ts";
import { forAll } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { each, optionalDecimal, parseResponse } from "../kit/parse/parse.ts";
import { list, listByIds } from "./client.ts";
import { customerSchema, flag, id, idOrNone, textIn, texts, translatedText } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { timeOf } from "./shop.ts";

const ruleSchema = z.object({
  id,
  name: texts,
  code: translatedText,
  active: flag,
  date_from: z.string(),
  date_to: z.string(),
  /** Null on 9.1: without end. */
  quantity: z.union([z.number(), z.string()]).nullish(),
  quantity_per_user: translatedText,
  id_customer: idOrNone,
  minimum_amount: optionalDecimal,
  minimum_amount_tax: flag,
  minimum_amount_currency: idOrNone,
  minimum_product_quantity: translatedText,
  ...each(
    flag,
    "country_restriction",
    "carrier_restriction",
    "group_restriction",
    "cart_rule_restriction",
    "product_restriction",
    "shop_restriction",
    "free_shipping",
  ),
  reduction_percent: optionalDecimal,
  reduction_amount: optionalDecimal,
  reduction_tax: flag,
  reduction_currency: idOrNone,
  reduction_product: translatedText,
  reduction_exclude_special: flag,
  gift_product: idOrNone,
});
type Rule = z.output<typeof ruleSchema>;

export function discounts(shop: ShopFacts): Discounts {
  return {
    async validate({ code, basket }, ctx) {
      const rules = await rulesOf(code, ctx);
      let refusal = unknownCode("PrestaShop");
      // A code may stand on several rules: any that counts will do.
      for (const rule of rules) {
        const answer = (await stateOf(rule, basket, shop, ctx)) ?? conditionsOf(rule, basket, shop);
        if (!answer) return worth(rule, basket, shop);
        refusal = answer;
      }
      return refusal;
    },
  };
}

async function rulesOf(code: string, ctx: Context): Promise<Rule[]> {
  const requested = code.trim();
  // Signs with a meaning inside a filter; no code of the shop's own making has them.
  if (requested === "" || requested.length > 254 || /[|,[\]%<>!]/.test(requested)) return [];
  const rows = await list(ctx, {
    resource: "cart_rules",
    operation: "cart_rules.code",
    filters: [["code", `[${requested}]`]],
  });
  return rows
    .map((row) => parseResponse(ruleSchema, row, { ctx, what: "voucher" }))
    .filter((rule) => rule.code?.toLowerCase() === requested.toLowerCase());
}

async function stateOf(rule: Rule, basket: Basket, shop: ShopFacts, ctx: Context): Promise<DiscountRefusal | null> {
  if (!rule.active) return switchedOffCode();
  const now = timeOf(shop).toLocal(ctx.shopNow());
  if (rule.date_from > now) return futureCode();
  if (rule.date_to < now) return expiredCode();
  const isCounted = rule.quantity !== null && rule.quantity !== undefined && rule.quantity !== "";
  if (isCounted && Number(rule.quantity) <= 0) return usedUpCode();
  if (rule.id_customer === undefined) return null;
  const email = await emailOf(rule.id_customer, ctx);
  const isTheirs = email !== undefined && email.toLowerCase() === basket.customerEmail?.trim().toLowerCase();
  return isTheirs ? null : customersCode();
}

async function emailOf(customer: string, ctx: Context): Promise<string | undefined> {
  const display = "[id,firstname,lastname,email]";
  const [row] = await listByIds(ctx, { resource: "customers", operation: "customers.get", display }, [customer]);
  return row === undefined ? undefined : parseResponse(customerSchema, row, { ctx, what: "customer" }).email;
}

function orderItemsOf(basket: Basket): bigint {
  return basket.lines.reduce((sum, line) => sum + line.unitPrice.minor * BigInt(line.quantity), 0n);
}

function currencyOf(idCurrency: string | undefined, shop: ShopFacts): string {
  return (idCurrency === undefined ? undefined : shop.currencies[idCurrency]) ?? shop.currency;
}

function conditionsOf(rule: Rule, basket: Basket, shop: ShopFacts): DiscountRefusal | null {
  const minimum = parseDecimal(rule.minimum_amount ?? "0");
  if (minimum.digits > 0n) {
    const currency = currencyOf(rule.minimum_amount_currency, shop);
    if (currency !== basket.currency) return codeInCurrency([currency]);
    const [total, least] = [orderItemsOf(basket), parseMoney(decimalText(minimum), currency).minor];
    if (total < least) return belowLeastAmount(least, { total, currency });
  }
  const pieces = basket.lines.reduce((sum, line) => sum + line.quantity, 0);
  const least = Number(rule.minimum_product_quantity ?? 0);
  return pieces < least ? belowLeastQuantity(least, pieces) : null;
}

const RESTRICTIONS = {
  country_restriction: message("platform.discount.country"),
  carrier_restriction: message("platform.discount.carrier"),
  group_restriction: message("platform.discount.customerGroup"),
  cart_rule_restriction: message("platform.discount.otherCodes"),
  product_restriction: message("platform.discount.products"),
  shop_restriction: message("platform.discount.ofShop"),
} as const;

const RESTRICTED = Object.keys(RESTRICTIONS) as readonly (keyof typeof RESTRICTIONS)[];

function warningsOf(rule: Rule): Message[] {
  const perUser = Number(rule.quantity_per_user ?? 0);
  return [
    ...RESTRICTED.filter((name) => rule[name]).map((name) => RESTRICTIONS[name]),
    ...(perUser > 0 ? [message("platform.discount.perCustomer", { platform: "PrestaShop", count: perUser })] : []),
    ...(rule.reduction_exclude_special ? [message("platform.discount.notReduced")] : []),
  ];
}

function worth(rule: Rule, basket: Basket, shop: ShopFacts): DiscountAnswer {
  const common = {
    valid: true,
    code: rule.code ?? "",
    title: textIn(rule.name, shop.idLang) || (rule.code ?? ""),
    warnings: warningsOf(rule),
  } as const;
  const items = orderItemsOf(basket);
  const percent = parseDecimal(rule.reduction_percent ?? "0");
  const amount = parseDecimal(rule.reduction_amount ?? "0");
  const isWholeOrder = (rule.reduction_product ?? "0") === "0" && !rule.product_restriction;
  const isMixed = rule.gift_product !== undefined || (percent.digits > 0n && amount.digits > 0n);
  // Without rows of restrictions: with none, and for all goods, the voucher is told whole.
  const isReported = isWholeOrder && !RESTRICTED.some((name) => rule[name]);
  const scope = { ...EVERYTHING, skipsReduced: rule.reduction_exclude_special };
  const ruleOf = (effect: Effect) => (isReported ? { rule: { ...forAll(effect), scope } } : {});
  if (isMixed) return { ...common, kind: "other", discount: null };
  if (percent.digits > 0n) {
    const share = timesDecimal(timesDecimal({ digits: items, scale: 0 }, percent), parseDecimal("0.01"));
    const isAll = isWholeOrder && !rule.reduction_exclude_special;
    const discount = isAll ? money(roundToUnits(share, 0), basket.currency) : null;
    const text = decimalText(percent);
    const reported = ruleOf({ kind: "percent_basket", percent: text, most: null });
    return { ...common, ...reported, kind: "percent", percent: text, discount };
  }
  if (amount.digits > 0n) {
    const discount = amountOff(rule, basket, shop, isWholeOrder);
    const minor = discount && parseMoney(rule.reduction_amount ?? "0", basket.currency).minor;
    const reported = minor === null ? {} : { rule: forAll({ kind: "amount_basket", amount: minor }) };
    return { ...common, ...(isReported && reported), kind: "amount", discount };
  }
  const isFree = rule.free_shipping;
  return {
    ...common,
    ...(isFree && ruleOf({ kind: "free_shipping" })),
    kind: isFree ? "free_shipping" : "other",
    discount: null,
  };
}

/** Without its tax, or in another currency, only the shop's own checkout can tell. */
function amountOff(rule: Rule, basket: Basket, shop: ShopFacts, isWholeOrder: boolean) {
  const currency = currencyOf(rule.reduction_currency, shop);
  if (!isWholeOrder || !rule.reduction_tax || currency !== basket.currency) return null;
  const off = parseMoney(rule.reduction_amount ?? "0", currency);
  const items = orderItemsOf(basket);
  return off.minor > items ? money(items, currency) : off;
}
