import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Products } from "../kit/contract/ports.ts";
import { readProduct, toChannelProduct } from "./product-mapping.ts";
import { putProduct } from "./product-put.ts";
import { fetchProduct, listWhere } from "./product-read.ts";
import { changedSweep, fullSweep } from "./product-sweeps.ts";

export const products: Products = {
  sweeps: [changedSweep, fullSweep],
  async get(key, ctx) {
    const raw = await fetchProduct(key, ctx);
    return raw === null ? null : toChannelProduct(raw, ctx);
  },
  bySku,
  put: putProduct,
  changesImages: true,
};

/**
 * Products whose own SKU or stock code is one of `skus`, or that hold a variant with such a code among the
 * products found. EasyOrders cannot be asked for a variant's code: those are found by the sweeps.
 */
async function bySku(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const requested = new Set(skus.map((sku) => sku.trim()).filter((sku) => sku !== ""));
  if (requested.size === 0) return [];
  const found = new Map<string, ChannelProduct>();
  for (const name of ["sku", "taager_code"]) {
    for (const raw of await listWhere(name, [...requested], ctx)) {
      const product = toChannelProduct(raw, ctx);
      const { sku, taager_code: code } = readProduct(raw, ctx);
      const codes = [sku, code, ...product.variants.map((variant) => variant.sku)];
      if (codes.some((one) => one !== undefined && requested.has(one.trim()))) found.set(product.key, product);
    }
  }
  return [...found.values()];
}
