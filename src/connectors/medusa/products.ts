import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Products, Sweep, SweepPage } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { inBornePortions } from "../kit/pull/page-size.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import { byOffset } from "../kit/pull/whole-list.ts";
import { list, listByIds, pageQuery, remove } from "./client.ts";
import { PRODUCT_FIELDS } from "./fields.ts";
import { toProduct } from "./product-mapping.ts";
import { putProduct } from "./product-put.ts";
import { productOf } from "./product-read.ts";
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
      const ids = (await variantsBySku(skus, ctx)).flatMap(({ product_id }) => product_id ?? []);
      if (ids.length === 0) return [];
      const readAtMs = ctx.clock.now();
      const query = [["fields", PRODUCT_FIELDS] as const];
      const rows = await listByIds(ctx, "/admin/products", "products", ids, { operation: "products.list", query });
      return rows.map((row) => toProduct(row, shop, ctx, readAtMs));
    },
    put: here(putProduct),
    changesImages: true,
    remove: (key, ctx) => remove(ctx, `/admin/products/${encodeURIComponent(key)}`, "products.delete"),
  };
}

/** Everything each time, also of other channels (`listed` tells them apart): images, options, channels and prices of price lists move no time of their product. */
function fullSweep(shop: ShopFacts): Sweep<ChannelProduct> {
  return { id: "all", mode: "full", everyMs: HOUR_MS, run: (input, ctx) => walk(shop, input.cursor, ctx) };
}

function walk(shop: ShopFacts, cursor: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  return byOffset(cursor, async (offset) => {
    const readAtMs = ctx.clock.now();
    const { rows, total } = await inBornePortions(
      { name: "products", size: PAGE_SIZE },
      ({ size, halves }) => pageOf({ offset, size, halves }, ctx),
      ctx,
    );
    const { items, unread } = await readSingly(rows, (row: Json) => toProduct(row, shop, ctx, readAtMs));
    return { items, ...named(unread, (row) => rowId(row)), told: rows.length, total };
  });
}

/** By id: ids begin with the time they were made, so that what is new comes last. */
function pageOf(
  { offset, size, halves }: { readonly offset: number; readonly size: number; readonly halves: boolean },
  ctx: Context,
) {
  return list(ctx, "/admin/products", "products", {
    operation: "products.list",
    halves,
    query: pageQuery({ offset, size, fields: PRODUCT_FIELDS }),
  });
}
