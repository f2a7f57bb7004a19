/** Products of Catalog V1. */
import type { Products } from "../../kit/contract/ports.ts";
import { removingBelow } from "../product-calls.ts";
import { sweepsOf } from "../sweeps.ts";
import { putProduct } from "./product-put.ts";
import { fetchProduct, fetchProducts, productIdsOfSkus, productList } from "./product-read.ts";

export const products: Products = {
  sweeps: sweepsOf("products", productList, { changedMs: 10 * 60_000, fullMs: 6 * 3_600_000 }),
  get: fetchProduct,
  bySku: async (skus, ctx) => fetchProducts(await productIdsOfSkus(skus, ctx), ctx),
  put: putProduct,
  remove: removingBelow("/stores/v1/products"),
};
