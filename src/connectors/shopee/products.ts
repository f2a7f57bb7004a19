import type { ChannelProduct } from "../../commerce/product.ts";
import type { Products, Sweep } from "../kit/contract/ports.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { call, idNumber } from "./client.ts";
import { put } from "./product-put.ts";
import { findBySku, readPage, readProduct } from "./product-read.ts";
import { walkItems } from "./product-sweeps.ts";

const changed: Sweep<ChannelProduct> = {
  id: "changed",
  mode: "changed",
  everyMs: 10 * 60_000,
  run: ({ cursor }, ctx) => walkItems({ cursor, isFull: false }, readPage, ctx),
};

const full: Sweep<ChannelProduct> = readDaily("full", ({ cursor }, ctx) =>
  walkItems({ cursor, isFull: true }, readPage, ctx),
);

export const products: Products = {
  sweeps: [changed, full],
  get: readProduct,
  async bySku(skus, ctx) {
    const found = new Map<string, ChannelProduct>();
    for (const sku of new Set(skus)) for (const product of await findBySku(sku, ctx)) found.set(product.key, product);
    return [...found.values()];
  },
  put,
  changesImages: true,
  async remove(key, ctx) {
    await call(ctx, {
      path: "product/delete_item",
      operation: "products.delete",
      json: { item_id: idNumber(key) },
      safe: true,
    });
  },
};
