import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Products, Sweep, SweepPage } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { chunks } from "../kit/parse/chunks.ts";
import type { ChangedWalk } from "../kit/pull/changed-sweep.ts";
import { walkChanged } from "../kit/pull/changed-sweep.ts";
import { readEach } from "../kit/pull/read-each.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { idOf, remove, walkById } from "./client.ts";
import { putProduct } from "./product-put.ts";
import { productReader } from "./product-read.ts";
import { idsOfSkus } from "./product-skus.ts";
import type { ShopFacts } from "./shop.ts";
import { changedIn } from "./sweeps.ts";

const PRODUCTS = { resource: "products", operation: "products.list" } as const;
const MINUTE_MS = 60_000;

export function products(shop: ShopFacts): Products {
  return {
    sweeps: [changed(shop), all(shop)],
    get: (key, ctx) => productReader(shop, ctx).byId(key),
    async bySku(skus, ctx) {
      const reader = productReader(shop, ctx);
      const found: ChannelProduct[] = [];
      for (const ids of chunks(await idsOfSkus(skus, ctx), 50)) found.push(...(await reader.byIds(ids)));
      return found;
    },
    put: forShop(shop)(putProduct),
    remove: (key, ctx) => remove(ctx, `/products/${key}`, "products.delete"),
  };
}

/** Texts, prices of products, categories, on and off: what moves a product's time of change. */
function changed(shop: ShopFacts): Sweep<ChannelProduct> {
  return {
    id: "changed",
    mode: "changed",
    everyMs: 15 * MINUTE_MS,
    run: (input, ctx) => {
      const reader = productReader(shop, ctx);
      const walk: ChangedWalk<ChannelProduct> = {
        ...changedIn(PRODUCTS, shop, ctx),
        read: (rows) => reader.whole(rows),
      };
      return walkChanged(walk, input, ctx);
    },
  };
}

/** Everything once a day: prices and SKUs of combinations, stock and pictures move no time of change. */
function all(shop: ShopFacts): Sweep<ChannelProduct> {
  return readDaily("all", (input, ctx) => walkAll(shop, input.cursor ?? "", ctx));
}

async function* walkAll(shop: ShopFacts, from: string, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  const reader = productReader(shop, ctx);
  for await (const { rows, lastId, isLast } of walkById(ctx, PRODUCTS, from)) {
    const { items, unread } = await readEach(rows, (some) => reader.whole(some));
    yield { items, cursor: isLast ? "" : lastId, safeToSave: true, unreadKeys: unread.map(idOf) };
  }
}
