/** Vouchers ("cart rules"): what can be checked from outside. Their restrictions show as flags, without their rows. */

import { z } from "zod";
import { decimalText, parseDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import { money, parseMoney } from "../../commerce/money.ts";
import { type Effect, EVERYTHING } from "../../commerce/promotions/promotion.ts";
import type { Context } from "../kit/contract/contract.ts";
import { forAll } from "../kit/contract/discount-rule.ts";
import type { Basket, DiscountAnswer, Discounts } from "../kit/contract/promotions.ts";
import { each, optionalDecimal, parseResponse } from "../kit/parse/parse.ts";
import { list, listByIds } from "./client.ts";
import { customerSchema, flag, id, idOrNone, textIn, texts, words } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { timeOf } from "./shop.ts";

const ruleSchema = z.object({
  id,
  name: texts,
  code: words,
  active: flag,
  date_from: z.string(),
  date_to: z.string(),
  /** Null on 9.1: without end. */
  quantity: z.union([z.number(), z.string()]).nullish(),
  quantity_per_user: words,
  id_customer: idOrNone,
  minimum_amount: optionalDecimal,
  minimum_amount_tax: flag,
  minimum_amount_currency: idOrNone,
  minimum_product_quantity: words,
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
  reduction_product: words,
  reduction_exclude_special: flag,
  gift_product: idOrNone,
});
type Rule = z.output<typeof ruleSchema>;
type Refusal = Extract<DiscountAnswer, { valid: false }>;

export function discounts(shop: ShopFacts): Discounts {
  return {
    async validate({ code, basket }, ctx) {
      const rules = await rulesOf(code, ctx);
      let refusal: Refusal = no("unknown", `The shop knows no voucher "${code}".`);
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

function no(reason: Refusal["reason"], text: string): Refusal {
  return { valid: false, reason, text };
}

async function rulesOf(code: string, ctx: Context): Promise<Rule[]> {
  const wanted = code.trim();
  // Signs with a meaning inside a filter; no code of the shop's own making has them.
  if (wanted === "" || wanted.length > 254 || /[|,[\]%<>!]/.test(wanted)) return [];
  const rows = await list(ctx, {
    resource: "cart_rules",
    operation: "cart_rules.code",
    filters: [["code", `[${wanted}]`]],
  });
  return rows
    .map((row) => parseResponse(ruleSchema, row, { ctx, what: "voucher" }))
    .filter((rule) => rule.code?.toLowerCase() === wanted.toLowerCase());
}

async function stateOf(rule: Rule, basket: Basket, shop: ShopFacts, ctx: Context): Promise<Refusal | null> {
  if (!rule.active) return no("not_active", "The voucher is switched off.");
  const now = timeOf(shop).toLocal(ctx.shopNow());
  if (rule.date_from > now) return no("not_yet", "The voucher does not count yet.");
  if (rule.date_to < now) return no("expired", "The voucher has expired.");
  const isCounted = rule.quantity !== null && rule.quantity !== undefined && rule.quantity !== "";
  if (isCounted && Number(rule.quantity) <= 0) return no("used_up", "The voucher is used up.");
  if (rule.id_customer === undefined) return null;
  const email = await emailOf(rule.id_customer, ctx);
  const isTheirs = email !== undefined && email.toLowerCase() === basket.customerEmail?.trim().toLowerCase();
  return isTheirs ? null : no("conditions", "The voucher belongs to one customer; enter that customer's e-mail.");
}

async function emailOf(customer: string, ctx: Context): Promise<string | undefined> {
  const display = "[id,firstname,lastname,email]";
  const [row] = await listByIds(ctx, { resource: "customers", operation: "customers.get", display }, [customer]);
  return row === undefined ? undefined : parseResponse(customerSchema, row, { ctx, what: "customer" }).email;
}

function goodsOf(basket: Basket): bigint {
  return basket.lines.reduce((sum, line) => sum + line.unitPrice.minor * BigInt(line.quantity), 0n);
}

function currencyOf(idCurrency: string | undefined, shop: ShopFacts): string {
  return (idCurrency === undefined ? undefined : shop.currencies[idCurrency]) ?? shop.currency;
}

function conditionsOf(rule: Rule, basket: Basket, shop: ShopFacts): Refusal | null {
  const minimum = parseDecimal(rule.minimum_amount ?? "0");
  if (minimum.digits > 0n) {
    const currency = currencyOf(rule.minimum_amount_currency, shop);
    if (currency !== basket.currency)
      return no("conditions", `The voucher's least amount is in ${currency}; this basket is in ${basket.currency}.`);
    if (goodsOf(basket) < parseMoney(decimalText(minimum), currency).minor)
      return no("conditions", "The basket is below the least amount of this voucher.");
  }
  const pieces = basket.lines.reduce((sum, line) => sum + line.quantity, 0);
  const least = Number(rule.minimum_product_quantity ?? 0);
  return pieces < least ? no("conditions", `The voucher needs at least ${least} pieces in the basket.`) : null;
}

const RESTRICTIONS = {
  country_restriction: "the country",
  carrier_restriction: "the carrier",
  group_restriction: "the customer's group",
  cart_rule_restriction: "other vouchers",
  product_restriction: "the products",
  shop_restriction: "the shop",
} as const;

const RESTRICTED = Object.keys(RESTRICTIONS) as readonly (keyof typeof RESTRICTIONS)[];

function warningsOf(rule: Rule): string[] {
  const checked = Object.entries(RESTRICTIONS).filter(([name]) => rule[name as keyof typeof RESTRICTIONS]);
  const perUser = Number(rule.quantity_per_user ?? 0);
  return [
    ...(checked.length > 0 ? [`The shop also looks at ${checked.map(([, what]) => what).join(", ")}.`] : []),
    ...(perUser > 0 ? [`A customer may use it ${perUser} times.`] : []),
    ...(rule.reduction_exclude_special ? ["It does not count for reduced products."] : []),
  ];
}

function worth(rule: Rule, basket: Basket, shop: ShopFacts): DiscountAnswer {
  const common = {
    valid: true,
    code: rule.code ?? "",
    title: textIn(rule.name, shop.idLang) || (rule.code ?? ""),
    warnings: warningsOf(rule),
  } as const;
  const goods = goodsOf(basket);
  const percent = parseDecimal(rule.reduction_percent ?? "0");
  const amount = parseDecimal(rule.reduction_amount ?? "0");
  const isWholeOrder = (rule.reduction_product ?? "0") === "0" && !rule.product_restriction;
  const isMixed = rule.gift_product !== undefined || (percent.digits > 0n && amount.digits > 0n);
  // Without rows of restrictions: with none, and for all goods, the voucher is told whole.
  const isTold = isWholeOrder && !RESTRICTED.some((name) => rule[name]);
  const scope = { ...EVERYTHING, skipsReduced: rule.reduction_exclude_special };
  const ruleOf = (effect: Effect) => (isTold ? { rule: { ...forAll(effect), scope } } : {});
  if (isMixed) return { ...common, kind: "other", discount: null };
  if (percent.digits > 0n) {
    const share = timesDecimal(timesDecimal({ digits: goods, scale: 0 }, percent), parseDecimal("0.01"));
    const isAll = isWholeOrder && !rule.reduction_exclude_special;
    const discount = isAll ? money(roundToUnits(share, 0), basket.currency) : null;
    const text = decimalText(percent);
    const told = ruleOf({ kind: "percent_basket", percent: text, most: null });
    return { ...common, ...told, kind: "percent", percent: text, discount };
  }
  if (amount.digits > 0n) {
    const discount = amountOff(rule, basket, shop, isWholeOrder);
    const minor = discount && parseMoney(rule.reduction_amount ?? "0", basket.currency).minor;
    const told = minor === null ? {} : { rule: forAll({ kind: "amount_basket", amount: minor }) };
    return { ...common, ...(isTold && told), kind: "amount", discount };
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
  const goods = goodsOf(basket);
  return off.minor > goods ? money(goods, currency) : off;
}
