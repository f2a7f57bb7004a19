/** The V2 routes of orders, their lines and shipments. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { changed, placeOrder, setStatus, shipLines } from "./order-life.ts";
import { addressOf, lineView, orderView, shipmentView } from "./order-view.ts";
import type { Tree } from "./replies.ts";
import { asRows, asTree, v2Error, v2Page } from "./replies.ts";
import type { Order, Person, State } from "./state.ts";
import { amountOf } from "./state.ts";

const NOT_FOUND = v2Error(404, "The requested resource was not found.");

function isInline(request: SandboxRequest): boolean {
  const include = (request.query.get("include") ?? "").split(",");
  return include.includes("consignments.line_items") && request.query.get("consignment_structure") === "object";
}

/** A time that cannot be read is ignored silently, and everything comes back. */
function timeFilter(request: SandboxRequest, name: string): number | null {
  const ms = Date.parse(request.query.get(name) ?? "");
  return Number.isNaN(ms) ? null : ms;
}

export function listOrders(state: State, request: SandboxRequest): SandboxReply {
  const [min, max] = [timeFilter(request, "min_date_modified"), timeFilter(request, "max_date_modified")];
  const external = request.query.get("external_order_id");
  const found = [...state.orders.values()].filter(
    (one) =>
      !one.deleted &&
      (min === null || one.modified >= min) &&
      (max === null || one.modified <= max) &&
      (external === null || one.externalId === external),
  );
  const byTime = request.query.get("sort")?.startsWith("date_modified");
  found.sort((a, b) => (byTime ? a.modified - b.modified || a.id - b.id : a.id - b.id));
  return v2Page(request, found, (one) => orderView(state, one, isInline(request)));
}

export function getOrder(state: State, id: number, request: SandboxRequest): SandboxReply {
  const order = state.orders.get(id);
  return order ? { status: 200, json: orderView(state, order, isInline(request)) } : NOT_FOUND;
}

const PERSON = [
  "first_name",
  "last_name",
  "company",
  "street_1",
  "street_2",
  "city",
  "state",
  "zip",
  "country",
  "country_iso2",
  "phone",
  "email",
] as const;

export function personOf(row: Tree): Person {
  return Object.fromEntries(PERSON.map((name) => [name, typeof row[name] === "string" ? row[name] : ""]));
}

export function createOrder(state: State, request: SandboxRequest): SandboxReply {
  const row = asTree(request.json());
  const rows = asRows(row["products"]).map(asTree);
  if (row["billing_address"] === undefined || rows.length === 0)
    return v2Error(400, "billing_address and products are required");
  const lines = rows.flatMap((one) => {
    const product = state.products.get(Number(one["product_id"]));
    const variant = product?.variants.find(({ id }) => id === Number(one["variant_id"])) ?? product?.variants[0];
    if (!product || !variant) return [];
    const reported = one["price_inc_tax"];
    const price = typeof reported === "number" ? amountOf(reported) : (variant.price ?? product.price);
    const { id: variantId, sku } = variant;
    return [
      { productId: product.id, variantId, name: product.name, sku, price, quantity: Number(one["quantity"] ?? 1) },
    ];
  });
  if (lines.length < rows.length) return v2Error(400, "The product does not exist");
  const [shippingAddress] = asRows(row["shipping_addresses"]).map(asTree);
  const billing = personOf(asTree(row["billing_address"]));
  const text = (name: string) => (typeof row[name] === "string" ? row[name] : "");
  const order = placeOrder(state, {
    statusId: Number(row["status_id"] ?? 1),
    paymentStatus: "",
    method: text("payment_method"),
    lines,
    billing,
    address: shippingAddress ? personOf(shippingAddress) : billing,
    shipping: amountOf(text("shipping_cost_inc_tax") || "0"),
    discount: amountOf(text("discount_amount") || "0"),
    message: text("customer_message"),
    notes: text("staff_notes"),
    externalId: text("external_order_id"),
    externalSource: text("external_source"),
  });
  return { status: 200, json: orderView(state, order, false) };
}

const READ_ONLY = ["payment_status", "refunded_amount", "date_shipped"];

export function putOrder(state: State, id: number, request: SandboxRequest): SandboxReply {
  const order = state.orders.get(id);
  if (!order) return NOT_FOUND;
  const row = asTree(request.json());
  const odd = READ_ONLY.find((name) => name in row);
  if (odd) return v2Error(400, `The field '${odd}' cannot be written to`);
  if (typeof row["staff_notes"] === "string") {
    order.notes = row["staff_notes"];
    changed(state, order);
  }
  const status = row["status_id"];
  if (status !== undefined && (typeof status !== "number" || status < 0 || status > 14))
    return v2Error(400, "The field 'status_id' is invalid.");
  if (typeof status === "number") setStatus(state, order, status);
  return { status: 200, json: orderView(state, order, false) };
}

export function listLines(state: State, id: number, request: SandboxRequest): SandboxReply {
  const order = state.orders.get(id);
  return order ? v2Page(request, order.lines, (line) => lineView(order, line)) : NOT_FOUND;
}

export function listShipments(state: State, id: number, request: SandboxRequest): SandboxReply {
  const order = state.orders.get(id);
  return order ? v2Page(request, order.shipments, (shipment) => shipmentView(order, shipment)) : NOT_FOUND;
}

const PROVIDERS = [
  "auspost",
  "canadapost",
  "endicia",
  "usps",
  "fedex",
  "ups",
  "upsready",
  "upsonline",
  "shipperhq",
  "royalmail",
  "",
];

function trackingOf(row: Tree): Record<string, string> | string {
  const fields = ["tracking_number", "shipping_provider", "tracking_carrier", "tracking_link", "comments"];
  const reported = Object.fromEntries(
    fields.flatMap((name) => (typeof row[name] === "string" ? [[name, row[name]]] : [])),
  );
  const provider = reported["shipping_provider"] ?? "";
  if ((reported["tracking_number"] ?? "").length > 50) return "The field 'tracking_number' is invalid.";
  if (!PROVIDERS.includes(provider) && !/^carrier_\d+$/.test(provider))
    return "The field 'shipping_provider' is invalid.";
  if (/unknown/.test(reported["tracking_carrier"] ?? "")) return "The field 'tracking_carrier' is invalid.";
  return reported;
}

export function createShipment(state: State, id: number, request: SandboxRequest): SandboxReply {
  const order = state.orders.get(id);
  if (!order) return NOT_FOUND;
  const row = asTree(request.json());
  const tracking = trackingOf(row);
  if (typeof tracking === "string") return v2Error(400, tracking);
  const items = asRows(row["items"])
    .map(asTree)
    .map((one) => ({
      lineId: Number(one["order_product_id"]),
      quantity: Number(one["quantity"]),
    }));
  const goesElsewhere = items.some(({ lineId }) => {
    const line = order.lines.find(({ id }) => id === lineId);
    return line !== undefined && addressOf(order, line) !== row["order_address_id"];
  });
  if (goesElsewhere) return v2Error(400, "The field 'order_address_id' is invalid.");
  if (items.length === 0 || items.some((item) => !canShip(order, item)))
    return v2Error(
      400,
      "The quantity specified is greater than the quantity of the product that is available to ship.",
    );
  const shipment = shipLines(state, order, items, tracking);
  return { status: 201, json: shipmentView(order, shipment) };
}

function canShip(order: Order, { lineId, quantity }: { readonly lineId: number; readonly quantity: number }): boolean {
  const line = order.lines.find(({ id }) => id === lineId);
  return line !== undefined && quantity > 0 && quantity <= line.quantity - line.shipped;
}

export function putShipment(state: State, id: number, shipmentId: number, request: SandboxRequest): SandboxReply {
  const order = state.orders.get(id);
  const shipment = order?.shipments.find((one) => one.id === shipmentId);
  if (!order || !shipment) return NOT_FOUND;
  const tracking = trackingOf(asTree(request.json()));
  if (typeof tracking === "string") return v2Error(400, tracking);
  shipment.fields = { ...shipment.fields, ...tracking };
  changed(state, order);
  state.emit("store/shipment/updated", { type: "shipment", id: shipmentId, orderId: id });
  return { status: 200, json: shipmentView(order, shipment) };
}
