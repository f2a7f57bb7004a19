import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Products, Sweep, SweepPage } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { inPortions } from "../kit/pull/page-size.ts";
import { named, readEach, rowId } from "../kit/pull/read-each.ts";
import { search } from "./client.ts";
import { putProduct } from "./product-put.ts";
import { productReader } from "./product-read.ts";
import type { ShopFacts } from "./shop.ts";
import { markOf, reportedPages } from "./sweeps.ts";

const PAGE_SIZE = 100;
const MINUTE_MS = 60_000;

export function products(shop: ShopFacts): Products {
  return {
    sweeps: [
      { id: "changed", mode: "changed", everyMs: 10 * MINUTE_MS, run: (input, ctx) => changed(shop, input, ctx) },
      { id: "all", mode: "full", everyMs: 24 * 60 * MINUTE_MS, run: (input, ctx) => everything(shop, input, ctx) },
    ],
    async get(key, ctx) {
      if (!/^\d+$/.test(key)) return null;
      const reader = productReader(shop, ctx);
      const rows = await reader.rowsById([key]);
      const [product] = await reader.whole(rows.map(({ raw }) => raw));
      return product ?? null;
    },
    async bySku(skus, ctx) {
      if (skus.length === 0) return [];
      const reader = productReader(shop, ctx);
      const rows = await reader.rowsBySku(skus);
      return reader.whole(rows.map(({ raw }) => raw));
    },
    put: forShop(shop)(putProduct),
    changesImages: true,
  };
}

interface Run {
  readonly cursor: string | null;
  readonly since?: string | undefined;
}

/** By time of change, which moves with every save, also our own; numbers and prices come with the nightly round. */
async function* changed(shop: ShopFacts, input: Run, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  const reader = productReader(shop, ctx);
  const how = {
    path: "/products",
    operation: "products.list",
    size: PAGE_SIZE,
    time: "updated_at",
    id: "id",
    view: shop.textView,
  } as const;
  const read = (rows: readonly Json[]) => readEach(rows, (some) => reader.whole(some));
  for await (const { items, unread, mark } of reportedPages(ctx, how, markOf(input.cursor, input.since), read))
    yield { items, cursor: JSON.stringify(mark), safeToSave: true, ...named(unread, (row) => rowId(row)) };
}

const BEGINNING = "0";

/** Everything by id: price and stock routes do not move the time of change. */
async function* everything(
  shop: ShopFacts,
  { cursor }: Parameters<Sweep<ChannelProduct>["run"]>[0],
  ctx: Context,
): AsyncIterable<SweepPage<ChannelProduct>> {
  const reader = productReader(shop, ctx);
  let last = cursor ?? BEGINNING;
  let most = PAGE_SIZE;
  for (;;) {
    const groups = [[{ field: "entity_id", is: "gt", value: last } as const]];
    const how = { path: "/products", operation: "products.list", groups, sort: ["entity_id"], view: shop.textView };
    const { answer, size } = await inPortions(most, (portion) => search(ctx, { ...how, ...portion }));
    most = size;
    const { rows, total } = answer;
    const { items, unread } = await readEach(rows, (some) => reader.whole(some));
    const isLast = rows.length >= total || rows.length === 0;
    last = isLast ? BEGINNING : (rowId(rows.at(-1) ?? null) ?? BEGINNING);
    yield { items, cursor: last, safeToSave: true, ...named(unread, (row) => rowId(row)) };
    if (last === BEGINNING) return;
  }
}
