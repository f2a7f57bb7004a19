/** Goods as a seller lists them on eBay's own pages: listings with quantities of their own, which no Inventory API shows. */
import type { SandboxProduct } from "../../connectors/kit/sandbox/sandbox.ts";
import type { Goods } from "./goods.ts";
import { inventoryGoods } from "./inventory-goods.ts";
import { digits, minorOf, moneyOf, ofMinor, type SiteListing, type SiteVariation, type State } from "./state.ts";

interface Found {
  readonly listing: SiteListing;
  readonly variation: SiteVariation;
}

/** What buyers can buy now. */
export const unsold = ({ quantity, sold }: SiteVariation): number => quantity - sold;

export const hasVariations = ({ variations }: SiteListing): boolean =>
  variations.length > 1 || variations.some(({ option }) => option !== null);

/** What is listed by the Inventory API stands beside them. */
export function siteGoods(state: State): Goods {
  const inventory = inventoryGoods(state);
  const find = (sku: string): Found | undefined => {
    for (const listing of state.siteListings.values())
      for (const variation of listing.variations) if (variation.sku === sku) return { listing, variation };
    return undefined;
  };
  return {
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => void state.siteListings.delete(key.replace("item:", "")),
    stockOf(sku) {
      const found = find(sku);
      return found ? unsold(found.variation) : inventory.stockOf(sku);
    },
    setStock(sku, quantity) {
      const found = find(sku);
      if (found) found.variation.quantity = quantity + found.variation.sold;
      else inventory.setStock(sku, quantity);
    },
    priceOf: (sku) => find(sku)?.variation.price.value ?? inventory.priceOf(sku),
    setPrice(sku, price) {
      const found = find(sku);
      if (found) found.variation.price = moneyOf(state, price);
      else inventory.setPrice(sku, price);
    },
    titleOf: (sku) => find(sku)?.listing.title ?? inventory.titleOf(sku),
    setTitle(sku, title) {
      const found = find(sku);
      if (found) found.listing.title = title;
      else inventory.setTitle(sku, title);
    },
    setDescription(sku, description) {
      const found = find(sku);
      if (found) found.listing.description = description;
      else inventory.setDescription?.(sku, description);
    },
    catalog: () => [state.siteListings, inventory.catalog?.()],
    skus: () => [
      ...[...state.siteListings.values()].flatMap(({ variations }) => variations.flatMap(({ sku }) => sku ?? [])),
      ...inventory.skus(),
    ],
    sell(sku, quantity) {
      const found = find(sku);
      if (!found) return inventory.sell(sku, quantity);
      const { listing, variation } = found;
      return {
        title: listing.title,
        cost: ofMinor(minorOf(variation.price) * BigInt(quantity), variation.price.currency),
        listingId: listing.itemId,
        ...(hasVariations(listing) ? { variationId: String(500 + listing.variations.indexOf(variation)) } : {}),
      };
    },
  };
}

function addProduct(state: State, input: SandboxProduct): ReturnType<Goods["addProduct"]> {
  const itemId = digits(state, 12);
  const isOne = input.variants.length === 1 && input.variants[0]?.option === undefined;
  state.siteListings.set(itemId, {
    itemId,
    site: state.site,
    type: "FixedPriceItem",
    title: input.title,
    description: "",
    variations: input.variants.map(({ sku, price, stock, barcode, option }) => ({
      sku,
      option: isOne ? null : (option ?? sku),
      barcode: barcode ?? null,
      price: moneyOf(state, price),
      quantity: stock,
      sold: 0,
    })),
    isEnded: input.status === "draft",
  });
  const key = `item:${itemId}`;
  return {
    key,
    variantKeys: Object.fromEntries(input.variants.map(({ sku }) => [sku, isOne ? key : `${key}:${sku}`])),
  };
}
