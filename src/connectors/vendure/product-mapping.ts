import type { ChannelProduct, ChannelVariant, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { decimalOf } from "./amounts.ts";
import { altOf, shownAssets } from "./images.ts";
import type { VendureProduct, VendureVariant } from "./schemas.ts";
import { productSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { isTracked, levelsOf } from "./stock.ts";

export function toShopProduct(raw: Json, ctx: Pick<Context, "drift">): VendureProduct {
  return parseResponse(productSchema, raw, { ctx, what: "product" });
}

/** `readAtMs`: a change of a variant moves no time of its product. */
export function toProduct(raw: Json, shop: ShopFacts, ctx: Pick<Context, "drift">, readAtMs: number): ChannelProduct {
  const product = toShopProduct(raw, ctx);
  return {
    key: product.id,
    version: { kind: "fetchStart", value: BigInt(readAtMs) * 1000n },
    title: product.name,
    descriptionHtml: product.description,
    status: product.enabled ? "active" : "draft",
    categoryKeys: product.collections.map(({ id }) => id),
    images: shownAssets(product).map((asset, position) => ({
      key: asset.id,
      url: asset.source,
      alt: altOf(asset),
      position,
    })),
    variants: product.variants.map((variant) => toVariant(variant, shop)),
    ext: null,
    raw,
  };
}

function toVariant(variant: VendureVariant, shop: ShopFacts): ChannelVariant {
  const reported = variant.prices.find(({ currencyCode }) => currencyCode === shop.currency)?.price;
  return {
    key: variant.id,
    sku: variant.sku,
    title: variant.name,
    options: variant.options.map(({ name, group }) => ({ name: group.name, value: name })),
    price: reported === undefined ? undefined : decimalOf(reported, shop.currency, shop),
    currency: shop.currency,
    ...(isTracked(variant, shop) ? { levels: levelsOf(variant, shop) } : {}),
    ext: null,
  };
}
