/**
 * Stock of Catalog V1: one number for each item, no revision. Where the number is known, the difference is added or
 * taken off (300 items a call), so that a sale in between is never written over; where nobody knows it, it is set.
 */

import type { Json } from "../../../commerce/product.ts";
import type { Told } from "../../../commerce/sentence.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { Stock, StockItem, StockResult } from "../../kit/contract/ports.ts";
import { readsFirst } from "../../kit/contract/ports-by.ts";
import { echo } from "../../kit/contract/results.ts";
import { chunks } from "../../kit/parse/chunks.ts";
import { parseResponse } from "../../kit/parse/parse.ts";
import { isKind, PER_PAGE, rowsOf, wixCall, wixQuery } from "../client.ts";
import { refusedItem } from "../push-results.ts";
import { inventoryV1Schema } from "../schemas.ts";
import { compared, refusedQuantity } from "../stock-judge.ts";
import { say } from "../words.ts";
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

const rejected = (item: StockItem, code: string, text: Told): StockResult => refusedItem(item, "stock", code, text);

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

function decide(item: StockItem, shown: Shown | undefined): StockResult | null {
  if (shown === undefined) return rejected(item, "gone", say("refused.itemNoLongerExists"));
  return refusedQuantity(item) ?? compared(item, shown);
}

async function send(items: readonly StockItem[], ctx: Context): Promise<readonly StockResult[]> {
  const results: StockResult[] = [];
  const addressed = items.flatMap((item) => {
    const ext = readExt(item.ext);
    if (ext === null) results.push(rejected(item, "unknown_item", say("refused.listingLostAddressReadProducts")));
    return ext === null ? [] : [{ item, ext }];
  });
  const shown = await shownOf(
    addressed.map(({ ext }) => ext.productId),
    ctx,
  );
  const due: Due[] = [];
  for (const { item, ext } of addressed) {
    const now = shown.get(item.key);
    const verdict = decide(item, now);
    if (verdict) results.push(verdict);
    else due.push({ item, ext, difference: item.want - (now?.quantity ?? 0) });
  }
  const known = due.filter(({ item }) => item.expected !== null);
  for (const way of ["increment", "decrement"] as const) {
    const some = known.filter(({ difference }) => (way === "increment" ? difference > 0 : difference < 0));
    for (const part of chunks(some, DELTAS_PER_CALL)) results.push(...(await move(way, part, ctx)));
  }
  const unknown = due.filter(({ item }) => item.expected === null);
  for (const [productId, group] of Map.groupBy(unknown, ({ ext }) => ext.productId))
    results.push(...(await set(productId, group, ctx)));
  return results;
}

/** A refusal counts for the whole call and names nobody: halves go alone until the item at fault stands by itself. */
async function move(
  way: "increment" | "decrement",
  due: readonly Due[],
  ctx: Context,
): Promise<readonly StockResult[]> {
  const size = ({ difference }: Due) => Math.abs(difference);
  const json: Json =
    way === "increment"
      ? { incrementData: due.map((one) => ({ ...one.ext, incrementBy: size(one) })) }
      : { decrementData: due.map((one) => ({ ...one.ext, decrementBy: size(one) })) };
  try {
    await wixCall(ctx, {
      method: "POST",
      path: `/stores/v2/inventoryItems/${way}`,
      json,
      operation: `inventory.${way}`,
    });
    return due.map(({ item }) => ({ ...echo(item), outcome: "applied", observed: item.want }));
  } catch (error) {
    if (!isKind(error, "rejected", "not_found")) throw error;
    const [only] = due;
    if (due.length === 1 && only) return [refusedBy(only.item, error)];
    const middle = Math.ceil(due.length / 2);
    return [...(await move(way, due.slice(0, middle), ctx)), ...(await move(way, due.slice(middle), ctx))];
  }
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
    return group.map(({ item }) => ({ ...echo(item), outcome: "applied", observed: item.want }));
  } catch (error) {
    if (!isKind(error, "rejected", "not_found")) throw error;
    return group.map(({ item }) => refusedBy(item, error));
  }
}

function refusedBy(item: StockItem, error: Error): StockResult {
  return rejected(item, "refused", say("refused.notTakeNumber", { words: error.message }));
}

export const stock: Stock = {
  ...readsFirst,
  takesAt: "order placed",
  multiLocation: false,
  push: { maxItems: 1_000, send },
  async read(items, ctx) {
    const shown = await shownOf(
      items.flatMap(({ ext }) => readExt(ext)?.productId ?? []),
      ctx,
    );
    return items.map(({ key }) => {
      const now = shown.get(key);
      return {
        key,
        levels: now?.isTracked && now.quantity !== null ? [{ location: "", available: now.quantity }] : [],
      };
    });
  },
};
