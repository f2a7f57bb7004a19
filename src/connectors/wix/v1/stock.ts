/**
 * Stock of Catalog V1: one number for each item, no revision. Where the number is known, the difference is added or
 * taken off (300 items a call), so that a sale in between is never written over; where nobody knows it, it is set.
 */

import type { HubText } from "../../../commerce/message.ts";
import { writeRest } from "../../kit/contract/compared.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { type ConnectorError, isRefusal } from "../../kit/contract/errors.ts";
import type { Stock, StockItem, StockResult } from "../../kit/contract/ports.ts";
import { readsFirst } from "../../kit/contract/ports-by.ts";
import { applied } from "../../kit/contract/results.ts";
import { chunks } from "../../kit/parse/chunks.ts";
import { inHalves } from "../../kit/parse/halving.ts";
import { parseResponse } from "../../kit/parse/parse.ts";
import { PER_PAGE, rowsOf, wixCall, wixQuery } from "../client.ts";
import { refusedItem } from "../push-results.ts";
import { inventoryV1Schema } from "../schemas.ts";
import { comparedCount, refusedQuantity } from "../stock-judge.ts";
import { message } from "../words.ts";
import { type ItemExt, keyOf, readExt } from "./product-mapping.ts";

/** Most items of an increment or decrement (specs: IncrementInventoryRequest). */
const DELTAS_PER_CALL = 300;

interface Shown {
  readonly isTracked: boolean;
  readonly quantity: number | null;
}

interface Due {
  readonly item: StockItem;
  readonly ext: ItemExt;
  /** Wanted less shown. */
  readonly difference: number;
}

const productsOf = (items: readonly Pick<StockItem, "ext">[]) =>
  items.flatMap(({ ext }) => readExt(ext)?.productId ?? []);

const rejected = (item: StockItem, code: string, text: HubText): StockResult => refusedItem(item, "stock", code, text);

/** What Wix shows, by our key. */
async function shownOf(productIds: Iterable<string>, ctx: Context): Promise<ReadonlyMap<string, Shown>> {
  const found = new Map<string, Shown>();
  for (const part of chunks([...new Set(productIds)], PER_PAGE)) {
    const body = await wixQuery(ctx, "inventory.list", "/stores-reader/v2/inventoryItems/query", {
      query: {
        filter: JSON.stringify({ productId: { $in: part } }),
        paging: { limit: PER_PAGE, offset: 0 },
      },
    });
    for (const row of rowsOf(body, "inventoryItems", ctx)) {
      const item = parseResponse(inventoryV1Schema, row, { ctx, what: "an inventory item" });
      for (const { variantId, quantity } of item.variants ?? [])
        found.set(keyOf(item.productId, variantId), {
          isTracked: item.trackQuantity === true,
          quantity: quantity ?? null,
        });
    }
  }
  return found;
}

/** What is settled without a write, or what has to be written. */
function decide(item: StockItem, shown: Shown | undefined): StockResult | Due {
  const ext = readExt(item.ext);
  if (ext === null) return rejected(item, "unknown_item", message("refused.listingLostAddressReadProducts"));
  if (shown === undefined) return rejected(item, "gone", message("refused.itemNoLongerExists"));
  const difference = item.want - (shown.quantity ?? 0);
  return refusedQuantity(item) ?? comparedCount(item, shown) ?? { item, ext, difference };
}

async function send(items: readonly StockItem[], ctx: Context): Promise<readonly StockResult[]> {
  const shown = await shownOf(productsOf(items), ctx);
  return writeRest(
    items.map((item) => decide(item, shown.get(item.key))),
    (due) => write(due, ctx),
  );
}

async function write(due: readonly Due[], ctx: Context): Promise<readonly StockResult[]> {
  const results: StockResult[] = [];
  const existing = due.filter(({ item }) => item.expected !== null);
  for (const way of ["increment", "decrement"] as const) {
    const some = existing.filter(({ difference }) => (way === "increment" ? difference > 0 : difference < 0));
    for (const part of chunks(some, DELTAS_PER_CALL)) results.push(...(await move(way, part, ctx)));
  }
  const unknown = due.filter(({ item }) => item.expected === null);
  for (const [productId, group] of Map.groupBy(unknown, ({ ext }) => ext.productId))
    results.push(...(await set(productId, group, ctx)));
  return results;
}

/** A refusal counts for the whole call and names nobody. */
function move(way: "increment" | "decrement", due: readonly Due[], ctx: Context): Promise<readonly StockResult[]> {
  return inHalves<Due, StockResult, ConnectorError>(due, {
    async work(some) {
      const rows = some.map(({ ext, difference }) => ({ ...ext, [`${way}By`]: Math.abs(difference) }));
      await wixCall(ctx, {
        method: "POST",
        path: `/stores/v2/inventoryItems/${way}`,
        json: { [`${way}Data`]: rows },
        operation: `inventory.${way}`,
      });
      return applied(some.map(({ item }) => item));
    },
    isItems: isRefusal,
    alone: ({ item }, error) => [refusedBy(item, error)],
  });
}

async function set(productId: string, group: readonly Due[], ctx: Context): Promise<readonly StockResult[]> {
  try {
    await wixCall(ctx, {
      method: "PATCH",
      path: `/stores/v2/inventoryItems/product/${productId}`,
      json: {
        inventoryItem: {
          trackQuantity: true,
          variants: group.map(({ item, ext }) => ({ variantId: ext.variantId, quantity: item.want })),
        },
      },
      operation: "inventory.set",
      safe: true,
    });
    return applied(group.map(({ item }) => item));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return group.map(({ item }) => refusedBy(item, error));
  }
}

function refusedBy(item: StockItem, error: Error): StockResult {
  return rejected(item, "refused", message("refused.notTakeNumber", { words: error.message }));
}

export const stock: Stock = {
  ...readsFirst,
  takesAt: "order placed",
  multiLocation: false,
  push: { maxItems: 1_000, send },
  async read(items, ctx) {
    const shown = await shownOf(productsOf(items), ctx);
    return items.map(({ key }) => {
      const now = shown.get(key);
      return {
        key,
        levels: now?.isTracked && now.quantity !== null ? [{ location: "", available: now.quantity }] : [],
      };
    });
  },
};
