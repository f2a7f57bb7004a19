/** Refunds, core fulfilments and the shipment tracking plugin. */
import { createHash } from "node:crypto";
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { priceText, toMinor } from "./decimals.ts";
import { setStatus } from "./order-status.ts";
import { renderRefund } from "./order-view.ts";
import { orderTotal } from "./orders.ts";
import { view } from "./product-view.ts";
import type { Call, Handler, Handlers } from "./rest.ts";
import { flag, integer, paged, RestError } from "./rest.ts";
import type { Line, Obj, Order, Refund, Shop } from "./state.ts";
import { fineDecimals, isObj, metaList, nextId } from "./state.ts";
import { restockRefund } from "./stock.ts";
import { orderChangedAt } from "./time.ts";

/** Gateways of this shop that can give money back by themselves. */
const REFUNDING = ["stripe", "woocommerce_payments"];

/** Refund errors carry their status as a bare number, under HTTP 500. */
function refused(code: string, message: string, data: number): RestError {
  return new RestError(500, code, message, data);
}

function orderOf(call: Call): Order | undefined {
  return call.shop.orders.get(Number(call.at["order_id"]));
}

function refundOf(call: Call): { order: Order; refund: Refund } {
  const order = orderOf(call);
  const refund = order?.refunds.find((one) => one.id === Number(call.at["id"]));
  if (order && refund) return { order, refund };
  throw new RestError(404, "woocommerce_rest_shop_order_refund_invalid_id", "Invalid ID.");
}

const createRefund: Handler = (call) => {
  const { shop, body } = call;
  const order = orderOf(call) ?? raise(refused("woocommerce_rest_invalid_order_id", "Invalid order ID.", 404));
  const decimals = fineDecimals(shop);
  const entries = (Array.isArray(body["line_items"]) ? body["line_items"] : []).filter(isObj);
  const requested =
    body["amount"] === undefined ? sumOf(entries, decimals) : toMinor(priceText(body["amount"]), decimals);
  if (requested < 0n)
    throw refused("woocommerce_rest_invalid_order_refund", "Refund amount must be greater than zero.", 400);
  const before = order.refunds.reduce((sum, refund) => sum + refund.amount, 0n);
  const cannot = (why: string) => refused("woocommerce_rest_cannot_create_order_refund", why, 500);
  if (requested > orderTotal(order) - before) throw cannot("Invalid refund amount.");
  const moves = body["api_refund"] === undefined || flag(body["api_refund"]);
  // The record is made, then deleted again when the gateway refuses: an id is used up.
  const id = nextId(shop, "post");
  if (moves && !REFUNDING.includes(String(order.fields["payment_method"])))
    throw cannot("The payment gateway for this order does not support automatic refunds.");
  const refund: Refund = {
    id,
    orderId: order.id,
    created: shop.clock.now(),
    amount: requested,
    reason: String(body["reason"] ?? ""),
    by: call.key.userId,
    moved: false,
    meta: [],
    lines: entries.flatMap((entry) => refundLine(shop, order, entry)),
  };
  addTaxLine(shop, order, refund);
  const isFull = requested + before >= orderTotal(order);
  // wc_create_refund saves the record, then asks the gateway, then puts units back; the controller writes meta data last.
  inSteps(
    () => order.refunds.push(refund),
    () => {
      refund.moved = moves;
    },
    () => {
      if (body["api_restock"] === undefined || flag(body["api_restock"])) restock(shop, order, entries);
    },
    () => {
      refund.meta = metaList(shop, [
        ...(Array.isArray(body["meta_data"]) ? body["meta_data"] : []),
        { key: "_refund_type", value: isFull ? "full" : "partial" },
      ]);
      order.modified = orderChangedAt(shop.zone, shop.clock.now());
      shop.emit("order.updated", order.id);
      if (isFull && orderTotal(order) > 0n) setStatus(shop, order, "refunded");
    },
  );
  return { status: 201, body: renderRefund(view(call, "edit"), order, refund) };
};

function sumOf(entries: Obj[], decimals: number): bigint {
  return entries.reduce(
    (sum, entry) => sum + toMinor(priceText(entry["refund_total"]), decimals) + taxOf(entry, decimals),
    0n,
  );
}

function taxesOf(entry: Obj, decimals: number): { id: number; amount: bigint }[] {
  const taxes = (Array.isArray(entry["refund_tax"]) ? entry["refund_tax"] : []).filter(isObj);
  return taxes.map((tax) => ({
    id: integer(tax["id"]) ?? 0,
    amount: toMinor(priceText(tax["refund_total"]), decimals),
  }));
}

function taxOf(entry: Obj, decimals: number): bigint {
  return taxesOf(entry, decimals).reduce((sum, tax) => sum + tax.amount, 0n);
}

function refundLine(shop: Shop, order: Order, entry: Obj): Line[] {
  const existing = order.lines.find((line) => line.id === Number(entry["id"]));
  if (!existing || existing.kind === "tax" || existing.kind === "coupon") return [];
  const decimals = fineDecimals(shop);
  const total = -toMinor(priceText(entry["refund_total"]), decimals);
  const tax = -taxOf(entry, decimals);
  const quantity = -unitsOf(entry);
  return [
    {
      ...existing,
      id: nextId(shop, "item"),
      quantity: quantity === 0 ? 0 : quantity,
      subtotal: total,
      total,
      subtotalTax: tax,
      totalTax: tax,
      taxed: tax !== 0n,
      taxes: taxesOf(entry, decimals).map(({ id, amount }) => ({ id, total: -amount, subtotal: -amount })),
      meta: [{ id: nextId(shop, "meta"), key: "_refunded_item_id", value: String(existing.id) }],
    },
  ];
}

/** Shops that sell by measure have wc_stock_amount keep fractions; what is sold whole is refunded whole. */
function unitsOf(entry: Obj): number {
  const units = Number(entry["quantity"] ?? 0);
  return Number.isFinite(units) ? units : 0;
}

function addTaxLine(shop: Shop, order: Order, refund: Refund): void {
  const rates = new Set(refund.lines.flatMap((line) => line.taxes.map((tax) => tax.id)));
  const taxes = order.lines.filter((line) => line.kind === "tax" && rates.has(Number(line.fields["rate"])));
  for (const tax of taxes) refund.lines.push({ ...tax, id: nextId(shop, "item") });
}

function restock(shop: Shop, order: Order, entries: Obj[]): void {
  for (const entry of entries) {
    const line = order.lines.find((one) => one.id === Number(entry["id"]) && one.kind === "line_item");
    if (line && order.stockReduced) restockRefund(shop, line, unitsOf(entry));
  }
}

const refundHandlers: Handlers = {
  "GET /orders/:order_id/refunds": (call) => {
    const order = orderOf(call);
    const rows = [...(order?.refunds ?? [])].reverse();
    return paged(call, rows, (refund) => (order ? renderRefund(view(call), order, refund) : {}));
  },
  "POST /orders/:order_id/refunds": createRefund,
  "GET /orders/:order_id/refunds/:id": (call) => {
    const { order, refund } = refundOf(call);
    return { status: 200, body: renderRefund(view(call), order, refund) };
  },
  "DELETE /orders/:order_id/refunds/:id": (call) => {
    const { order, refund } = refundOf(call);
    order.refunds.splice(order.refunds.indexOf(refund), 1);
    return { status: 200, body: renderRefund(view(call, "edit"), order, refund) };
  },
  "GET /refunds": (call) => {
    const rows = [...call.shop.orders.values()].flatMap((order) => order.refunds.map((refund) => ({ order, refund })));
    rows.sort((a, b) => b.refund.id - a.refund.id);
    return paged(call, rows, ({ order, refund }) => renderRefund(view(call), order, refund, true));
  },
};

/** Errors of the fulfilments controller: a number as code, HTTP 400 even for what is missing. */
function fulfilmentError(code: number, message: string): RestError {
  return new RestError(400, code, message);
}

function fulfilledOrder(call: Call): Order {
  const order = orderOf(call);
  if (order) return order;
  throw new RestError(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.", { status: "404" });
}

function siteTime(shop: Shop): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: shop.zone, dateStyle: "short", timeStyle: "medium" }).format(
    shop.clock.now(),
  );
}

function renderFulfilment(order: Order, one: Order["fulfilments"][number], shop: Shop): Obj {
  const at = new Intl.DateTimeFormat("sv-SE", { timeZone: shop.zone, dateStyle: "short", timeStyle: "medium" }).format(
    one.updated,
  );
  return {
    id: one.id,
    fulfillment_id: one.id,
    entity_type: "WC_Order",
    entity_id: String(order.id),
    is_fulfilled: one.isFulfilled,
    status: one.status,
    date_updated: at,
    meta_data: one.meta,
  };
}

/** Entries without an `id` are dropped on create; PUT replaces the whole set. */
function fulfilmentMeta(shop: Shop, body: Obj): Order["fulfilments"][number]["meta"] {
  const entries = (Array.isArray(body["meta_data"]) ? body["meta_data"] : [])
    .filter(isObj)
    .filter((entry) => "id" in entry);
  const items = entries.find((entry) => entry["key"] === "_items")?.["value"];
  if (!Array.isArray(items) || items.length === 0)
    throw fulfilmentError(0, "The fulfillment should contain at least one item.");
  for (const item of items)
    if (!isObj(item) || !Number.isInteger(item["item_id"]) || !(Number(item["qty"]) > 0))
      throw fulfilmentError(0, "Invalid item.");
  const meta = entries.map((entry) => ({
    id: nextId(shop, "fulfilment"),
    key: String(entry["key"]),
    value: entry["value"],
  }));
  if (body["is_fulfilled"] || body["status"] === "fulfilled")
    meta.push({ id: nextId(shop, "fulfilment"), key: "_date_fulfilled", value: siteTime(shop) });
  return meta;
}

function moveFulfilment(shop: Shop, order: Order): void {
  const packed = new Map<number, number>();
  for (const one of order.fulfilments) {
    const items = one.meta.find((meta) => meta.key === "_items")?.value;
    for (const item of Array.isArray(items) ? items.filter(isObj) : [])
      packed.set(Number(item["item_id"]), (packed.get(Number(item["item_id"])) ?? 0) + Number(item["qty"]));
  }
  const itemRows = order.lines.filter((line) => line.kind === "line_item");
  const isAll = itemRows.every((line) => (packed.get(line.id) ?? 0) >= line.quantity);
  const word = order.fulfilments.length === 0 ? "unfulfilled" : isAll ? "fulfilled" : "partially_fulfilled";
  order.meta = metaList(shop, [{ key: "_fulfillment_status", value: word }], order.meta);
  order.modified = orderChangedAt(shop.zone, shop.clock.now());
  shop.emit("order.updated", order.id);
}

function fulfilmentOf(call: Call): { order: Order; one: Order["fulfilments"][number] } {
  const order = fulfilledOrder(call);
  const id = Number(call.at["fulfillment_id"] ?? call.at["id"]);
  const one = order.fulfilments.find((each) => each.id === id) ?? raise(fulfilmentError(404, "Fulfillment not found."));
  return { order, one };
}

const PATH = "/orders/:order_id/fulfillments";
const fulfilmentHandlers: Handlers = {
  [`GET ${PATH}`]: (call) => {
    const order = fulfilledOrder(call);
    return {
      status: 200,
      body: { fulfillments: order.fulfilments.map((one) => renderFulfilment(order, one, call.shop)) },
    };
  },
  [`POST ${PATH}`]: (call) => {
    const order = fulfilledOrder(call);
    const meta = fulfilmentMeta(call.shop, call.body);
    const id =
      Math.max(0, ...[...call.shop.orders.values()].flatMap((one) => one.fulfilments.map((each) => each.id))) + 1;
    const status = String(call.body["status"] ?? "unfulfilled");
    const one = { id, status, isFulfilled: status === "fulfilled", updated: call.shop.clock.now(), meta };
    order.fulfilments.push(one);
    moveFulfilment(call.shop, order);
    return { status: 201, body: { fulfillment: renderFulfilment(order, one, call.shop) } };
  },
  [`GET ${PATH}/:fulfillment_id`]: (call) => {
    const { order, one } = fulfilmentOf(call);
    return { status: 200, body: { fulfillment: renderFulfilment(order, one, call.shop) } };
  },
  [`EDIT ${PATH}/:fulfillment_id`]: (call) => {
    const { order, one } = fulfilmentOf(call);
    one.meta = fulfilmentMeta(call.shop, call.body);
    one.updated = call.shop.clock.now();
    moveFulfilment(call.shop, order);
    return { status: 200, body: { fulfillment: renderFulfilment(order, one, call.shop) } };
  },
  [`DELETE ${PATH}/:fulfillment_id`]: (call) => {
    const { order, one } = fulfilmentOf(call);
    order.fulfilments.splice(order.fulfilments.indexOf(one), 1);
    moveFulfilment(call.shop, order);
    return { status: 200, body: { message: "Fulfillment deleted successfully." } };
  },
  [`GET ${PATH}/:fulfillment_id/metadata`]: (call) => ({
    status: 200,
    body: { meta_data: fulfilmentOf(call).one.meta },
  }),
  [`GET ${PATH}/lookup`]: () => ({ status: 200, body: { tracking_number_details: [] } }),
};

/** The shipment tracking plugin (wc-shipment-tracking/v3), outside the wc/v3 index. Null: not its path. */
export function trackingPlugin(call: Call): { status: number; body: unknown } | null {
  const match = /^\/wc-shipment-tracking\/v3\/orders\/(\d+)\/shipment-trackings(?:\/([\w-]+))?$/.exec(call.path);
  if (!match || !call.shop.features.shipmentTracking) return null;
  if (match[2] === "providers")
    return {
      status: 200,
      body: { "United States": { USPS: "https://tools.usps.com/go/TrackConfirmAction?tLabels=%1$s" } },
    };
  const order = call.shop.orders.get(Number(match[1]));
  if (!order) throw new RestError(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.");
  if (call.method === "GET") return { status: 200, body: order.trackings };
  if (call.method === "DELETE") {
    const gone = order.trackings.findIndex((one) => one["tracking_id"] === match[2]);
    if (gone < 0) throw new RestError(404, "woocommerce_rest_order_invalid_tracking_id", "Invalid tracking ID.");
    const [one] = order.trackings.splice(gone, 1);
    saveTrackings(call.shop, order);
    return { status: 200, body: one };
  }
  const custom = String(call.body["custom_tracking_provider"] ?? "");
  const number = String(call.body["tracking_number"] ?? "");
  const one = {
    tracking_id: createHash("md5").update(`${custom}-${number}-${call.shop.clock.now()}`).digest("hex"),
    tracking_provider: custom || String(call.body["tracking_provider"] ?? ""),
    tracking_link: String(call.body["custom_tracking_link"] ?? ""),
    tracking_number: number,
    date_shipped: String(call.body["date_shipped"] ?? new Date(call.shop.clock.now()).toISOString().slice(0, 10)),
  };
  order.trackings.push(one);
  saveTrackings(call.shop, order);
  return { status: 201, body: one };
}

/** The plugin keeps its entries in the order's meta. */
function saveTrackings(shop: Shop, order: Order): void {
  const items = order.trackings.map((item) => ({
    tracking_provider: "",
    custom_tracking_provider: item["tracking_provider"],
    custom_tracking_link: item["tracking_link"],
    tracking_number: item["tracking_number"],
    date_shipped: String(Math.floor(Date.parse(String(item["date_shipped"])) / 1000)),
    tracking_id: item["tracking_id"],
  }));
  order.meta = metaList(shop, [{ key: "_wc_shipment_tracking_items", value: items }], order.meta);
}

export const afterSaleHandlers: Handlers = { ...refundHandlers, ...fulfilmentHandlers };
