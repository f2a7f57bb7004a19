import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Products, Sweep, SweepPage } from "../kit/contract/ports.ts";
import { named, readEach, rowId } from "../kit/pull/read-each.ts";
import { codeOf, list, remove } from "./client.ts";
import { putProduct } from "./product-put.ts";
import { productPath, productReader } from "./product-read.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsByCode } from "./variants.ts";

const PAGE_SIZE = 100;
const HOUR_MS = 3_600_000;

export function products(shop: ShopFacts): Products {
  return {
    sweeps: [fullSweep(shop)],
    get: (key, ctx) => productReader(shop, ctx).byCode(key),
    async bySku(skus, ctx) {
      const variants = await variantsByCode(ctx, skus);
      const codes = new Set([...variants.values()].map((variant) => codeOf(variant.product)));
      const reader = productReader(shop, ctx);
      const found: ChannelProduct[] = [];
      for (const code of codes) found.push(...[await reader.byCode(code)].filter((one) => one !== null));
      return found;
    },
    put: (input, ctx) => putProduct(input, shop, ctx, productReader(shop, ctx)),
    remove: (key, ctx) => remove(ctx, productPath(key), "products.delete"),
  };
}

/** Everything each time: no time of change in the shop sees prices, texts, categories or new variants. */
function fullSweep(shop: ShopFacts): Sweep<ChannelProduct> {
  return { id: "all", mode: "full", everyMs: HOUR_MS, run: (input, ctx) => walk(shop, input.cursor, ctx) };
}

async function* walk(shop: ShopFacts, cursor: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  let page = Number(cursor ?? "1") || 1;
  let total: number | undefined;
  const reader = productReader(shop, ctx);
  for (;;) {
    const readAtMs = ctx.clock.now();
    const filters = [["order[code]", "asc"]] as const;
    const rows = await list(ctx, {
      url: "/admin/products",
      operation: "products.list",
      page,
      size: PAGE_SIZE,
      filters,
    });
    const { items, unread } = await readEach(rows.rows, (some) => reader.whole(some, readAtMs));
    const reported = { items, safeToSave: true, ...named(unread, (row) => rowId(row, "code")) };
    // Something was removed meanwhile: what moved up over the edge of the last page is looked at again.
    if (total !== undefined && rows.total < total && page > 1) page -= 1;
    else if (rows.hasNext && rows.rows.length > 0) page += 1;
    else {
      yield { ...reported, cursor: "1" };
      return;
    }
    total = rows.total;
    yield { ...reported, cursor: String(page) };
  }
}
