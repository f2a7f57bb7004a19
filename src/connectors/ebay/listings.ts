/** Items, groups and offers as eBay tells them (sheet section 7). Offers are told for one SKU a call. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import { chunks, sideBySide } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { isUnknown } from "./classify.ts";
import { bulkItemsSchema, type Item, itemPageSchema, itemSchema, type Offer, offersSchema } from "./schemas.ts";
import { homeOf } from "./settings.ts";

const INVENTORY = "/sell/inventory/v1";
/** Rows of a bulk call, and calls for the offers of single SKUs at once. */
export const BULK = 25;
const AT_ONCE = 5;

/** Some reads answer 400 without it (sheet section 3). */
const language = ({ connection }: Context) => ({ "accept-language": homeOf(connection).language });

export const readItem = (raw: Json, ctx: Pick<Context, "drift">): Item =>
  parseResponse(itemSchema, raw, { ctx, what: "inventory item" });

/** `page` counts from 0: the offset of this list is a page's number. */
export async function itemPage(page: number, limit: number, ctx: Context) {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${INVENTORY}/inventory_item`,
    query: [
      ["limit", String(limit)],
      ["offset", String(page)],
    ],
    headers: language(ctx),
    operation: "inventory.list",
  });
  const { inventoryItems, total } = parseResponse(itemPageSchema, body, { ctx, what: "inventory items" });
  return { rows: inventoryItems, total: total ?? inventoryItems.length };
}

/** Null: there is no such item. */
export async function askItem(sku: string, ctx: Context): Promise<Json | null> {
  const url = `${INVENTORY}/inventory_item/${encodeURIComponent(sku)}`;
  const reported = await nullIfNotFound(
    ctx.http.json({ method: "GET", url, headers: language(ctx), operation: "inventory.get" }),
  );
  return reported?.body ?? null;
}

/** The items of these SKUs as told, by SKU; those that do not exist are left out. */
export async function askItems(skus: readonly string[], ctx: Context): Promise<ReadonlyMap<string, Json>> {
  const found = new Map<string, Json>();
  for (const some of chunks([...new Set(skus)], BULK)) {
    const { body } = await ctx.http.json({
      method: "POST",
      url: `${INVENTORY}/bulk_get_inventory_item`,
      headers: language(ctx),
      json: { requests: some.map((sku) => ({ sku })) },
      operation: "inventory.read",
      safe: true,
    });
    for (const row of parseResponse(bulkItemsSchema, body, { ctx, what: "inventory items" }).responses) {
      if (isUnknown(row.statusCode, row.errors) || !row.inventoryItem) continue;
      found.set(row.sku ?? readItem(row.inventoryItem, ctx).sku, withSku(row.inventoryItem, row.sku));
    }
  }
  return found;
}

/** The row names its item, which need not name itself. */
const withSku = (item: Json, sku: string | undefined): Json =>
  item !== null && typeof item === "object" && !Array.isArray(item) && sku !== undefined ? { sku, ...item } : item;

/** Null: there is no such group. */
export async function askGroup(key: string, ctx: Context): Promise<Json | null> {
  const url = `${INVENTORY}/inventory_item_group/${encodeURIComponent(key)}`;
  const reported = await nullIfNotFound(
    ctx.http.json({ method: "GET", url, headers: language(ctx), operation: "inventory.group" }),
  );
  return reported?.body ?? null;
}

/** Offers of a SKU at a fixed price, on every site; an item without any is answered as unknown. */
async function askOffers(sku: string, ctx: Context): Promise<readonly Offer[]> {
  const reported = await nullIfNotFound(
    ctx.http.json({
      method: "GET",
      url: `${INVENTORY}/offer`,
      query: [["sku", sku]],
      operation: "offers.list",
    }),
  );
  if (reported === null) return [];
  const { offers } = parseResponse(offersSchema, reported.body, { ctx, what: "offers" });
  return offers.filter(({ format }) => format === undefined || format === "FIXED_PRICE");
}

export async function offersBySku(
  skus: readonly string[],
  ctx: Context,
): Promise<ReadonlyMap<string, readonly Offer[]>> {
  const reported = await sideBySide(
    [...new Set(skus)],
    AT_ONCE,
    async (sku) => [sku, await askOffers(sku, ctx)] as const,
  );
  return new Map(reported);
}

/** How many of an item buyers find at most: the lower of its own number and the offer's (official description). */
export function shownOf(item: Item, offer: Offer | undefined): number | undefined {
  const own = item.availability?.shipToLocationAvailability?.quantity;
  const numbers = [own, offer?.availableQuantity].filter((one) => one !== null && one !== undefined);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}

export const isPublished = ({ status }: Offer): boolean => status === "PUBLISHED";
