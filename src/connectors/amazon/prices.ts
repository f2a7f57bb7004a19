/** The price stands in one attribute with everything else of the offer: it is read, changed and put back whole. */
import { formatDecimal, type Money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices, PushAnswer } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { isRecord } from "../kit/parse/json-nodes.ts";
import { type Change, gone, isLate, listingPush, rejected, unlessOpen } from "./listing-writes.ts";
import { itemsBySku } from "./listings.ts";
import type { Item } from "./schemas.ts";
import { currencyOf, homeOf } from "./settings.ts";
import { productTypeOf } from "./stock.ts";
import { message } from "./words.ts";

const INCLUDED = "summaries,attributes,productTypes";
const OFFER = "purchasable_offer";

type Entry = { readonly [key: string]: Json };

export const prices: Prices = {
  push: listingPush({ included: INCLUDED, decide, look: readNow }),
};

function decide(item: PriceItem, listing: Item | undefined, ctx: Context): PriceResult | Change<DesiredPrice> {
  if (!listing) return gone(item);
  const { price } = item.want;
  const home = homeOf(ctx.connection);
  const currency = currencyOf(ctx.connection, home.id);
  if (currency !== undefined && currency !== price.currency)
    return rejected(
      item,
      "currency",
      message("refused.sellsPriceCannotSetGive", { market: home.name, currency, other: price.currency }),
    );
  const entries = offersOf(listing);
  if (priceIn(entries, home.id, price.currency)?.minor === price.minor)
    return { ...echo(item), outcome: "applied", observed: item.want };
  return {
    item,
    productType: productTypeOf(listing, home.id),
    patch: { op: "replace", path: `/attributes/${OFFER}`, value: withPrice(entries, home.id, price) },
  };
}

export function offersOf({ attributes }: Item): Entry[] {
  const entries = attributes?.[OFFER];
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
}

/** The offer to everybody in this store; others are for businesses or other stores. */
const isOurs = (entry: Entry, home: string): boolean =>
  entry.marketplace_id === home && (entry.audience === undefined || entry.audience === "ALL");

export const ourPrice = (price: Money): Json => [{ schedule: [{ value_with_tax: jsonNumber(formatDecimal(price)) }] }];

/** Replacing is all or nothing: a sale, a business price, price limits and other stores' offers go along unchanged. */
export function withPrice(entries: readonly Entry[], home: string, price: Money): Json[] {
  const own = entries.find((entry) => isOurs(entry, home));
  const others = entries.filter((entry) => entry !== own);
  return [{ ...own, marketplace_id: home, currency: price.currency, our_price: ourPrice(price) }, ...others];
}

/** What the offer asks now; undefined when it asks nothing readable. */
export function priceIn(entries: readonly Entry[], home: string, currency: string): Money | undefined {
  const own = entries.find((entry) => isOurs(entry, home));
  if (!own || own.currency !== currency) return undefined;
  const [first] = Array.isArray(own.our_price) ? own.our_price : [];
  const schedule = isRecord(first) ? first.schedule : undefined;
  const [step] = Array.isArray(schedule) ? schedule : [];
  const value = isRecord(step) ? step.value_with_tax : undefined;
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  return /^\d+(\.\d+)?$/.test(text) ? parseMoney(text, currency) : undefined;
}

async function readNow(sent: readonly PriceItem[], sentAtMs: number, ctx: Context): Promise<PushAnswer<DesiredPrice>> {
  const shown = await itemsBySku(sent, ctx, INCLUDED);
  const home = homeOf(ctx.connection).id;
  const results = sent.map((item): PriceResult | null => {
    const listing = shown.get(item.key);
    if (!listing) return gone(item);
    const { price } = item.want;
    const observed = priceIn(offersOf(listing), home, price.currency);
    if (observed?.minor === price.minor) return { ...echo(item), outcome: "applied", observed: item.want };
    if (!isLate(sentAtMs, ctx)) return null;
    return rejected(item, "not_shown", message("refused.acceptedPriceStillShowsAnother"));
  });
  return unlessOpen(results);
}
