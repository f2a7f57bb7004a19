/** Orders by name, some at a time: the shop answers hundreds in one call. */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Document } from "../kit/graphql/graphql.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { inBornePortions } from "../kit/pull/page-size.ts";
import { readSingly, rowId } from "../kit/pull/read-each.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { toOrder, toOrderPart } from "./order-mapping.ts";
import { rawList, type VendureOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { DEFAULT_CHANNEL } from "./shop.ts";

/** A full order takes the shop 8 ms. */
const ORDERS_A_CALL = 100;

export interface RawOrders {
  readonly rows: readonly Json[];
  readonly total: number;
  readonly readAtMs: number;
}

/** Placed orders, in whole; carts and drafts stand in the same list. */
export async function listOrders(
  options: Readonly<Record<string, Json>>,
  shop: ShopFacts,
  ctx: Context,
  { document = documents.ORDERS, halves }: { readonly document?: Document; readonly halves?: boolean } = {},
): Promise<RawOrders> {
  const { filter = {}, ...rest } = options;
  const readAtMs = ctx.clock.now();
  const { orders } = await graphql(ctx, document, {
    variables: { options: { ...rest, filter: { ...(filter as object), ...placedHere(shop) } } },
    schema: z.object({ orders: rawList }),
    what: "orders",
    halves,
  });
  return { rows: orders.items, total: orders.totalItems, readAtMs };
}

/** The newest after so many, as many of them as a slow host can tell at once. */
export function newestOrders(
  { skip, size }: { readonly skip: number; readonly size: number },
  shop: ShopFacts,
  ctx: Context,
  document = documents.ORDERS,
): Promise<RawOrders> {
  const sort = { orderPlacedAt: "DESC" };
  return inBornePortions(
    { name: document.operation, size },
    ({ size: take, halves }) => listOrders({ skip, take, sort }, shop, ctx, { document, halves }),
    ctx,
  );
}

/** In the default channel a shop of several sellers shows each order twice: whole, and in the sellers' parts. */
function placedHere({ channel }: ShopFacts): Readonly<Record<string, Json>> {
  return {
    orderPlacedAt: { isNull: false },
    ...(channel === DEFAULT_CHANNEL ? { type: { notEq: "Seller" } } : {}),
  };
}

const rowSchema = z.object({ orderPlacedAt: z.string() });

/** "" for a row that does not tell it: read like any other, and never the end of a walk. */
export function placedAt(row: Json): string {
  const parsed = rowSchema.safeParse(row);
  const ms = parsed.success ? Date.parse(parsed.data.orderPlacedAt) : Number.NaN;
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString();
}

export function readRows({ rows, readAtMs }: Pick<RawOrders, "rows" | "readAtMs">, shop: ShopFacts, ctx: Context) {
  return readSingly(rows, (row) => toOrderPart(row, { shop, ctx, readAtMs }));
}

/** Of these ids; what the shop does not tell is left out. */
export async function ordersById(ids: readonly string[], shop: ShopFacts, ctx: Context): Promise<RawOrders[]> {
  const found: RawOrders[] = [];
  for (const some of chunks(ids, ORDERS_A_CALL))
    found.push(await listOrders({ take: some.length, filter: { id: { in: some } }, sort: { id: "ASC" } }, shop, ctx));
  return found;
}

export async function orderPart(key: string, shop: ShopFacts, ctx: Context): Promise<OrderPart | null> {
  const [answer] = await ordersById([key], shop, ctx);
  const row = answer?.rows.find((one) => rowId(one) === key);
  return answer && row !== undefined ? toOrderPart(row, { shop, ctx, readAtMs: answer.readAtMs }) : null;
}

/** As the shop tells it, for commands. */
export async function currentOrder(key: string, shop: ShopFacts, ctx: Context): Promise<VendureOrder | null> {
  const [answer] = await ordersById([key], shop, ctx);
  const row = answer?.rows.find((one) => rowId(one) === key);
  return row === undefined ? null : toOrder(row, ctx);
}
