/** A listing made on eBay's site as a product of the channel. */
import type { ChannelProduct, ChannelVariant, ListingIssue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { tradingKey, unnamedVariationKey } from "./trading-keys.ts";
import type { TradingListing, TradingVariation } from "./trading-listings.ts";
import { message } from "./words.ts";

export function toTradingProduct(listing: TradingListing, ctx: Pick<Context, "shopNow">): ChannelProduct {
  const { itemId, images } = listing;
  return {
    key: tradingKey({ itemId }),
    version: { kind: "fetchStart", value: BigInt(ctx.shopNow()) * 1000n },
    title: listing.title,
    descriptionHtml: listing.descriptionHtml,
    brand: listing.brand,
    status: "active",
    url: listing.url,
    issues: issuesOf(listing),
    categoryKeys: [],
    images: images.map((url, position) => ({ url, position })),
    variants: listing.variations.map((one) => variantOf(one, listing)),
    ext: null,
    raw: listing.raw,
  };
}

function variantOf(variation: TradingVariation, listing: TradingListing): ChannelVariant {
  const { available, ...shown } = variation;
  const { itemId, hasVariations } = listing;
  if (!hasVariations) return { ...shown, key: tradingKey({ itemId }), levels: level(available), ext: null };
  // Without a SKU of its own nobody can write to a variation: its number is not one the hub keeps.
  if (!isNamed(variation, listing)) return { ...shown, key: unnamedVariationKey(itemId, shown.options), ext: null };
  return { ...shown, key: tradingKey({ itemId, sku: variation.sku }), levels: level(available), ext: null };
}

const level = (available: number) => [{ location: "", available }];

/** A SKU that two variations of a listing have names neither. */
const isNamed = ({ sku }: TradingVariation, { variations }: TradingListing): boolean =>
  sku !== undefined && variations.filter((one) => one.sku === sku).length === 1;

function issuesOf(listing: TradingListing): ListingIssue[] {
  const isWhole = !listing.hasVariations || listing.variations.every((one) => isNamed(one, listing));
  return isWhole ? [] : [{ blocks: false, text: message("issue.variationSku").text }];
}
