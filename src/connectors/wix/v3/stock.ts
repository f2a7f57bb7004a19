/** Stock of Catalog V3: one number for each variant and location, set with the revision it was read at. */

import type { HubText } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import { writeRest } from "../../kit/contract/compared.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { Stock, StockItem, StockResult } from "../../kit/contract/ports.ts";
import { echo } from "../../kit/contract/results.ts";
import { chunks } from "../../kit/parse/chunks.ts";
import { bulkResultsOf, isGuid, isStale, PER_BULK, wixCall } from "../client.ts";
import { refusedItem } from "../push-results.ts";
import type { WixInventory } from "../schemas.ts";
import { comparedCount, refusedQuantity } from "../stock-judge.ts";
import { english, message } from "../words.ts";
import { countsOf, isTracked, readExt } from "./product-mapping.ts";
import { inventoryItems } from "./product-read.ts";

interface Due {
  readonly item: StockItem;
  /** Null: Wix has no record for this variant at this location yet. */
  readonly shown: WixInventory | null;
}

const locationOf = (variantId: string, locationId: string) => `${variantId}|${locationId}`;

const rejected = (item: StockItem, code: string, text: HubText): StockResult => refusedItem(item, "stock", code, text);

async function shownOf(items: readonly StockItem[], ctx: Context): Promise<ReadonlyMap<string, WixInventory>> {
  const fitting = items.filter(({ key, location }) => isGuid(key) && isGuid(location));
  if (fitting.length === 0) return new Map();
  const $in = (ids: readonly string[]): Json => ({ $in: [...new Set(ids)] });
  const found = await inventoryItems(
    { variantId: $in(fitting.map(({ key }) => key)), locationId: $in(fitting.map(({ location }) => location)) },
    ctx,
  );
  return new Map(found.map((one) => [locationOf(one.variantId, one.locationId ?? ""), one]));
}

/** What to do with an item given what Wix shows: a final result, or the item to write. */
function decide(item: StockItem, shown: WixInventory | undefined, counted: ReadonlySet<string>): StockResult | Due {
  if (!isGuid(item.location)) return rejected(item, "location", message("refused.stockBelongsLocationMapLocation"));
  const refused = refusedQuantity(item);
  if (refused || shown === undefined) return refused ?? { item, shown: null };
  if (!isTracked(shown) && counted.has(item.key))
    return rejected(item, "not_counted_here", message("refused.sellsItemAtLocationWithoutCounting"));
  const count = { isTracked: shown.trackQuantity !== false, quantity: shown.quantity ?? null };
  return comparedCount(item, count) ?? { item, shown };
}

/** Of variants that one place does not count, those that another does. */
async function countedElsewhere(uncounted: readonly WixInventory[], ctx: Context): Promise<ReadonlySet<string>> {
  const ids = [...new Set(uncounted.map(({ variantId }) => variantId))];
  if (ids.length === 0) return new Set();
  const found = await inventoryItems({ variantId: { $in: ids } }, ctx);
  return new Set(found.filter(isTracked).map(({ variantId }) => variantId));
}

async function send(items: readonly StockItem[], ctx: Context): Promise<readonly StockResult[]> {
  const shown = await shownOf(items, ctx);
  const uncounted = [...shown.values()].filter((one) => !isTracked(one));
  const counted = await countedElsewhere(uncounted, ctx);
  return writeRest(
    items.map((item) => decide(item, shown.get(locationOf(item.key, item.location)), counted)),
    (due) => write(due, ctx),
  );
}

async function write(due: readonly Due[], ctx: Context): Promise<readonly StockResult[]> {
  const results: StockResult[] = [];
  const existing = due.filter((one): one is Due & { shown: WixInventory } => one.shown !== null);
  const fresh = due.filter((one) => one.shown === null);
  if (existing.length > 0) results.push(...(await update(existing, ctx)));
  if (fresh.length > 0) results.push(...(await create(fresh, ctx)));
  return results;
}

/** Compare-and-set by revision: whoever changed the item since we read it makes this fail, and nothing is lost. */
async function update(due: readonly (Due & { readonly shown: WixInventory })[], ctx: Context) {
  const body = await wixCall(ctx, {
    method: "POST",
    path: "/stores/v3/bulk/inventory-items/update",
    json: {
      inventoryItems: due.map(({ item, shown }) => ({
        inventoryItem: { id: shown.id, revision: shown.revision, quantity: item.want },
      })),
      reason: "MANUAL",
      returnEntity: false,
    },
    operation: "inventory.set",
    safe: true,
  });
  return classified(due, body, ctx);
}

/** A variant that was never counted at this location gets its record with its first number. */
async function create(due: readonly Due[], ctx: Context): Promise<readonly StockResult[]> {
  const results: StockResult[] = [];
  const made = due.filter(({ item }) => {
    if (readExt(item.ext) !== null) return true;
    results.push(rejected(item, "unknown_item", message("refused.listingLostProductReadProducts")));
    return false;
  });
  if (made.length === 0) return results;
  const body = await wixCall(ctx, {
    method: "POST",
    path: "/stores/v3/bulk/inventory-items/create",
    json: {
      inventoryItems: made.map(({ item }) => ({
        variantId: item.key,
        productId: readExt(item.ext)?.productId ?? "",
        locationId: item.location,
        quantity: item.want,
      })),
      returnEntity: false,
    },
    operation: "inventory.create",
  });
  return [...results, ...classified(made, body, ctx)];
}

function classified(due: readonly Due[], body: Json, ctx: Context): readonly StockResult[] {
  const results = bulkResultsOf(body, due.length, ctx);
  return due.map(({ item }, at): StockResult => {
    const verification = results[at];
    if (verification?.success) return { ...echo(item), outcome: "applied", observed: item.want };
    const { code, text } = verification ?? { code: "NO_VERDICT", text: english("word.noAnswerForItem") };
    // Sold or edited between our reading and our writing: read again and decide anew.
    if (isStale(code) || code === "ITEM_ALREADY_EXISTS")
      return { ...echo(item), outcome: "retry", error: { kind: "conflict" }, text };
    return rejected(item, code, message("refused.notTakeNumber2", { words: text }));
  });
}

export const stock: Stock = {
  basis: "available",
  compareAndSet: "native",
  takesAt: "order placed",
  multiLocation: true,
  push: { maxItems: PER_BULK, send },
  async read(items, ctx) {
    const found: WixInventory[] = [];
    const keys = items.map(({ key }) => key).filter(isGuid);
    for (const part of chunks([...new Set(keys)], PER_BULK))
      found.push(...(await inventoryItems({ variantId: { $in: part } }, ctx)));
    const byKey = Map.groupBy(found, ({ variantId }) => variantId);
    return items.map(({ key }) => {
      const { levels = [], uncountedAt } = countsOf(byKey.get(key) ?? []);
      return { key, levels, uncountedAt };
    });
  },
};
