/** From a raw order to the unified one: its refunds and fulfilments are fetched when it has any. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse, textOf } from "../kit/parse/parse.ts";
import {
  allRows,
  asList,
  asRecord,
  factsOf,
  hasNoRoute,
  inParallel,
  PER_PAGE,
  shopCall,
  shopCallOrNull,
} from "./client.ts";
import { mapOrder } from "./order-mapping.ts";
import { metaOf } from "./order-source.ts";
import type { ShopFulfilment, ShopOrder, ShopRefund } from "./schemas.ts";
import { ESSENTIAL_OF_ORDER, ESSENTIAL_OF_REFUND, fulfilmentSchema, orderSchema, refundSchema } from "./schemas.ts";
import { DRAFTS } from "./statuses.ts";
import { message } from "./words.ts";

export interface LoadedOrder {
  readonly order: ShopOrder;
  readonly refunds: readonly ShopRefund[];
  readonly fulfilments: readonly ShopFulfilment[];
  readonly part: OrderPart;
  readonly parentSkus: ParentSkus;
}

type ParentSkus = ReadonlyMap<string, string>;

/**
 * A line of a variation without a SKU of its own shows its parent's, which stands for none of the variations. Which SKUs
 * those are only the products tell; one call for a whole page of orders.
 */
async function parentSkusOf(rows: readonly Json[], ctx: Context): Promise<ParentSkus> {
  const lines = rows.flatMap((row) => {
    const items = asRecord(row)["line_items"];
    return Array.isArray(items) ? items.map((item) => asRecord(item)) : [];
  });
  const parents = new Set(lines.flatMap((line) => (line["variation_id"] && line["sku"] ? [line["product_id"]] : [])));
  const found = new Map<string, string>();
  for (const ids of chunks([...parents].map(String), PER_PAGE)) {
    const { body } = await shopCall(ctx, {
      path: "products",
      query: [
        ["include", ids.join(",")],
        ["per_page", String(PER_PAGE)],
        ["_fields", "id,sku"],
      ],
      operation: "products.skus",
    });
    for (const row of asList(body, ctx, "products.skus")) {
      const { id, sku } = asRecord(row);
      if (typeof sku === "string" && sku !== "") found.set(String(id), sku);
    }
  }
  return found;
}

async function refundsOf(order: ShopOrder, ctx: Context): Promise<readonly ShopRefund[]> {
  if (order.refunds.length === 0) return [];
  const rows = await allRows(ctx, { path: `orders/${order.id}/refunds`, operation: "refunds.list" });
  return rows.map((row) =>
    parseResponse(refundSchema, row, { ctx, what: `refund of order ${order.id}`, essential: ESSENTIAL_OF_REFUND }),
  );
}

/** Null also where the shop has no such route any more: orders keep what the feature wrote in them. */
async function fulfilmentList(orderId: string, ctx: Context): Promise<Json | null> {
  try {
    return await shopCallOrNull(ctx, { path: `orders/${orderId}/fulfillments`, operation: "fulfilments.list" });
  } catch (error) {
    if (hasNoRoute(error)) return null;
    throw error;
  }
}

/** Core fulfilments, in both shapes the versions have: wrapped (10.x) or bare. */
export async function fulfilmentsOf(orderId: string, ctx: Context): Promise<readonly ShopFulfilment[]> {
  const body = await fulfilmentList(orderId, ctx);
  if (body === null) return [];
  const list = Array.isArray(body) ? body : asRecord(body)["fulfillments"];
  const rows = asList(list ?? [], ctx, "fulfilments.list");
  return rows.map((row) =>
    parseResponse(fulfilmentSchema, row, { ctx, what: `fulfilment of order ${orderId}`, essential: ["id"] }),
  );
}

function hasPacked(order: ShopOrder): boolean {
  return ["fulfilled", "partially_fulfilled"].includes(textOf(metaOf(order.meta_data, "_fulfillment_status")));
}

/** True for rows nobody bought: abandoned checkouts, drafts, and what lies in the trash. */
export function isNoOrder(order: Pick<ShopOrder, "status">): boolean {
  return DRAFTS.includes(order.status) || order.status === "trash";
}

/** `existing` spares asking again for what an earlier look at the same order told. */
export async function loadOrder(
  raw: Json,
  ctx: Context,
  existing?: Pick<LoadedOrder, "parentSkus">,
): Promise<LoadedOrder> {
  const what = `order ${String(asRecord(raw)["id"] ?? "")}`;
  const order = parseResponse(orderSchema, raw, { ctx, what, essential: ESSENTIAL_OF_ORDER });
  const facts = factsOf(ctx.connection);
  const refunds = await refundsOf(order, ctx);
  const fulfilments = facts.hasFulfilments && hasPacked(order) ? await fulfilmentsOf(order.id, ctx) : [];
  const parentSkus = existing?.parentSkus ?? (await parentSkusOf([raw], ctx));
  const { managesStock, holdMinutes } = facts;
  const { part, unknown } = mapped({ order, raw, refunds, fulfilments, parentSkus, managesStock, holdMinutes }, ctx);
  // Without the order's number: one report for a status, however many orders have it.
  for (const slug of unknown)
    ctx.drift({
      path: "status",
      problem: `the order status "${slug}" is not known: its orders are on hold`,
      value: slug,
    });
  return { order, refunds, fulfilments, part, parentSkus };
}

/** A value no order can have (an amount, a time, a currency) is the shop's, not a fault of ours. */
function mapped(input: Parameters<typeof mapOrder>[0], ctx: Context): ReturnType<typeof mapOrder> {
  try {
    return mapOrder(input);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const problem = `order ${input.order.id} holds a value that cannot be read: ${cause.message}`;
    ctx.drift({ path: "order", problem });
    throw new ConnectorError(
      { kind: "drift", path: "order" },
      message("error.orderUnreadable", { order: input.order.id, problem: cause.message }),
      { cause },
    );
  }
}

/** Parts of a page of raw orders, in order; drafts and trash left out. */
export async function readOrders(rows: readonly Json[], ctx: Context): Promise<readonly OrderPart[]> {
  const requested = rows.filter((row) => !isNoOrder({ status: String(asRecord(row)["status"] ?? "") }));
  const parentSkus = await parentSkusOf(requested, ctx);
  return (await inParallel(requested, (row) => loadOrder(row, ctx, { parentSkus }))).map((loaded) => loaded.part);
}

/** The order as the shop has it now; null when it is gone, in the trash, or only a draft. */
export async function fetchOrder(
  key: string,
  ctx: Context,
  existing?: Pick<LoadedOrder, "parentSkus">,
): Promise<LoadedOrder | null> {
  const raw = await shopCallOrNull(ctx, { path: `orders/${encodeURIComponent(key)}`, operation: "orders.get" });
  if (raw === null || isNoOrder({ status: String(asRecord(raw)["status"] ?? "") })) return null;
  return loadOrder(raw, ctx, existing);
}
