/** Products of Catalog V3. */
import type { Products } from "../../kit/contract/ports.ts";
import { removingBelow } from "../product-calls.ts";
import { sweepsOf } from "../sweeps.ts";
import { putProduct } from "./product-put.ts";
import { fetchProduct, fetchProducts, productIdsOfSkus, productList } from "./product-read.ts";

const reads = {
  sweeps: sweepsOf("products", productList, { changedMs: 10 * 60_000, fullMs: 6 * 3_600_000 }),
  get: fetchProduct,
  bySku: async (skus, ctx) => fetchProducts(await productIdsOfSkus(skus, ctx), ctx),
} satisfies Products;

/** Without the right to read costs, a product is not written: variants are replaced whole, costs with them. */
export function productsOf(writes: boolean): Products {
  if (!writes) return reads;
  return {
    ...reads,
    put: putProduct,
    remove: removingBelow("/stores/v3/products"),
  };
}
