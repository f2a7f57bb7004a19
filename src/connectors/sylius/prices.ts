import type { HubText } from "../../commerce/message.ts";
import { money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { write } from "./client.ts";
import { regularPrices } from "./product-mapping.ts";
import type { SyliusVariant } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { findVariant, variantOf, variantPath, variantsByCode } from "./variants.ts";
import { message } from "./words.ts";

const MAX_ITEMS = 100;
const MAX_TRIES = 3;
/** The shop's column holds no more: a larger number ends as its error 500. */
const MOST = 2_147_483_647n;

export function prices(shop: ShopFacts): Prices {
  return { push: { maxItems: MAX_ITEMS, send: forShop(shop)(send) } };
}

async function send(items: readonly PriceItem[], shop: ShopFacts, ctx: Context): Promise<PriceResult[]> {
  const existing = await variantsByCode(
    ctx,
    items.map((item) => item.key),
  );
  const results: PriceResult[] = [];
  for (const item of items) results.push(await set(item, existing.get(item.key) ?? null, shop, ctx));
  return results;
}

async function set(
  item: PriceItem,
  existing: SyliusVariant | null,
  shop: ShopFacts,
  ctx: Context,
): Promise<PriceResult> {
  const base = { key: item.key, location: item.location, seq: item.seq };
  const refuse = (code: string, text: HubText) => ({ ...base, outcome: "rejected" as const, code, text });
  const { price, compareAt } = item.want;
  if (price.currency !== shop.currency || (compareAt && compareAt.currency !== shop.currency))
    return refuse("currency", message("refused.channelSellsPrice", { currency: shop.currency, other: price.currency }));
  if (price.minor > MOST || (compareAt?.minor ?? 0n) > MOST)
    return refuse("too_large", message("refused.shopHoldsPricesUpCurrency", { most: String(MOST) }));
  let variant = existing;
  for (let attempt = 1; ; attempt += 1) {
    if (!variant) return refuse("unknown", message("refused.shopNoLongerVariant"));
    if (isShown(variant, item.want, shop)) return { ...base, outcome: "applied", observed: item.want };
    try {
      const json = { channelPricings: pricingsWith(variant, item.want, shop) };
      const after = variantOf(await write(ctx, "PUT", variantPath(item.key), { operation: "prices.set", json }), ctx);
      return { ...base, outcome: "applied", observed: observed(after, item.want, shop) };
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      if (error.info.kind === "rejected") return refuse(error.info.code ?? "rejected", error.message);
      if (!["conflict", "not_found", "ambiguous"].includes(error.kind)) throw error;
      // The same price twice is the same price: what is unknown is simply written again.
      if (attempt === MAX_TRIES)
        return {
          ...base,
          outcome: "retry",
          error: { kind: "transient" },
          text: message("refused.shopNotConfirmPrice"),
        };
      variant = await findVariant(ctx, item.key);
    }
  }
}

/** True when the shop has this price already; under a promotion, when it will have it again afterwards. */
export function isShown(variant: SyliusVariant, desired: DesiredPrice, shop: ShopFacts): boolean {
  const { price, compareAt, isPromoted } = regularPrices(variant.channelPricings[shop.channel]);
  const isCompared = isPromoted || BigInt(compareAt ?? -1) === (desired.compareAt?.minor ?? -1n);
  return price !== null && price !== undefined && BigInt(price) === desired.price.minor && isCompared;
}

/**
 * Every channel's entry by name: one that is left out would be deleted. A running catalog promotion owns `price`
 * and puts `originalPrice` in its place at its end, so that both are written then.
 */
export function pricingsWith(variant: SyliusVariant, desired: DesiredPrice, shop: ShopFacts): Json {
  const stored = Object.entries(variant.channelPricings).map(([channel, entry]) => [channel, { "@id": entry["@id"] }]);
  const own = variant.channelPricings[shop.channel];
  const price = Number(desired.price.minor);
  const original = regularPrices(own).isPromoted ? desired.price : desired.compareAt;
  const entry = own ? { "@id": own["@id"] } : { channelCode: shop.channel };
  const originalPrice = original === undefined ? null : Number(original.minor);
  return { ...Object.fromEntries(stored), [shop.channel]: { ...entry, price, originalPrice } };
}

/** What the shop now asks; under a promotion what it will ask again, which is all we can set. */
function observed(after: SyliusVariant, desired: DesiredPrice, shop: ShopFacts): DesiredPrice {
  const entry = after.channelPricings[shop.channel];
  if (!entry || entry.appliedPromotions.length > 0) return desired;
  const minor = (value: number | null | undefined) =>
    value === null || value === undefined ? undefined : money(BigInt(value), shop.currency);
  return { price: minor(entry.price) ?? desired.price, compareAt: minor(entry.originalPrice) };
}
