/** Stock: read, compared, written in batches, and the answer compared again. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { compared, countedNoMore, writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { Group } from "./item-batch.ts";
import { BATCH_ITEMS, gone, grouped, groupOf, itemError, readBySku, readGroup, writeGroup } from "./item-batch.ts";
import { isOnParent, levelsOf, readAddress } from "./product-mapping.ts";
import type { ShopStock } from "./schemas.ts";
import { stockSchema } from "./schemas.ts";
import { message } from "./words.ts";

const FIELDS = "id,manage_stock,stock_quantity,status";

function rejected(item: StockItem, code: string, text: HubText): StockResult {
  return { ...echo(item), outcome: "rejected", code, field: "stock", text };
}

function shown(stock: ShopStock): number | null {
  return levelsOf(stock)?.[0]?.available ?? null;
}

/** What to do with an item given what the shop shows: a final result, or the item to write. */
function decide(item: StockItem, raw: Json | undefined, ctx: Context): StockResult | StockItem {
  if (raw === undefined) return gone(item);
  const now = parseResponse(stockSchema, raw, { ctx, what: `stock of item ${item.key}` });
  const isShared = readAddress(item.key, item.ext)?.isShared === true;
  if (isOnParent(now) && !isShared)
    return rejected(item, "parent_manages", message("refused.shopCountsVariationParentProduct"));
  if (isShared && now.manage_stock === true)
    return rejected(item, "own_number", message("refused.shopCountsVariationItself"));
  return countedNoMore(item, isOnParent(now) || now.manage_stock === true) ?? compared(item, shown(now)) ?? item;
}

/** The shop answers 200 also when it lost the write: only its own numbers count. */
function confirm(item: StockItem, result: Json, ctx: Context): StockResult {
  const error = itemError(result);
  if (error) return /invalid_id/.test(error.code) ? gone(item) : rejected(item, error.code, error.text);
  const now = parseResponse(stockSchema, result, { ctx, what: `stock of item ${item.key}` });
  const quantity = shown(now);
  // Landed on the parent (woocommerce#12377, #36595) it is the number of all variations, also where it is the one wanted.
  if (isOnParent(now)) return rejected(item, "parent_manages", message("refused.shopCountsVariationParentProduct2"));
  if (quantity === item.want) return { ...echo(item), outcome: "applied", observed: quantity };
  if (quantity === null) return rejected(item, "stock_management_off", message("refused.shopNotTakeNumberStock"));
  return { ...echo(item), outcome: "conflict", observed: quantity };
}

async function sendGroup(group: Group<StockItem>, ctx: Context): Promise<readonly StockResult[]> {
  const now = await readGroup(group, FIELDS, ctx);
  return writeRest(
    group.items.map((item) => decide(item, now.get(item.key), ctx)),
    async (due) => {
      const isShared = (item: StockItem) => readAddress(item.key, item.ext)?.isShared === true;
      const own = due.filter((item) => !isShared(item));
      const shared = due.filter(isShared);
      return [
        ...(own.length > 0 ? await sendOwn({ ...group, items: own }, ctx) : []),
        ...(group.parentId !== null && shared.length > 0 ? await sendShared(group.parentId, shared, ctx) : []),
      ];
    },
  );
}

/** `stock_quantity` only counts beside `manage_stock: true`; null would mean 0, so a number is always sent. */
const bodyOf = (id: string, quantity: number) => ({
  body: { id: Number(id), manage_stock: true, stock_quantity: Math.trunc(quantity) },
});

async function sendOwn({ parentId, items }: Group<StockItem>, ctx: Context): Promise<readonly StockResult[]> {
  const bodies = items.map((item) => bodyOf(item.key, item.want));
  const answers = await writeGroup({ parentId, items: bodies }, "stock.set", ctx);
  return items.map((item, index) => confirm(item, answers[index] ?? null, ctx));
}

/** One number for all of them, kept on their parent: the lowest of what is wanted. */
async function sendShared(
  parentId: string,
  items: readonly StockItem[],
  ctx: Context,
): Promise<readonly StockResult[]> {
  const desired = Math.min(...items.map((item) => item.want));
  const [answer] = await writeGroup({ parentId: null, items: [bodyOf(parentId, desired)] }, "stock.set", ctx);
  return items.map((item) => confirm(item, answer ?? null, ctx));
}

export const stock: Stock = {
  ...readsFirst,
  takesAt: "processing, on-hold and completed; given back at cancelled and pending",
  multiLocation: false,
  push: {
    maxItems: BATCH_ITEMS,
    groupOf,
    async send(items, ctx) {
      const { groups, unknown } = await grouped(items, ctx);
      const results = unknown.map((item) => gone(item));
      for (const group of groups) results.push(...(await sendGroup(group, ctx)));
      return results;
    },
  },
  async read(items, ctx) {
    const bySku = await readBySku(items, FIELDS, ctx);
    const { groups } = await grouped(
      items.filter((item) => !bySku.has(item.key)),
      ctx,
    );
    const rows = new Map(bySku);
    for (const group of groups) for (const [key, raw] of await readGroup(group, FIELDS, ctx)) rows.set(key, raw);
    return items.map((item) => {
      const raw = rows.get(item.key);
      if (raw === undefined) return { key: item.key, levels: [] };
      return {
        key: item.key,
        levels: levelsOf(parseResponse(stockSchema, raw, { ctx, what: `stock of item ${item.key}` })) ?? [],
      };
    });
  },
};
