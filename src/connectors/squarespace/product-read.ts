import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { toProduct } from "./product-mapping.ts";
import { pageOf } from "./schemas.ts";
import type { List } from "./sweeps.ts";

export const PRODUCTS = "/v2/commerce/products";

export const productList: List<ChannelProduct> = {
  path: PRODUCTS,
  operation: "products.list",
  rows: "products",
  filters: [],
  read: toProduct,
};

/** Null: Squarespace does not know the product (an id of the wrong form is answered with 400). */
export async function fetchProduct(key: string, ctx: Context): Promise<Json | null> {
  try {
    const url = `${PRODUCTS}/${encodeURIComponent(key)}`;
    const { body } = await ctx.http.json({ method: "GET", url, operation: "products.get" });
    const { rows } = parseResponse(pageOf("products"), body, { ctx, what: "product" });
    return rows[0] ?? null;
  } catch (error) {
    if (isConnectorError(error) && (error.kind === "not_found" || isInvalidId(error.info))) return null;
    throw error;
  }
}

/** Squarespace answers 400, not 404, to an id that is none of its own form. */
export function isInvalidId(info: { readonly kind: string; readonly code?: string | undefined }): boolean {
  return info.kind === "rejected" && info.code === "INVALID_ARGUMENT";
}
