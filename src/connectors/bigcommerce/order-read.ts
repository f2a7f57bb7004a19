/** Reading orders whole: the V2 order with its lines, its shipments where something left, its refunds where money went back. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { allBareRows, allRows, asTree, drift, isId, storeCallOrNull } from "./client.ts";
import { mapOrder } from "./order-mapping.ts";
import type { StoreLine, StoreOrder, StoreRefund, StoreShipment } from "./schemas.ts";
import {
  ESSENTIAL_OF_LINE,
  ESSENTIAL_OF_ORDER,
  ESSENTIAL_OF_REFUND,
  ESSENTIAL_OF_SHIPMENT,
  lineSchema,
  orderSchema,
  refundSchema,
  shipmentSchema,
} from "./schemas.ts";
import { factsOf } from "./shop.ts";
import { INCOMPLETE } from "./statuses.ts";

/** Lines and addresses inside the order: saves two calls an order. */
export const ORDER_INCLUDE = [
  ["include", "consignments,consignments.line_items,fees"],
  ["consignment_structure", "object"],
] as const;

export interface LoadedOrder {
  readonly order: StoreOrder;
  readonly lines: readonly StoreLine[];
  readonly shipments: readonly StoreShipment[];
  readonly part: OrderPart;
}

/** Unfinished checkouts are no orders, archived ones no longer are. */
export function isOrder(order: Pick<StoreOrder, "status_id" | "is_deleted">): boolean {
  return order.status_id !== INCOMPLETE && order.is_deleted !== true;
}

export function parseOrder(raw: Json, ctx: Context): StoreOrder {
  const id = asTree(raw)["id"];
  const order = parseResponse(orderSchema, raw, {
    ctx,
    what: `order ${typeof id === "number" ? id : ""}`,
    essential: ESSENTIAL_OF_ORDER,
  });
  if (order.consignments === undefined && order.items_total > 0)
    throw drift(ctx, "consignments", `order ${order.id}: the lines are missing`);
  return order;
}

function inlineLines(order: StoreOrder): readonly StoreLine[] {
  const { consignments } = order;
  const groups = [
    ...(consignments?.shipping ?? []),
    ...(consignments?.pickups ?? []),
    ...(consignments?.downloads ?? []),
    ...(consignments?.email?.gift_certificates ?? []),
  ];
  const lines = new Map(groups.flatMap((group) => group.line_items).map((line) => [line.id, line]));
  return [...lines.values()].sort((a, b) => Number(a.id) - Number(b.id));
}

const units = (lines: readonly StoreLine[]) => lines.reduce((sum, line) => sum + line.quantity, 0);

/** The order's lines; a list shorter than the order says is read from its own route, which has pages. */
async function linesOf(order: StoreOrder, ctx: Context): Promise<readonly StoreLine[]> {
  const inline = inlineLines(order);
  if (units(inline) >= order.items_total) return inline;
  const rows = await allBareRows(ctx, { path: `v2/orders/${order.id}/products`, operation: "orders.lines" });
  const how = { ctx, what: `a line of order ${order.id}`, essential: ESSENTIAL_OF_LINE };
  return rows.map((row) => parseResponse(lineSchema, row, how));
}

async function shipmentsOf(
  order: StoreOrder,
  lines: readonly StoreLine[],
  ctx: Context,
): Promise<readonly StoreShipment[]> {
  const hasLeft = order.items_shipped > 0 || lines.some((line) => line.quantity_shipped > 0);
  return hasLeft ? fetchShipments(order.id, ctx) : [];
}

export async function fetchShipments(orderId: string, ctx: Context): Promise<readonly StoreShipment[]> {
  const rows = await allBareRows(ctx, { path: `v2/orders/${orderId}/shipments`, operation: "orders.shipments" });
  const how = { ctx, what: `a shipment of order ${orderId}`, essential: ESSENTIAL_OF_SHIPMENT };
  return rows.map((row) => parseResponse(shipmentSchema, row, how));
}

/** Refunds of several orders in one walk. */
export async function fetchRefunds(orderIds: readonly string[], ctx: Context): Promise<readonly StoreRefund[]> {
  if (orderIds.length === 0) return [];
  const query = [["order_id:in", orderIds.join(",")]] as const;
  const rows = await allRows(ctx, { path: "v3/orders/payment_actions/refunds", query, operation: "refunds.list" });
  return rows.map((row) => parseResponse(refundSchema, row, { ctx, what: "a refund", essential: ESSENTIAL_OF_REFUND }));
}

function hasRefunds(order: StoreOrder, lines: readonly StoreLine[]): boolean {
  return (
    Number(order.refunded_amount) > 0 ||
    [4, 14].includes(order.status_id) ||
    lines.some((line) => line.quantity_refunded > 0)
  );
}

/** Whole orders of the API's rows; what is no order is left out. */
export async function loadOrders(rows: readonly Json[], ctx: Context): Promise<readonly LoadedOrder[]> {
  const parsed = rows.map((raw) => ({ raw, order: parseOrder(raw, ctx) })).filter(({ order }) => isOrder(order));
  const withLines = [];
  for (const { raw, order } of parsed) {
    const lines = await linesOf(order, ctx);
    withLines.push({ raw, order, lines, shipments: await shipmentsOf(order, lines, ctx) });
  }
  const refunded = withLines.filter(({ order, lines }) => hasRefunds(order, lines)).map(({ order }) => order.id);
  const refunds = Map.groupBy(await fetchRefunds(refunded, ctx), (refund) => refund.order_id);
  const facts = factsOf(ctx.connection);
  return withLines.map((one) => {
    const complete = units(one.lines) >= one.order.items_total;
    const { part, unknown } = mapOrder({ ...one, complete, refunds: refunds.get(one.order.id) ?? [], facts });
    for (const { path, value } of unknown)
      ctx.drift({ path, problem: `order ${one.order.id}: nobody knows this value`, value });
    return { order: one.order, lines: one.lines, shipments: one.shipments, part };
  });
}

/** The order's row, archived and unfinished ones too; null when there is none. */
export async function fetchRow(key: string, ctx: Context): Promise<Json> {
  if (!isId(key)) return null;
  return storeCallOrNull(ctx, { path: `v2/orders/${key}`, query: ORDER_INCLUDE, operation: "orders.get" });
}

/** One order whole; null when there is none, or it is no order (any more). */
export async function fetchOrder(key: string, ctx: Context): Promise<LoadedOrder | null> {
  const row = await fetchRow(key, ctx);
  return row === null ? null : ((await loadOrders([row], ctx))[0] ?? null);
}
