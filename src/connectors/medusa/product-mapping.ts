import type { ChannelProduct, ChannelVariant, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { fixed, textOfFixed, withExactAmounts } from "./amounts.ts";
import { levelsOf } from "./levels.ts";
import { countsOwn, packOf, sharedItem } from "./product-packs.ts";
import type { MedusaPrice, MedusaProduct, MedusaVariant } from "./schemas.ts";
import { productSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** The option, and its one value, of a product of ours that has no choice: the shop takes none without. */
export const NO_CHOICE = "Default";

export function toShopProduct(raw: Json, ctx: Pick<Context, "drift">): MedusaProduct {
  return parseResponse(productSchema, withExactAmounts(raw), { ctx, what: "product" });
}

export function isInChannel({ sales_channels }: MedusaProduct, { channelId }: ShopFacts): boolean {
  return channelId === "" || sales_channels.some(({ id }) => id === channelId);
}

/** `readAtMs`: a change of images, options, channels or stock moves no time of the product. */
export function toProduct(raw: Json, shop: ShopFacts, ctx: Pick<Context, "drift">, readAtMs: number): ChannelProduct {
  const product = toShopProduct(raw, ctx);
  return {
    key: product.id,
    version: { kind: "fetchStart", value: BigInt(readAtMs) * 1000n },
    title: product.title,
    descriptionHtml: product.description ?? "",
    status: product.status === "published" ? "active" : "draft",
    listed: isInChannel(product, shop),
    categoryKeys: product.categories.map(({ id }) => id),
    images: imagesOf(product).map(({ id, url }, position) => ({ key: id, url, position })),
    variants: product.variants.map((variant) => toVariant(variant, product, shop)),
    ext: null,
    raw,
  };
}

export function imagesOf({ images }: MedusaProduct): MedusaProduct["images"] {
  return images.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
}

/** The price every buyer of the currency is shown: those of quantities and regions are rules beside it. */
export function basePrice(prices: readonly MedusaPrice[], currency: string): MedusaPrice | undefined {
  return prices.find((price) => isBase(price, currency));
}

export function isBase({ currency_code, rules, min_quantity, max_quantity }: MedusaPrice, currency: string): boolean {
  const isRuled = Object.keys(rules).length > 0 || min_quantity != null || max_quantity != null;
  return currency_code.toUpperCase() === currency && !isRuled;
}

function toVariant(variant: MedusaVariant, product: MedusaProduct, shop: ShopFacts): ChannelVariant {
  const price = basePrice(variant.prices, shop.currency)?.amount;
  return {
    key: variant.id,
    sku: variant.sku,
    barcode: variant.barcode ?? variant.ean ?? variant.upc,
    title: variant.title,
    options: optionsOf(variant),
    price: price === undefined ? undefined : textOfFixed(fixed(price), shop.currency),
    currency: shop.currency,
    ...(countsOwn(variant) ? { levels: levelsOf(variant, shop), sharedStock: sharedItem(variant) } : {}),
    contents: packOf(variant)?.parts,
    ext: { productId: product.id },
  };
}

function optionsOf({ options }: MedusaVariant): ChannelVariant["options"] {
  const reported = options.map(({ option, value }) => ({ name: option?.title ?? "", value }));
  return reported.filter(({ name, value }) => name !== NO_CHOICE || value !== NO_CHOICE);
}
