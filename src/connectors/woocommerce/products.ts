/** Products: the whole catalog, what changed, single ones, and writing them. */

import type { ChannelProduct } from "../../commerce/product.ts";
import type { Products, Sweep } from "../kit/contract/ports.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { shopCallOrNull } from "./client.ts";
import { putProduct } from "./product-put.ts";
import { bySkus, fetchProduct, readProducts } from "./product-read.ts";
import { walkChanged, walkFull } from "./sweeps.ts";

const LIST = { path: "products", operation: "products.list", read: readProducts } as const;

/** Lists parents only; any change of a variation, its stock included, moves its parent's date (captured). */
const changed: Sweep<ChannelProduct> = {
  id: "products.changed",
  mode: "changed",
  everyMs: 10 * 60_000,
  run: (input, ctx) => walkChanged(LIST, input, ctx),
};

/** First import, and the only way to see numbers that plugins change by SQL. */
const full: Sweep<ChannelProduct> = readDaily("products.full", (input, ctx) =>
  walkFull(LIST, { cursor: input.cursor === "" ? null : input.cursor }, ctx),
);

export const products: Products = {
  sweeps: [changed, full],
  get: fetchProduct,
  bySku: bySkus,
  put: putProduct,
  changesImages: true,
  async remove(key, ctx) {
    // To the trash, not for good: a person can bring it back.
    await shopCallOrNull(ctx, {
      method: "DELETE",
      path: `products/${encodeURIComponent(key)}`,
      operation: "products.remove",
      safe: true,
    });
  },
};
