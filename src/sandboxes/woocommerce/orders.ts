/** /orders, their notes, e-mail actions and statuses. */
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import { priceText, toMinor } from "./decimals.ts";
import { dateFilter } from "./filters.ts";
import { applyCoupons, applyLines, calculate } from "./order-lines.ts";
import { addNote, completePayment, ORDER_STATUSES, setStatus } from "./order-status.ts";
import { renderOrder, totalsOf } from "./order-view.ts";
import { view } from "./product-view.ts";
import type { Call, Handler, Handlers } from "./rest.ts";
import { batch, flag, ITEM_METHODS, integer, links, list, paged, RestError, resource } from "./rest.ts";
import type { Note, Obj, Order, Shop } from "./state.ts";
import { decimalsOf, isObj, metaList, nextId, setting, token } from "./state.ts";
import { localText, orderChangedAt } from "./time.ts";

const BILLING = {
  first_name: "",
  last_name: "",
  company: "",
  address_1: "",
  address_2: "",
  city: "",
  state: "",
  postcode: "",
  country: "",
  email: "",
  phone: "",
};
const { email: _none, ...SHIPPING } = BILLING;
const PLAIN = ["payment_method", "payment_method_title", "transaction_id", "customer_note", "created_via"];
const WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function blankOrder(shop: Shop): Order {
  const now = shop.clock.now();
  return {
    id: 0,
    status: "pending",
    currency: setting(shop, "woocommerce_currency"),
    customerId: 0,
    key: `wc_order_${token(shop, 13, WORD)}`,
    created: now,
    modified: orderChangedAt(shop.zone, now),
    paid: null,
    completed: null,
    billing: { ...BILLING },
    shipping: { ...SHIPPING },
    meta: [],
    lines: [],
    refunds: [],
    fulfilments: [],
    trackings: [],
    stockReduced: false,
    reservedUntil: 0,
    fields: {
      payment_method: "",
      payment_method_title: "",
      transaction_id: "",
      customer_ip_address: "",
      customer_user_agent: "",
      created_via: "rest-api",
      customer_note: "",
    },
  };
}

function invalidOrder(status: number): RestError {
  return new RestError(status, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.");
}

function applyHead(call: Call, order: Order, isNew: boolean): boolean {
  const { body, shop } = call;
  for (const name of PLAIN)
    if (typeof body[name] === "string" && (isNew || name !== "created_via")) order.fields[name] = body[name];
  if (typeof body["currency"] === "string") order.currency = body["currency"];
  if (isObj(body["billing"])) order.billing = { ...order.billing, ...body["billing"] };
  if (isObj(body["shipping"])) order.shipping = { ...order.shipping, ...body["shipping"] };
  const customer = integer(body["customer_id"]);
  if (customer !== undefined) {
    if (customer !== 0 && !shop.customers.has(customer))
      throw new RestError(400, "woocommerce_rest_invalid_customer_id", "Customer ID is invalid.");
    order.customerId = customer;
  }
  order.meta = metaList(shop, body["meta_data"], order.meta);
  return isObj(body["billing"]) || isObj(body["shipping"]);
}

function show(call: Call, order: Order, context?: "view" | "edit"): Obj {
  const hidden = list(call.params["exclude_meta"]);
  const shown = list(call.params["include_meta"]);
  return renderOrder(view(call, context), order, {
    dp: integer(call.params["dp"]),
    metaFilter: (key) => !hidden.includes(key) && (shown.length === 0 || shown.includes(key)),
  });
}

const create: Handler = (call) => {
  const { shop, body } = call;
  const order = blankOrder(shop);
  applyHead(call, order, true);
  applyLines(shop, order, body);
  order.id = nextId(shop, "post");
  try {
    if (body["coupon_lines"] !== undefined) applyCoupons(shop, order, body["coupon_lines"]);
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    leaveDraft(shop, order);
    throw new RestError(400, error.code, error.message, { new_draft_order_id: order.id });
  }
  calculate(shop, order);
  shop.orders.set(order.id, order);
  shop.emit("order.created", order.id);
  shop.emit("order.updated", order.id);
  if (typeof body["status"] === "string") setStatus(shop, order, body["status"]);
  if (flag(body["set_paid"])) completePayment(shop, order);
  const location = `${call.origin}/wp-json/wc/v3/orders/${order.id}`;
  return { status: 201, body: show(call, order, "edit"), headers: { Location: location } };
};

/** A refused coupon leaves the order behind as a checkout draft, which fires order events. */
function leaveDraft(shop: Shop, order: Order): void {
  order.status = "checkout-draft";
  calculate(shop, order);
  shop.orders.set(order.id, order);
  shop.emit("order.created", order.id);
  shop.emit("order.updated", order.id);
}

function find(call: Call, status = 404): Order {
  return call.shop.orders.get(Number(call.at["id"] ?? call.at["order_id"])) ?? raise(invalidOrder(status));
}

const edit: Handler = (call) => {
  const { shop, body } = call;
  const order = find(call, 400);
  const wasTrashed = order.status === "trash";
  const addressed = applyHead(call, order, false);
  const lined = applyLines(shop, order, body);
  if (body["coupon_lines"] !== undefined) applyCoupons(shop, order, body["coupon_lines"]);
  if (addressed || lined || body["coupon_lines"] !== undefined) calculate(shop, order);
  order.modified = orderChangedAt(shop.zone, shop.clock.now());
  if (typeof body["status"] === "string") setStatus(shop, order, body["status"]);
  // Of an order that exists only what waits for a payment takes one.
  const needsPayment = ["pending", "failed"].includes(order.status) && orderTotal(order) > 0n;
  if (flag(body["set_paid"]) && needsPayment) completePayment(shop, order);
  // Restoring from the trash by PUT fires neither restored nor updated.
  if (!wasTrashed) shop.emit("order.updated", order.id);
  return { status: 200, body: show(call, order, "edit") };
};

const remove: Handler = (call) => {
  const { shop } = call;
  const order = find(call);
  if (flag(call.params["force"])) {
    shop.orders.delete(order.id);
    return {
      status: 200,
      body: renderOrder({ ...view(call, "edit"), allow: call.inBatch ? ITEM_METHODS : null }, order),
    };
  }
  if (order.status === "trash")
    throw new RestError(410, "woocommerce_rest_already_trashed", "The order has already been deleted.");
  const body = show(call, order, "edit");
  order.status = "trash";
  order.modified = orderChangedAt(shop.zone, shop.clock.now());
  shop.emit("order.deleted", order.id);
  return { status: 200, body };
};

/** What the filters of a list ask for, worked out once for all rows. */
function matcher(call: Call): (order: Order) => boolean {
  const { params } = call;
  const statuses = list(params["status"] ?? "any");
  const isAny = statuses.includes("any");
  const via = list(params["created_via"]);
  const exclude = new Set(list(params["exclude"]).map(Number));
  const customer = integer(params["customer"]);
  const product = integer(params["product"]);
  const search = String(params["search"] ?? "").toLowerCase();
  const inWindow = dateFilter(call.shop, params);
  return (order) =>
    (isAny ? order.status !== "trash" && order.status !== "auto-draft" : statuses.includes(order.status)) &&
    inWindow(order) &&
    !exclude.has(order.id) &&
    (via.length === 0 || via.includes(String(order.fields["created_via"]))) &&
    (customer === undefined || order.customerId === customer) &&
    (product === undefined || order.lines.some((line) => line.productId === product || line.variationId === product)) &&
    (search === "" || `${order.id} ${Object.values(order.billing).join(" ")}`.toLowerCase().includes(search));
}

const index: Handler = (call) => {
  const { params, shop } = call;
  const include = list(params["include"]).map(Number);
  const source = include.length > 0 ? include.flatMap((id) => shop.orders.get(id) ?? []) : [...shop.orders.values()];
  const second = (order: Order) =>
    params["orderby"] === "id"
      ? 0
      : Math.floor((params["orderby"] === "modified" ? order.modified : order.created) / 1000);
  const rows = source.filter(matcher(call)).map((order) => ({ order, at: second(order) }));
  rows.sort((a, b) => a.at - b.at || a.order.id - b.order.id);
  if (params["order"] !== "asc") rows.reverse();
  return paged(call, rows, ({ order }) => show(call, order));
};

const runBatch: Handler = (call) => {
  const answer = batch(call, { create, update: edit, remove });
  const fields = list(call.params["_fields"]);
  // `_fields` on a batch also strips the inner orders of what it does not name.
  if (fields.length === 0 || !isObj(answer.body)) return answer;
  const strip = (row: unknown) => (isObj(row) && "order_key" in row ? stripped(call.shop, row) : row);
  const body = Object.fromEntries(
    Object.entries(answer.body).map(([name, rows]) => [
      name,
      name === "create" && Array.isArray(rows) ? rows.map(strip) : rows,
    ]),
  );
  return { ...answer, body };
};

function stripped(shop: Shop, row: Obj): Obj {
  const gone = [
    "line_items",
    "tax_lines",
    "shipping_lines",
    "fee_lines",
    "coupon_lines",
    "refunds",
    "payment_url",
    "is_editable",
    "needs_payment",
    "needs_processing",
    "meta_data",
  ];
  const entries = Object.entries(row).flatMap(([key, value]) => {
    if (gone.includes(key) || key.endsWith("_gmt")) return [];
    if (/^date_/.test(key) && typeof value === "string")
      return [[key, { date: `${value.replace("T", " ")}.000000`, timezone_type: 3, timezone: shop.zone }]];
    return [
      [
        key,
        typeof value === "string" && /(total|tax)$/.test(key) && toMinor(priceText(value), decimalsOf(shop)) === 0n
          ? "0"
          : value,
      ],
    ];
  });
  return Object.fromEntries(entries);
}

function renderNote(call: Call, note: Note): Obj {
  const order = `${call.origin}/wp-json/wc/v3/orders/${note.orderId}`;
  return {
    id: note.id,
    author: note.author,
    date_created: localText(call.shop.zone, note.at),
    date_created_gmt: new Date(note.at).toISOString().slice(0, 19),
    note: note.text,
    customer_note: note.forCustomer,
    _links: links(["GET", "DELETE"], `${order}/notes/${note.id}`, `${order}/notes`, { up: [{ href: order }] }),
  };
}

function noteOf(call: Call): Note {
  orderOfNotes(call);
  const note = call.shop.notes.get(Number(call.at["id"]));
  if (note?.orderId === Number(call.at["order_id"])) return note;
  throw new RestError(404, "woocommerce_rest_invalid_id", "Invalid resource ID.");
}

function orderOfNotes(call: Call): Order {
  const order = call.shop.orders.get(Number(call.at["order_id"]));
  if (order) return order;
  if (call.method === "GET") throw invalidOrder(404);
  throw new RestError(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.");
}

const noteHandlers: Handlers = {
  "GET /orders/:order_id/notes": (call) => {
    const order = orderOfNotes(call);
    const type = call.params["type"];
    const rows = [...call.shop.notes.values()].filter(
      (note) =>
        note.orderId === order.id &&
        (type === "customer" ? note.forCustomer : type === "internal" ? !note.forCustomer : true),
    );
    return { status: 200, body: rows.reverse().map((note) => renderNote(call, note)) };
  },
  "POST /orders/:order_id/notes": (call) => {
    const order = orderOfNotes(call);
    const id = addNote(call.shop, order, {
      text: String(call.body["note"] ?? ""),
      forCustomer: flag(call.body["customer_note"]),
      author: flag(call.body["added_by_user"]) ? "admin" : "WooCommerce",
    });
    const note = call.shop.notes.get(id);
    return { status: 201, body: note ? renderNote(call, note) : {} };
  },
  "GET /orders/:order_id/notes/:id": (call) => ({ status: 200, body: renderNote(call, noteOf(call)) }),
  "DELETE /orders/:order_id/notes/:id": (call) => {
    const note = noteOf(call);
    if (!flag(call.params["force"]))
      throw new RestError(501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.");
    call.shop.notes.delete(note.id);
    return { status: 200, body: renderNote(call, note) };
  },
};

const TEMPLATES = [
  { id: "customer_invoice", title: "Order details", description: "Order information and payment links" },
  { id: "customer_processing_order", title: "Processing order", description: "The order is being processed" },
];

export const orderHandlers: Handlers = {
  ...resource("/orders", {
    index,
    create,
    show: (call) => ({ status: 200, body: show(call, find(call)) }),
    edit,
    remove,
    batch: runBatch,
  }),
  "GET /orders/statuses": ({ shop }) => ({
    status: 200,
    body: [...Object.entries(ORDER_STATUSES), ...shop.statuses].map(([slug, name]) => ({ slug, name })),
  }),
  "GET /orders/:id/actions/email_templates": (call) => {
    find(call);
    return { status: 200, body: TEMPLATES };
  },
  "POST /orders/:id/actions/send_order_details": (call) => {
    const to = String(find(call).billing["email"]);
    return { status: 200, body: { message: `Order details sent to ${to}, via REST API.` } };
  },
  "POST /orders/:id/actions/send_email": (call) => {
    find(call);
    const template = String(call.body["template_id"]);
    if (TEMPLATES.some((one) => one.id === template)) return { status: 200, body: { message: "Email sent." } };
    throw new RestError(
      400,
      "woocommerce_rest_invalid_email_template",
      `${template} is not a valid template for this order.`,
    );
  },
  ...noteHandlers,
};

export function orderTotal(order: Order): bigint {
  return totalsOf(order.lines).total;
}
