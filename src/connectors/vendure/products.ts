import { z } from "zod";
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import type { Products, Sweep, SweepPage } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { inBornePortions } from "../kit/pull/page-size.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import { byOffset } from "../kit/pull/whole-list.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { toProduct } from "./product-mapping.ts";
import { putProduct } from "./product-put.ts";
import { productOf } from "./product-read.ts";
import { rawList } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsBySku } from "./variants.ts";

const PAGE_SIZE = 100;
const HOUR_MS = 3_600_000;

export function products(shop: ShopFacts): Products {
  const here = forShop(shop);
  return {
    sweeps: [fullSweep(shop)],
    get: here(productOf),
    async bySku(skus, ctx) {
      const ids = new Set((await variantsBySku(skus, ctx)).map(({ productId }) => productId));
      const found: ChannelProduct[] = [];
      for (const some of chunks([...ids], PAGE_SIZE)) {
        const readAtMs = ctx.clock.now();
        const { items } = await listProducts({ take: PAGE_SIZE, filter: { id: { in: some } } }, ctx);
        found.push(...items.map((row) => toProduct(row, shop, ctx, readAtMs)));
      }
      return found;
    },
    put: here(putProduct),
    changesImages: true,
    remove: (key, ctx) => remove(key, ctx),
  };
}

/** Everything each time: a variant's change moves no time of its product, and orders move none at all. */
function fullSweep(shop: ShopFacts): Sweep<ChannelProduct> {
  return { id: "all", mode: "full", everyMs: HOUR_MS, run: (input, ctx) => walk(shop, input.cursor, ctx) };
}

function walk(shop: ShopFacts, cursor: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  return byOffset(cursor, async (skip) => {
    const readAtMs = ctx.clock.now();
    const page = await inBornePortions(
      { name: "products", size: PAGE_SIZE },
      ({ size, halves }) => listProducts({ skip, take: size }, ctx, halves),
      ctx,
    );
    const { items, unread } = await readSingly(page.items, (row) => toProduct(row, shop, ctx, readAtMs));
    return { items, ...named(unread, (row) => rowId(row)), told: page.items.length, total: page.totalItems };
  });
}

async function listProducts(options: Readonly<Record<string, Json>>, ctx: Context, halves?: boolean) {
  const { products } = await graphql(ctx, documents.PRODUCTS, {
    variables: { options: { sort: { id: "ASC" }, ...options } },
    schema: z.object({ products: rawList }),
    what: "products",
    halves,
  });
  return products;
}

/** One that is gone already is what was wanted. */
async function remove(id: string, ctx: Context): Promise<void> {
  const schema = z.object({ deleteProduct: z.object({ result: z.string() }) });
  await nullIfNotFound(graphql(ctx, documents.DELETE_PRODUCT, { variables: { id }, schema, what: "a product" }));
}
