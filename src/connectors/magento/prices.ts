/** Prices: the global base price, and a special price below it where there is a price to compare with. */
import { z } from "zod";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { anyJson, decimal, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { filledMessage, refusalOf } from "./classify.ts";
import { inLists, request } from "./client.ts";
import { skusById } from "./listed.ts";
import { isTimedSale } from "./product-mapping.ts";
import type { ShopFacts } from "./shop.ts";
import { priceNumber, sameSku } from "./source-items.ts";
import { localText } from "./time.ts";
import { message } from "./words.ts";

const MAX_ITEMS = 100;
const GLOBAL = 0;

/** What a SKU is to cost: the base price, and the special price in effect. */
export interface ShopPrice {
  readonly sku: string;
  readonly base: string;
  readonly special?: string | undefined;
}

export function prices(shop: ShopFacts): Prices {
  return { push: { maxItems: MAX_ITEMS, send: forShop(shop)(send) } };
}

async function send(items: readonly PriceItem[], shop: ShopFacts, ctx: Context): Promise<PriceResult[]> {
  const results: PriceResult[] = [];
  const wanted: { readonly item: PriceItem; readonly price: ShopPrice }[] = [];
  const known = await skusById(ctx, [...new Set(items.map((item) => item.key))]);
  for (const item of items) {
    const sku = known.get(item.key);
    const problem = problemOf(item.want, sku, shop);
    if (problem) results.push({ ...baseOf(item), outcome: "rejected", ...problem });
    else if (sku !== undefined) wanted.push({ item, price: shopPrice(sku, item.want) });
  }
  const refusals = await setPrices(
    ctx,
    shop,
    wanted.map(({ price }) => price),
  );
  for (const { item, price } of wanted) {
    const text = refusals.get(sameSku(price.sku));
    if (text === undefined) results.push({ ...baseOf(item), outcome: "applied", observed: item.want });
    else results.push({ ...baseOf(item), outcome: "rejected", code: "row_refused", text });
  }
  return results;
}

function baseOf({ key, location, seq }: PriceItem) {
  return { key, location, seq };
}

function problemOf({ price, compareAt }: DesiredPrice, sku: string | undefined, shop: ShopFacts) {
  if (sku === undefined) return { code: "unknown", text: message("refused.shopNoLongerProduct") };
  const foreign = [price, compareAt].find((one) => one !== undefined && one.currency !== shop.currency);
  if (!foreign) return null;
  return {
    code: "currency",
    text: message("refused.priceCurrency", { currency: shop.currency, other: foreign.currency }),
  };
}

function shopPrice(sku: string, { price, compareAt }: DesiredPrice): ShopPrice {
  const isReduced = compareAt !== undefined && compareAt.minor > price.minor;
  if (!isReduced) return { sku, base: formatDecimal(price) };
  return { sku, base: formatDecimal(compareAt), special: formatDecimal(price) };
}

/**
 * Writes prices and answers the refused SKUs with the shop's words. What the shop shows to the cent is not written: it
 * may keep more places. The plural routes answer 200 with a list of refused rows, which not always name the SKU; what
 * then stands in the shop tells who was refused.
 */
export async function setPrices(
  ctx: Context,
  shop: ShopFacts,
  prices: readonly ShopPrice[],
): Promise<ReadonlyMap<string, string>> {
  const refusals = new Map<string, string>();
  if (prices.length === 0) return refusals;
  const [specials, shown] = [await specialsOf(ctx, prices), await basesOf(ctx, prices)];
  const isShown = ({ sku, base }: ShopPrice) => isSame(shown.get(sameSku(sku)), base, shop);
  const due = prices.filter((price) => !isShown(price));
  const rows = due.map(({ sku, base }) => ({ price: priceNumber(base), store_id: GLOBAL, sku }));
  const told = rows.length === 0 ? [] : await plural(ctx, "/products/base-prices", "prices.set", rows);
  if (told.length > 0) await blame(ctx, shop, due, told, refusals);
  await setSpecials(
    ctx,
    shop,
    prices.filter(({ sku }) => !refusals.has(sameSku(sku))),
    specials,
    refusals,
  );
  return refusals;
}

const specialSchema = z.object({
  sku: z.string(),
  price: decimal,
  store_id: z.number(),
  price_from: optionalText,
  price_to: optionalText,
});
type Special = z.output<typeof specialSchema>;

async function specialsOf(ctx: Context, prices: readonly ShopPrice[]): Promise<readonly Special[]> {
  const body = await pluralRead(ctx, "/products/special-price-information", "prices.specials", prices);
  return parseResponse(z.array(specialSchema), body, { ctx, what: "special prices" }).filter(
    ({ store_id }) => store_id === GLOBAL,
  );
}

/** A special price is removed by naming its row as it stands; an empty one would sell the goods for nothing. */
async function setSpecials(
  ctx: Context,
  shop: ShopFacts,
  prices: readonly ShopPrice[],
  known: readonly Special[],
  refusals: Map<string, string>,
): Promise<void> {
  const wanted = new Map(prices.map((price) => [sameSku(price.sku), price]));
  const from = localText(ctx.shopNow(), shop.timeZone);
  const isRight = (one: Special) => {
    const special = wanted.get(sameSku(one.sku))?.special;
    const isTimed = isTimedSale({ from: one.price_from, to: one.price_to }, from);
    // A sale with an end is the shop's own, and stands beside any regular price.
    return special === undefined ? isTimed : isSame(one.price, special, shop) && !isTimed;
  };
  const outdated = known.filter((one) => wanted.has(sameSku(one.sku)) && !isRight(one));
  const standing = new Set(known.filter(isRight).map(({ sku }) => sameSku(sku)));
  const fresh = prices.filter(({ sku, special }) => special !== undefined && !standing.has(sameSku(sku)));
  const removed = outdated.map((one) => specialRow(one.sku, one.price, one.price_from, one.price_to));
  const added = fresh.map(({ sku, special = "0" }) => specialRow(sku, special, from, undefined));
  for (const [path, operation, rows, of] of [
    ["/products/special-price-delete", "prices.specials.remove", removed, outdated],
    ["/products/special-price", "prices.specials.set", added, fresh],
  ] as const) {
    if (rows.length === 0) continue;
    const told = await plural(ctx, path, operation, rows);
    const [words] = told;
    if (words === undefined) continue;
    for (const { sku } of of)
      if (told.some((text) => text.includes(sku)) || told.length >= of.length) refusals.set(sameSku(sku), words);
  }
}

function specialRow(sku: string, price: string, from: string | undefined, to: string | undefined): Json {
  const dates = { ...(from === undefined ? {} : { price_from: from }), ...(to === undefined ? {} : { price_to: to }) };
  return { price: priceNumber(price), store_id: GLOBAL, sku, ...dates };
}

/** A plural route: the refused rows in the shop's words. The same call again changes nothing. */
function plural(ctx: Context, path: string, operation: string, rows: readonly Json[]): Promise<string[]> {
  return inLists(rows, async (prices) => {
    const told = await request(ctx, { method: "POST", path, operation, json: { prices }, safe: true });
    return parseResponse(z.array(anyJson), told, { ctx, what: operation }).map((row) => {
      const refusal = refusalOf(JSON.stringify(row));
      return refusal ? filledMessage(refusal) : JSON.stringify(row);
    });
  });
}

/** What the plural reading routes tell of these SKUs. */
function pluralRead(ctx: Context, path: string, operation: string, prices: readonly ShopPrice[]): Promise<Json[]> {
  return inLists(
    prices.map(({ sku }) => sku),
    async (skus) => {
      const told = await request(ctx, { method: "POST", path, operation, json: { skus }, safe: true });
      return parseResponse(z.array(anyJson), told, { ctx, what: operation });
    },
  );
}

/** The same amount in the currency's own units: the shop keeps up to six places. */
export function isSame(shown: string | undefined, wanted: string, { currency }: ShopFacts): boolean {
  return shown !== undefined && parseMoney(shown, currency).minor === parseMoney(wanted, currency).minor;
}

const priceSchema = z.object({ sku: z.string(), store_id: z.number(), price: decimal });

/** The base prices as they stand. */
async function basesOf(ctx: Context, prices: readonly ShopPrice[]): Promise<ReadonlyMap<string, string>> {
  const body = await pluralRead(ctx, "/products/base-prices-information", "prices.read", prices);
  const rows = parseResponse(z.array(priceSchema), body, { ctx, what: "prices" });
  return new Map(rows.filter((row) => row.store_id === GLOBAL).map((row) => [sameSku(row.sku), row.price] as const));
}

async function blame(
  ctx: Context,
  shop: ShopFacts,
  prices: readonly ShopPrice[],
  told: readonly string[],
  refusals: Map<string, string>,
): Promise<void> {
  const shown = await basesOf(ctx, prices);
  for (const { sku, base } of prices) {
    if (isSame(shown.get(sameSku(sku)), base, shop)) continue;
    refusals.set(sameSku(sku), told.find((text) => text.includes(sku)) ?? told[0] ?? "");
  }
}

/** The text of an amount in the shop's currency, as prices are sent. */
export function priceText(decimalText: string, shop: ShopFacts): string {
  return formatDecimal(parseMoney(decimalText, shop.currency));
}
