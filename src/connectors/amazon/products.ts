import type { Products } from "../kit/contract/ports.ts";
import { listingsOf, readItem } from "./listings.ts";
import { putProduct, removeProduct } from "./product-put.ts";
import { fetchProduct, productsOf, sweeps } from "./product-sweeps.ts";

export const products: Products = {
  sweeps,
  get: fetchProduct,
  async bySku(skus, ctx) {
    const rows = await listingsOf([...new Set(skus)], ctx);
    return productsOf(
      rows.map((raw) => ({ raw, sku: readItem(raw, ctx).sku })),
      ctx,
    );
  },
  put: putProduct,
  alwaysOnSale: true,
  remove: removeProduct,
};
