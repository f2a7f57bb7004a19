/** The platform's products in our words. */
import type { ChannelProduct, Json } from "@argosy/connector-kit/commerce/product";
import { timeVersion } from "@argosy/connector-kit/commerce/version";
import type { Context } from "@argosy/connector-kit/contract/contract";
import { parseResponse } from "@argosy/connector-kit/parse/parse";
import { productSchema } from "./schemas.ts";

export function toProduct(raw: Json, ctx: Pick<Context, "drift">): ChannelProduct {
  const product = parseResponse(productSchema, raw, { ctx, what: "product" });
  return {
    key: product.id,
    version: timeVersion(product.updated_at),
    title: product.title,
    descriptionHtml: product.description,
    status: product.status === "active" ? "active" : "draft",
    categoryKeys: [],
    images: [],
    variants: product.variants.map((variant) => ({
      key: variant.id,
      sku: variant.sku,
      barcode: variant.barcode,
      title: variant.option,
      options: variant.option === undefined ? [] : [{ name: "Option", value: variant.option }],
      price: variant.price,
      levels: [{ location: "", available: variant.stock }],
      ext: null,
    })),
    ext: null,
    raw,
  };
}
