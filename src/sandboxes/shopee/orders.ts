/** Reading orders, and what a seller may change in them. */
import { formatDecimal, multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { pushStatus } from "./pushes.ts";
import { badParam, bodyOf, failure, ok, rows, text, window } from "./replies.ts";
import type { State, StoredLine, StoredOrder } from "./state.ts";
import { CARRIER, changeStock, seconds } from "./state.ts";

const FIFTEEN_DAYS = 15 * 86_400;
const MOST_DETAILS = 50;

export const netOf = (line: StoredLine, currency: string): bigint =>
  multiplyDecimal(line.discounted, line.quantity, currency).minor;

/** What the buyer pays: goods and shipping, less what vouchers bear. */
export function totalOf(order: StoredOrder, currency: string): string {
  const minor = (amount: string) => parseMoney(amount, currency).minor;
  const itemsTotal = order.lines.reduce((sum, line) => sum + netOf(line, currency), 0n);
  return formatDecimal({ minor: itemsTotal + minor(order.shipping) - minor(order.voucher), currency });
}

export function list(request: SandboxRequest, state: State): SandboxReply {
  const { query } = request;
  const field = query.get("time_range_field");
  const span = window(request, ["time_from", "time_to"], FIFTEEN_DAYS);
  const size = Number(query.get("page_size"));
  if (field !== "create_time" && field !== "update_time") return badParam("time_range_field");
  if (typeof span === "string") return failure("order.order_list_invalid_time", `${span}.`);
  if (!(size >= 1 && size <= 100)) return badParam("page_size");
  const timeOf = (order: StoredOrder) => (field === "create_time" ? order.createdAt : order.updatedAt);
  const seesPending = query.get("request_order_status_pending") === "true";
  const keyOf = (order: StoredOrder) => `${String(timeOf(order)).padStart(12, "0")}${order.sn}`;
  const found = [...state.orders.values()]
    .filter(
      (order) => timeOf(order) >= span[0] && timeOf(order) <= span[1] && (seesPending || order.status !== "PENDING"),
    )
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const cursor = query.get("cursor") ?? "";
  const after = cursor === "" ? "" : Buffer.from(cursor, "base64url").toString("utf8");
  if (cursor !== "" && !/^\d{12}/.test(after)) return badParam("cursor");
  const rest = found.filter((order) => keyOf(order) > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const more = rest.length > page.length;
  return ok({
    more,
    next_cursor: more && last ? Buffer.from(keyOf(last)).toString("base64url") : "",
    order_list: page.map((order) => ({ order_sn: order.sn, booking_sn: "" })),
  });
}

const mask = (text: string): string => (text.length < 2 ? "****" : `${text[0]}******${text.at(-1)}`);

export function detail(request: SandboxRequest, state: State): SandboxReply {
  const keys = (request.query.get("order_sn_list") ?? "").split(",").filter(Boolean);
  if (keys.length === 0 || keys.length > MOST_DETAILS) return badParam("order_sn_list limit [1,50]");
  const fields = new Set((request.query.get("response_optional_fields") ?? "").split(","));
  const found = keys.flatMap((key) => state.orders.get(key) ?? []);
  if (found.length === 0) return failure("error_not_found", "Wrong parameters, detail: the order is not found.");
  return ok({ order_list: found.map((order) => show(order, fields, state)) });
}

const DAYS_TO_SHIP = 2;

export const shipByDate = ({ createdAt }: Pick<StoredOrder, "createdAt">): number => createdAt + DAYS_TO_SHIP * 86_400;

/** The basics, and what was asked for by name. */
function show(order: StoredOrder, fields: ReadonlySet<string>, state: State): object {
  const basics = {
    order_sn: order.sn,
    region: state.region,
    currency: state.currency,
    cod: order.cod,
    order_status: order.status,
    message_to_seller: order.message,
    create_time: order.createdAt,
    update_time: order.updatedAt,
    days_to_ship: DAYS_TO_SHIP,
    ship_by_date: shipByDate(order),
    booking_sn: "",
    advance_package: order.advance,
  };
  const requested = Object.entries(optional(order, state)).filter(([name]) => fields.has(name));
  return { ...basics, ...Object.fromEntries(requested) };
}

function optional(order: StoredOrder, state: State): object {
  const masked = (text: string) => (state.masksBuyers ? mask(text) : text);
  const { recipient } = order;
  return {
    buyer_user_id: recipient ? 1170319091 : 0,
    buyer_username: recipient ? "xt4fdsf96j" : "****",
    recipient_address: {
      name: masked(recipient?.name ?? ""),
      phone: masked(recipient?.phone ?? ""),
      town: "",
      district: "Tampines",
      city: "Singapore",
      state: "",
      region: state.region,
      zipcode: "520123",
      full_address: masked("1 Example Street"),
    },
    note: order.note,
    // Null, and no 0, while the order is not paid.
    pay_time: order.paidAt || null,
    pickup_done_time: order.pickedUpAt,
    cancel_by: order.status === "CANCELLED" ? "seller" : "",
    cancel_reason: order.cancelReason,
    fulfillment_flag: "fulfilled_by_local_seller",
    payment_method: order.cod ? "Cash on Delivery" : "Credit Card",
    shipping_carrier: CARRIER,
    ...(order.paidAt > 0 || order.cod ? { total_amount: Number(totalOf(order, state.currency)) } : {}),
    ...(order.status === "PENDING" ? { pending_terms: ["SYSTEM_PENDING"] } : {}),
    item_list: order.lines.map((line) => showLine(line, order)),
    package_list: order.packages.map((one) => ({
      package_number: one.number,
      logistics_status: one.status,
      logistics_channel_id: order.channel,
      shipping_carrier: CARRIER,
      allow_self_design_awb: true,
      item_list: one.lines.map((line) => ({
        item_id: line.item,
        model_id: line.model,
        model_quantity: line.quantity,
        order_item_id: line.item,
        promotion_group_id: 0,
        product_location_id: `${state.region}Z`,
      })),
    })),
  };
}

function showLine(line: StoredLine, order: StoredOrder): object {
  const cancelled = order.status === "CANCELLED" ? line.quantity : 0;
  return {
    item_id: line.item,
    item_name: line.name,
    item_sku: line.itemSku,
    model_id: line.model,
    model_name: line.modelName,
    model_sku: line.modelSku,
    model_quantity_purchased: line.quantity,
    model_original_price: Number(line.price),
    model_discounted_price: Number(line.discounted),
    wholesale: false,
    weight: 0.3,
    add_on_deal: false,
    main_item: false,
    add_on_deal_id: 0,
    promotion_type: line.promotion,
    promotion_id: 0,
    order_item_id: line.item,
    promotion_group_id: 0,
    image_info: { image_url: "https://cf.shopee.example/file/mug_tn" },
    product_location_id: [],
    active_qty: line.quantity - cancelled,
    cancel_requested_qty: 0,
    cancelled_qty: cancelled,
    return_requested_qty: 0,
    returned_qty: line.returned,
  };
}

/** Only before shipping. */
export function cancel(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const order = state.orders.get(text(body.order_sn));
  const reason = text(body.cancel_reason);
  if (!order) return failure("error_not_found", "Wrong parameters, detail: the order is not found.");
  if (!["OUT_OF_STOCK", "CUSTOMER_REQUEST", "UNDELIVERABLE_AREA", "COD_NOT_SUPPORTED"].includes(reason))
    return badParam("cancel_reason");
  if (reason === "OUT_OF_STOCK" && rows(body.item_list).length === 0) return badParam("item_list is required");
  if (!["UNPAID", "READY_TO_SHIP", "INVOICE_PENDING", "PENDING"].includes(order.status))
    return failure("order.error_limit", "Can not cancel this order");
  order.cancelReason = reason;
  close(order, state);
  return ok({ update_time: order.updatedAt });
}

/** Cancelled for good: the units go back into the seller's stock. */
export function close(order: StoredOrder, state: State): void {
  for (const line of order.lines) changeStock(state, line, line.quantity);
  move(order, "CANCELLED", state);
}

export function move(order: StoredOrder, status: string, state: State): void {
  order.status = status;
  order.updatedAt = seconds(state);
  pushStatus(state, order);
}

export function answerBuyer(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const order = state.orders.get(text(body.order_sn));
  if (!order) return failure("error_not_found", "Wrong parameters, detail: the order is not found.");
  if (order.status !== "IN_CANCEL")
    return failure("order.cancel_order_invalid_status", "Invalid order_status.The order status should be IN_CANCEL.");
  if (body.operation === "ACCEPT") close(order, state);
  else move(order, "READY_TO_SHIP", state);
  return ok({ update_time: order.updatedAt });
}

export function setNote(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const order = state.orders.get(text(body.order_sn));
  if (!order) return failure("error_not_found", "Wrong parameters, detail: the order is not found.");
  order.note = text(body.note);
  return ok();
}
