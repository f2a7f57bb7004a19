/** Reading items: fifty a page, or one by its SKU (sheet section 5.3). */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import { readOrNull } from "./client.ts";
import type { ReadItem } from "./product-mapping.ts";
import { itemPageSchema, itemSchema, oneItemSchema } from "./schemas.ts";

const LIMIT = "50";
const FIRST = "*";

/** An item's row as Walmart sent it. */
export const readItem = (raw: Json, ctx: Context): ReadItem => ({
  raw,
  item: parseResponse(itemSchema, raw, { ctx, what: `item ${rowId(raw, "sku") ?? ""}` }),
});

export interface CategoryPosition {
  readonly cursor: string;
  readonly offset: number;
}

/** The cursor names the list, the offset the place in it. */
export async function itemPage({ cursor, offset }: CategoryPosition, ctx: Context, group?: string) {
  const body = await askPage({ cursor: cursor || FIRST, offset }, ctx, group);
  const page = body === null ? null : parseResponse(itemPageSchema, body, { ctx, what: "the list of items" });
  const rows = page?.ItemResponse ?? [];
  const { items, unread } = await readSingly(rows, (row) => readItem(row, ctx));
  const next: CategoryPosition = { cursor: page?.nextCursor ?? "", offset: offset + rows.length };
  const isLast = rows.length === 0 || !page?.nextCursor || next.offset >= (page.totalItems ?? Number.POSITIVE_INFINITY);
  return { items, next, isLast, ...named(unread, (row) => rowId(row, "sku")) };
}

async function askPage(position: CategoryPosition, ctx: Context, group?: string): Promise<Json | null> {
  const ask = ({ cursor, offset }: CategoryPosition) =>
    readOrNull(ctx, {
      url: "/items",
      query: [
        ["nextCursor", cursor],
        ["offset", String(offset)],
        ["limit", LIMIT],
        ...(group === undefined ? [] : [["variantGroupId", group] as const]),
      ],
      operation: "items.list",
    });
  try {
    return await ask(position);
  } catch (error) {
    // It lives two minutes.
    if (!isKind(error, "rejected") || position.cursor === FIRST) throw error;
    ctx.log.info("the list's cursor was not taken any more; it goes on with a new one", { offset: position.offset });
    return ask({ ...position, cursor: FIRST });
  }
}

/** Null where the seller has no item of this SKU. */
export async function itemOf(sku: string, ctx: Context): Promise<ReadItem | null> {
  const body = await readOrNull(ctx, {
    url: `/items/${encodeURIComponent(sku)}`,
    query: [["productIdType", "SKU"]],
    operation: "items.get",
  });
  if (body === null) return null;
  const { responseRecord, ItemResponse: rows } = parseResponse(oneItemSchema, body, { ctx, what: "item" });
  const row = responseRecord ?? rows.find((one) => rowId(one, "sku") === sku);
  return row === undefined || row === null ? null : readItem(row, ctx);
}
