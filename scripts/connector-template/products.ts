import type { ChannelProduct } from "../../src/commerce/product.ts";
import { isConnectorError } from "../../src/connectors/kit/errors.ts";
import { parseAtDoor } from "../../src/connectors/kit/parse.ts";
import type { Products, Sweep } from "../../src/connectors/kit/ports.ts";
import { toProduct } from "./mapping.ts";
import { pageSchema } from "./schemas.ts";
import { changedSince } from "./sweep.ts";

const HOUR_MS = 3_600_000;

const changed: Sweep<ChannelProduct> = {
  id: "changed",
  mode: "changed",
  everyMs: HOUR_MS,
  run: (input, ctx) => {
    const read = (row: ChannelProduct["raw"]) => toProduct(row, ctx);
    return changedSince({ path: "/products", operation: "products.list", read }, input, ctx);
  },
};

export const products: Products = {
  sweeps: [changed],
  async get(key, ctx) {
    try {
      const url = `/products/${encodeURIComponent(key)}`;
      const { body } = await ctx.http.json({ method: "GET", url, operation: "products.get" });
      return toProduct(body, ctx);
    } catch (error) {
      if (isConnectorError(error) && error.kind === "not_found") return null;
      throw error;
    }
  },
  async bySku(skus, ctx) {
    const found: ChannelProduct[] = [];
    for (const sku of skus) {
      const query = [["sku", sku]] as const;
      const { body } = await ctx.http.json({ method: "GET", url: "/products", query, operation: "products.bySku" });
      const page = parseAtDoor(pageSchema, body, { ctx, what: "products by SKU" });
      found.push(...page.items.map((row) => toProduct(row, ctx)));
    }
    return [...new Map(found.map((product) => [product.key, product])).values()];
  },
};
