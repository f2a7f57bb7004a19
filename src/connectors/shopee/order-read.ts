/** Orders whole: fifty a call, with the tracking numbers of their parcels. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseDecoration, parseResponse } from "../kit/parse/parse.ts";
import { named, type ReadRows, readEach, rowId } from "../kit/pull/read-each.ts";
import { call, callOrNull } from "./client.ts";
import { kitsOf } from "./item-kits.ts";
import type { Beside, LoadedOrder, Tracking } from "./order-mapping.ts";
import { mapOrder, readOrder } from "./order-mapping.ts";
import { readReturns } from "./returns.ts";
import type { Order } from "./schemas.ts";
import { orderDetails, orderListSchema, trackingList } from "./schemas.ts";
import { isArranged } from "./statuses.ts";
import type { WindowList } from "./windows.ts";
import { WIDEST } from "./windows.ts";

/** Most of get_order_list, of get_order_detail and of get_mass_tracking_number. */
const ORDERS_PER_PAGE = 100;
const ORDERS_PER_CALL = 50;
const PACKAGES_PER_CALL = 50;

/** Only the basics come unasked. */
const FIELDS = [
  "buyer_user_id",
  "buyer_username",
  "recipient_address",
  "note",
  "item_list",
  "pay_time",
  "cancel_by",
  "cancel_reason",
  "fulfillment_flag",
  "pickup_done_time",
  "package_list",
  "shipping_carrier",
  "payment_method",
  "total_amount",
  "pending_terms",
].join(",");

async function details(keys: readonly string[], ctx: Context): Promise<readonly Json[]> {
  const query = [
    ["order_sn_list", keys.join(",")],
    ["request_order_status_pending", "true"],
    ["response_optional_fields", FIELDS],
  ] as const;
  const body = await callOrNull(ctx, { path: "order/get_order_detail", operation: "orders.get", query });
  return body === null ? [] : parseResponse(orderDetails, body, { ctx, what: "the orders" }).order_list;
}

/** Orders by number; unknown ones are left out. */
async function readOrders(keys: readonly string[], ctx: Context): Promise<ReadRows<Json, OrderPart>> {
  const rows: Json[] = [];
  for (const part of chunks(keys, ORDERS_PER_CALL)) rows.push(...(await details(part, ctx)));
  return readEach(rows, async (some) => {
    const existing = some.map((raw) => ({ order: readOrder(raw, ctx), raw }));
    const beside = await besideOf(
      existing.map(({ order }) => order),
      ctx,
    );
    return existing.map(({ order, raw }) => mapOrder(order, raw, beside));
  });
}

const keyOf = (row: Json): string | undefined => rowId(row, "order_sn");

async function besideOf(orders: readonly Order[], ctx: Context): Promise<Beside> {
  const items = orders.flatMap(({ item_list: lines }) => lines.map(({ item_id: id }) => id));
  return {
    tracking: await trackingOf(orders, ctx),
    returns: await readReturns(orders, ctx),
    kits: await kitsOf(items, ctx),
    ctx,
  };
}

/** Over for good: their numbers were told while they were under way. */
const DONE: ReadonlySet<string> = new Set(["COMPLETED", "CANCELLED", "UNPAID"]);

async function trackingOf(orders: readonly Order[], ctx: Context): Promise<Tracking> {
  const packages = orders
    .filter(({ order_status: status }) => !DONE.has(status))
    .flatMap(({ package_list: list }) => list.filter(isArranged).flatMap(({ package_number: number }) => number || []));
  return trackingNumbers(packages, ctx);
}

/** Numbers Shopee has made, by parcel; those of parcels that were not arranged are left out. */
export async function trackingNumbers(packages: readonly string[], ctx: Context): Promise<Tracking> {
  const numbers = new Map<string, string>();
  for (const part of chunks([...new Set(packages)], PACKAGES_PER_CALL)) {
    const json = { package_list: part.map((number) => ({ package_number: number })) };
    const body = await call(ctx, {
      path: "logistics/get_mass_tracking_number",
      operation: "orders.tracking",
      json,
      safe: true,
    });
    const reported = parseDecoration(trackingList, body, { ctx, what: "the tracking numbers" });
    for (const row of reported?.success_list ?? [])
      if (row.tracking_number) numbers.set(row.package_number, row.tracking_number);
  }
  return numbers;
}

/** One order, or null when Shopee does not know it. Throws drift when it cannot be read. */
export async function loadOrder(key: string, ctx: Context): Promise<LoadedOrder | null> {
  // A list separated by commas: anything else would ask for other orders.
  if (!/^[A-Za-z0-9]{4,40}$/.test(key)) return null;
  const raw = (await details([key], ctx))[0];
  if (raw === undefined) return null;
  const order = readOrder(raw, ctx);
  return { order, part: mapOrder(order, raw, await besideOf([order], ctx)) };
}

/** Orders for a sweep, and the numbers of those that cannot be read. */
export async function loadParts(keys: readonly string[], ctx: Context) {
  const { items, unread } = await readOrders(keys, ctx);
  return { items, ...named(unread, keyOf) };
}

/** Numbers of the orders that changed, their details beside. */
export const changedOrders: WindowList<OrderPart> = {
  widest: WIDEST,
  firstPage: "",
  async page({ from, to, page }, ctx) {
    const query = [
      ["time_range_field", "update_time"],
      ["time_from", String(from)],
      ["time_to", String(to)],
      ["page_size", String(ORDERS_PER_PAGE)],
      ["cursor", page],
      // Without it orders on hold at Shopee stay hidden.
      ["request_order_status_pending", "true"],
    ] as const;
    const body = await call(ctx, { path: "order/get_order_list", operation: "orders.list", query });
    const list = parseResponse(orderListSchema, body, { ctx, what: "the list of orders" });
    const keys = [...new Set(list.order_list.map(({ order_sn: key }) => key))];
    return { ...(await loadParts(keys, ctx)), next: list.more ? list.next_cursor || null : null };
  },
};
