import type { ChannelProduct } from "@argosy/connector-kit/commerce/product";
import type { Products, Sweep } from "@argosy/connector-kit/contract/ports";
import { productsOfSku, readOne } from "./client.ts";
import { toProduct } from "./product-mapping.ts";
import { changedSweep } from "./sweeps.ts";

const HOUR_MS = 3_600_000;

const changed: Sweep<ChannelProduct> = changedSweep("products", HOUR_MS, toProduct);

export const products: Products = {
  sweeps: [changed],
  async get(key, ctx) {
    const row = await readOne("products", key, ctx);
    return row === null ? null : toProduct(row, ctx);
  },
  async bySku(skus, ctx) {
    const found: ChannelProduct[] = [];
    for (const sku of skus) found.push(...(await productsOfSku(sku, ctx)).map((row) => toProduct(row, ctx)));
    return [...new Map(found.map((product) => [product.key, product])).values()];
  },
};
