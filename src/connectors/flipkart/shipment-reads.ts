/** Reading shipments: the list tells money and states, the details tell people, addresses and tracking. */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readEach } from "../kit/pull/read-each.ts";
import { partsOf } from "./order-mapping.ts";
import {
  ESSENTIAL_OF_SHIPMENT,
  type Shipment,
  shipmentIdSchema,
  shipmentListSchema,
  shipmentPageSchema,
  shipmentSchema,
} from "./schemas.ts";

const SHIPMENTS = "/sellers/v3/shipments";
/** Ids in one look-up (description of the operation). */
const IDS_A_CALL = 100;
/** The size of every sample; larger ones are not documented. */
const PAGE_SIZE = 20;

export interface ShipmentPage {
  readonly rows: readonly Json[];
  /** Path of the next page; "" after the last. */
  readonly next: string;
}

/** The first page of a search. */
export async function searchShipments(filter: { readonly [key: string]: Json }, ctx: Context): Promise<ShipmentPage> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${SHIPMENTS}/filter`,
    json: { filter, pagination: { pageSize: PAGE_SIZE }, sort: { field: "modifiedDate", order: "asc" } },
    operation: "shipments.filter",
    safe: true,
  });
  return readPage(body, ctx);
}

/** A further page: Flipkart's own address, never one built here. */
export async function nextShipments(path: string, ctx: Context): Promise<ShipmentPage> {
  const { body } = await ctx.http.json({ method: "GET", url: underSellers(path), operation: "shipments.filter" });
  return readPage(body, ctx);
}

function readPage(body: Json, ctx: Context): ShipmentPage {
  const page = parseResponse(shipmentPageSchema, body, { ctx, what: "the list of shipments" });
  return { rows: page.shipments, next: page.hasMore ? (page.nextPageUrl ?? "") : "" };
}

/** Addresses of further pages are relative to /sellers, not to the host; another host's is not followed. */
export function underSellers(reported: string): string {
  const { pathname, search } = new URL(reported, "https://api.flipkart.net");
  return `${pathname.startsWith("/sellers/") ? "" : "/sellers"}${pathname}${search}`;
}

/** Proves that shipments may be read. */
export async function proveShipments(ctx: Context): Promise<void> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${SHIPMENTS}/filter`,
    json: { filter: { type: "preDispatch" }, pagination: { pageSize: 1 } },
    operation: "shipments.filter",
    safe: true,
  });
  readPage(body, ctx);
}

export type ShipmentIds = "shipmentIds" | "orderIds" | "orderItemIds";

/** Shipments by ids of exactly one kind; unknown ones are absent. */
export async function shipmentsBy(kind: ShipmentIds, ids: readonly string[], ctx: Context): Promise<Json[]> {
  const rows: Json[] = [];
  for (const some of chunks([...new Set(ids)], IDS_A_CALL)) {
    const list = some.map(encodeURIComponent).join(",");
    rows.push(...(await known({ url: `${SHIPMENTS}?${kind}=${list}`, operation: "shipments.get" }, ctx)));
  }
  return rows;
}

/** The parts shipments are; one that cannot be read leaves the others. */
export async function partsOfRows(
  rows: readonly Json[],
  ctx: Context,
): Promise<{ readonly parts: readonly OrderPart[]; readonly unreadKeys: readonly string[]; readonly unread: number }> {
  const { items, unread } = await readEach(rows, (some) => allPartsOf(some, ctx));
  const orders = unread.map(ordersOf);
  return { parts: items, unreadKeys: orders.flat(), unread: orders.filter((keys) => keys.length === 0).length };
}

const ownedSchema = z.object({ orderItems: z.array(z.object({ orderId: z.string().min(1) })) });

/** The orders a shipment belongs to, whatever else of it cannot be read. */
function ordersOf(row: Json): string[] {
  const { orderItems = [] } = ownedSchema.safeParse(row).data ?? {};
  return [...new Set(orderItems.map(({ orderId }) => orderId))];
}

/** As `partsOfRows`, where somebody waits for just these. Throws drift when one cannot be read. */
export async function allPartsOf(rows: readonly Json[], ctx: Context): Promise<readonly OrderPart[]> {
  const details = await detailsOf(rows, ctx);
  return rows.flatMap((row) => partsOf(row, details.get(idOf(row)), ctx));
}

/** All shipments of an order, as parts. */
export async function partsOfOrder(orderKey: string, ctx: Context): Promise<readonly OrderPart[]> {
  const parts = await allPartsOf(await shipmentsBy("orderIds", [orderKey], ctx), ctx);
  return parts.filter((part) => part.orderKey === orderKey);
}

/** All shipments of an order, for commands. */
export async function shipmentsOfOrder(orderKey: string, ctx: Context): Promise<Shipment[]> {
  const rows = await shipmentsBy("orderIds", [orderKey], ctx);
  const how = { ctx, what: `a shipment of order ${orderKey}`, essential: ESSENTIAL_OF_SHIPMENT };
  return rows.map((row) => parseResponse(shipmentSchema, row, how));
}

async function detailsOf(rows: readonly Json[], ctx: Context): Promise<Map<string, Json>> {
  const found = new Map<string, Json>();
  for (const some of chunks([...new Set(rows.map(idOf).filter((id) => id !== ""))], IDS_A_CALL)) {
    const list = some.map(encodeURIComponent).join(",");
    for (const row of await known({ url: `${SHIPMENTS}/${list}`, operation: "shipments.details" }, ctx))
      found.set(idOf(row), row);
  }
  return found;
}

async function known(
  call: { readonly url: string; readonly operation: string },
  ctx: Context,
): Promise<readonly Json[]> {
  try {
    const { body } = await ctx.http.json({ method: "GET", ...call });
    return parseResponse(shipmentListSchema, body, { ctx, what: "shipments" }).shipments;
  } catch (error) {
    // Ids nobody knows, all of them: not a failure.
    const isUnknown =
      isConnectorError(error) &&
      (error.kind === "not_found" || (error.info.kind === "rejected" && error.info.code === "INVALID_SHIPMENTS"));
    if (!isUnknown) throw error;
    return [];
  }
}

function idOf(row: Json): string {
  return shipmentIdSchema.safeParse(row).data?.shipmentId ?? "";
}
