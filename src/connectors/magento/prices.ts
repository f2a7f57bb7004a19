/** Prices: the base price, and a special price below it where there is a price to compare with. */
import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { filledMessage, refusalOf } from "./classify.ts";
import { inLists, request } from "./client.ts";
import { skusById } from "./listed.ts";
import { isTimedSale } from "./product-mapping.ts";
import type { ShopFacts } from "./shop.ts";
import { priceNumber, sameSku } from "./source-items.ts";
import { baseRows, pricesAsStored, type Special, type StoredPrices } from "./stored-prices.ts";
import { localText } from "./time.ts";
import { hasOwnPrices } from "./website-prices.ts";
import { message } from "./words.ts";

const MAX_ITEMS = 100;

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
  const desired: { readonly item: PriceItem; readonly price: ShopPrice }[] = [];
  const existing = await skusById(ctx, [...new Set(items.map((item) => item.key))]);
  for (const item of items) {
    const sku = existing.get(item.key);
    const problem = problemOf(item.want, sku, shop);
    if (problem) results.push({ ...baseOf(item), outcome: "rejected", ...problem });
    else if (sku !== undefined) desired.push({ item, price: shopPrice(sku, item.want) });
  }
  const refusals = await setPrices(
    ctx,
    shop,
    desired.map(({ price }) => price),
  );
  for (const { item, price } of desired) {
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
): Promise<ReadonlyMap<string, HubText>> {
  const refusals = new Map<string, HubText>();
  if (prices.length === 0) return refusals;
  const stored = await pricesAsStored(
    ctx,
    prices.map(({ sku }) => sku),
  );
  for (const { sku } of prices.filter((price) => inheritsSale(price, stored, shop)))
    refusals.set(sameSku(sku), message("refused.specialPriceAllWebsites"));
  const left = () => prices.filter(({ sku }) => !refusals.has(sameSku(sku)));
  const isShown = ({ sku, base }: ShopPrice, storeId: number) =>
    isSame(effective(stored.get(sameSku(sku))?.bases, storeId), base, shop);
  const due = left().filter((price) => shop.priceStoreIds.some((storeId) => !isShown(price, storeId)));
  const rows = due.flatMap(({ sku, base }) =>
    shop.priceStoreIds.map((store_id) => ({ price: priceNumber(base), store_id, sku })),
  );
  const reported = rows.length === 0 ? [] : await plural(ctx, "/products/base-prices", "prices.set", rows);
  if (reported.length > 0) await blame(ctx, shop, due, reported, refusals);
  await setSpecials(ctx, shop, left(), stored, refusals);
  return refusals;
}

/** A website without a row of its own shows the row for all. */
const effective = <T>(rows: ReadonlyMap<number, T> | undefined, storeId: number): T | undefined =>
  rows?.get(storeId) ?? rows?.get(0);

/** A special price for all websites cannot be taken off one of them, and is not ours to take off the others. */
function inheritsSale({ sku, special }: ShopPrice, stored: ReadonlyMap<string, StoredPrices>, shop: ShopFacts) {
  const specials = stored.get(sameSku(sku))?.specials;
  return (
    hasOwnPrices(shop) &&
    special === undefined &&
    shop.priceStoreIds.some((id) => !specials?.has(id)) &&
    specials?.has(0) === true
  );
}

/** A special price is removed by naming its row as it stands; an empty one would sell the goods for nothing. */
async function setSpecials(
  ctx: Context,
  shop: ShopFacts,
  prices: readonly ShopPrice[],
  stored: ReadonlyMap<string, StoredPrices>,
  refusals: Map<string, HubText>,
): Promise<void> {
  const from = localText(ctx.shopNow(), shop.timeZone);
  const isRight = (one: Special, special: string | undefined) => {
    const isTimed = isTimedSale({ from: one.price_from, to: one.price_to }, from);
    // A sale with an end is the shop's own, and stands beside any regular price.
    return special === undefined ? isTimed : isSame(one.price, special, shop) && !isTimed;
  };
  const slots = prices.flatMap(({ sku, special }) =>
    shop.priceStoreIds.map((storeId) => ({
      sku,
      special,
      storeId,
      known: stored.get(sameSku(sku))?.specials.get(storeId),
    })),
  );
  const outdated = slots.flatMap(({ known, special }) => (known && !isRight(known, special) ? [known] : []));
  const fresh = slots.flatMap(({ sku, special, storeId, known }) =>
    special !== undefined && !(known && isRight(known, special)) ? [{ sku, special, storeId }] : [],
  );
  const removed = outdated.map((one) => specialRow(one, one.store_id));
  const added = fresh.map(({ sku, special, storeId }) =>
    specialRow({ sku, price: special, price_from: from, price_to: undefined }, storeId),
  );
  for (const [path, operation, rows, of] of [
    ["/products/special-price-delete", "prices.specials.remove", removed, outdated],
    ["/products/special-price", "prices.specials.set", added, fresh],
  ] as const) {
    if (rows.length === 0) continue;
    const reported = await plural(ctx, path, operation, rows);
    const [texts] = reported;
    if (texts === undefined) continue;
    for (const { sku } of of)
      if (reported.some((text) => text.includes(sku)) || reported.length >= of.length)
        refusals.set(sameSku(sku), texts);
  }
}

function specialRow({ sku, price, price_from, price_to }: Omit<Special, "store_id">, store_id: number): Json {
  const dates = {
    ...(price_from === undefined ? {} : { price_from }),
    ...(price_to === undefined ? {} : { price_to }),
  };
  return { price: priceNumber(price), store_id, sku, ...dates };
}

/** A plural route: the refused rows in the shop's words. The same call again changes nothing. */
function plural(ctx: Context, path: string, operation: string, rows: readonly Json[]): Promise<string[]> {
  return inLists(rows, async (prices) => {
    const reported = await request(ctx, { method: "POST", path, operation, json: { prices }, safe: true });
    return parseResponse(z.array(anyJson), reported, { ctx, what: operation }).map((row) => {
      const refusal = refusalOf(JSON.stringify(row));
      return refusal ? filledMessage(refusal) : JSON.stringify(row);
    });
  });
}

/** The same amount in the currency's own units: the shop keeps up to six places. */
export function isSame(shown: string | undefined, desired: string, { currency }: ShopFacts): boolean {
  return shown !== undefined && parseMoney(shown, currency).minor === parseMoney(desired, currency).minor;
}

async function blame(
  ctx: Context,
  shop: ShopFacts,
  prices: readonly ShopPrice[],
  reported: readonly string[],
  refusals: Map<string, HubText>,
): Promise<void> {
  const shown = await baseRows(
    ctx,
    prices.map(({ sku }) => sku),
  );
  for (const { sku, base } of prices) {
    const own = shown.filter((row) => sameSku(row.sku) === sameSku(sku));
    const rows = new Map(own.map(({ store_id, price }) => [store_id, price]));
    if (shop.priceStoreIds.every((storeId) => isSame(effective(rows, storeId), base, shop))) continue;
    refusals.set(sameSku(sku), reported.find((text) => text.includes(sku)) ?? reported[0] ?? "");
  }
}

/** The text of an amount in the shop's currency, as prices are sent. */
export function priceText(decimalText: string, shop: ShopFacts): string {
  return formatDecimal(parseMoney(decimalText, shop.currency));
}
