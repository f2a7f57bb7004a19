/** Reading orders: by their ids a hundred a call, with their parcels where the marketplace ships in several. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { named, type ReadRows, readSingly, rowId } from "../kit/pull/read-each.ts";
import { read } from "./client.ts";
import { type LoadedOrder, toOrder } from "./order-mapping.ts";
import { orderPageSchema, shipmentPageSchema } from "./order-schemas.ts";
import { factsOf } from "./settings.ts";

/** More are refused: "The limit of 100 is exceeded for the parameter" (sheet section 11). */
export const A_PAGE = 100;

export const keyOf = (row: Json): string | undefined => rowId(row, "order_id");

type Rows = ReadRows<Json, OrderPart>;

/** Orders of a page with their parcels; one that cannot be read leaves the others. */
export async function readRows(rows: readonly Json[], ctx: Context): Promise<Rows> {
  const parcels = await shipmentsOf(
    rows.flatMap((row) => keyOf(row) ?? []),
    ctx,
  );
  return readSingly(rows, (row) => toOrder(row, parcels.get(keyOf(row) ?? "") ?? [], ctx).part);
}

/** `operation` says what is asked for whom: lists have a limit of their own. */
export async function rowsByIds(ids: readonly string[], operation: string, ctx: Context): Promise<readonly Json[]> {
  const found: Json[] = [];
  for (const some of chunks(ids, A_PAGE)) {
    const query = [
      ["order_ids", some.join(",")],
      ["max", String(A_PAGE)],
    ] as const;
    const body = await read(ctx, "/orders", operation, query);
    found.push(...parseResponse(orderPageSchema, body, { ctx, what: "orders" }).orders);
  }
  return found;
}

/** Null: Mirakl knows no such order of this shop. */
export async function loadOrder(key: string, ctx: Context): Promise<LoadedOrder | null> {
  const row = (await rowsByIds([key], "orders.get", ctx)).find((one) => keyOf(one) === key);
  if (row === undefined) return null;
  return toOrder(row, (await shipmentsOf([key], ctx)).get(key) ?? [], ctx);
}

/** By order; empty where the marketplace has one parcel for each order. */
async function shipmentsOf(ids: readonly string[], ctx: Context): Promise<ReadonlyMap<string, readonly Json[]>> {
  if (!factsOf(ctx.connection).multiShipment) return new Map();
  const found: Json[] = [];
  for (const some of chunks(ids, A_PAGE)) {
    const first = [...some.map((id) => ["order_id", id] as const), ["limit", String(A_PAGE)] as const];
    for (let query: readonly (readonly [string, string])[] = first; ; ) {
      const body = await read(ctx, "/shipments", "shipments.list", query);
      const page = parseResponse(shipmentPageSchema, body, { ctx, what: "the list of shipments" });
      found.push(...page.data);
      if (page.next_page_token === undefined) break;
      query = [
        ["page_token", page.next_page_token],
        ["limit", String(A_PAGE)],
      ];
    }
  }
  return Map.groupBy(found, (row) => keyOf(row) ?? "");
}

export const unreadOf = (rows: Rows) => named(rows.unread, keyOf);
