import type { ChannelProduct } from "../../commerce/product.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import type { Products, Sweep } from "../kit/contract/ports.ts";
import { toProduct } from "./product-mapping.ts";
import { putProduct } from "./product-put.ts";
import { fetchProduct, PRODUCTS, productList } from "./product-read.ts";
import { changes, everything } from "./sweeps.ts";

const changed: Sweep<ChannelProduct> = {
  id: "changed",
  mode: "changed",
  everyMs: 10 * 60_000,
  run: (input, ctx) => changes(productList, input, ctx),
};

/** No webhook tells of products, and whether a sale counts as a change of the product is not published. */
const full: Sweep<ChannelProduct> = {
  id: "full",
  mode: "full",
  everyMs: 6 * 3_600_000,
  run: (input, ctx) => everything(productList, input, ctx),
};

export const products: Products = {
  sweeps: [changed, full],
  async get(key, ctx) {
    const raw = await fetchProduct(key, ctx);
    return raw === null ? null : toProduct(raw, ctx);
  },
  put: putProduct,
  async remove(key, ctx) {
    const url = `${PRODUCTS}/${encodeURIComponent(key)}`;
    await nullIfNotFound(ctx.http.request({ method: "DELETE", url, operation: "products.delete", safe: true }));
  },
};
