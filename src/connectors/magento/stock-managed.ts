/** Products whose stock the shop does not manage: always on sale, whatever their sources say. */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { idText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { get } from "./client.ts";
import { flag } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** Rows a page; those of this list are trimmed to two fields. */
const PAGE_SIZE = 1_000;
/** "Low stock" below this is all there is. */
const ANY_NUMBER = "99999999";

const pageSchema = z.object({
  items: z
    .array(z.object({ product_id: idText, manage_stock: flag }))
    .nullable()
    .transform((rows) => rows ?? []),
  total_count: wholeNumber,
});

const lastRead = new WeakMap<ShopFacts, Promise<ReadonlySet<string>>>();

/**
 * Their ids. Lists of products leave it out, so that the list of items with little stock is read: it has the setting as it
 * is in force (2.4.7). An edit, which reads one product, makes do with what a sweep has read.
 */
export function unmanagedProducts(
  shop: ShopFacts,
  ctx: Context,
  { isEdit }: { readonly isEdit: boolean },
): Promise<ReadonlySet<string>> {
  const cached = lastRead.get(shop);
  if (isEdit && cached) return cached;
  const reading = readUnmanaged(ctx);
  lastRead.set(shop, reading);
  reading.catch(() => lastRead.delete(shop));
  return reading;
}

/** A key without the right to it, or a service without the route, leaves all of them counted. */
async function readUnmanaged(ctx: Context): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let read = 0;
  try {
    for (let page = 1; ; page += 1) {
      const body = await get(ctx, "/stockItems/lowStock/", "stock.managed", [
        ["scopeId", "0"],
        ["qty", ANY_NUMBER],
        ["currentPage", String(page)],
        ["pageSize", String(PAGE_SIZE)],
        ["fields", "items[product_id,manage_stock],total_count"],
      ]);
      const { items, total_count } = parseResponse(pageSchema, body, { ctx, what: "stock items" });
      for (const item of items) if (!item.manage_stock) found.add(item.product_id);
      read += items.length;
      if (read >= total_count || items.length === 0) return found;
    }
  } catch (error) {
    if (!isConnectorError(error) || !["forbidden", "not_found"].includes(error.kind)) throw error;
    return found;
  }
}
