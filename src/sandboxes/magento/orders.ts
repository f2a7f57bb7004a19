/** Orders: placing, lists, and the verbs cancel, hold and comment. */
import { multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { reserve } from "./inventory.ts";
import { commentView, orderView, totalsOf } from "./order-views.ts";
import { sellingPrice, storedText } from "./products.ts";
import type { Doc } from "./replies.ts";
import { bodyOf, noEntity, numberIn, ok, refuse, textIn, wrongType } from "./replies.ts";
import type { Cell } from "./search.ts";
import { answerSearch } from "./search.ts";
import type { State, StoredAddress, StoredItem, StoredOrder } from "./state.ts";
import { dateText, parentOf, productBySku, skuKey } from "./state.ts";

export interface NewOrder {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly method: string;
  readonly address: StoredAddress | null;
  readonly email: string | null;
  readonly note?: string | undefined;
  readonly customerId?: number | undefined;
  readonly quoteId?: number | undefined;
  readonly coupon?: { readonly code: string; readonly title: string; readonly percent: number } | undefined;
}

/** Places an order and reserves its units; prices are the shop's own. */
export function placeOrder(state: State, input: NewOrder): StoredOrder {
  const now = state.now();
  const id = state.id("order");
  const shipping = parseMoney("5", state.currency).minor;
  const order: StoredOrder = {
    id,
    number: String(id).padStart(9, "0"),
    quoteId: input.quoteId ?? state.id("quote"),
    state: "new",
    status: "pending",
    held: null,
    method: input.method,
    currency: state.currency,
    customer: {
      id: input.customerId ?? null,
      email: input.email,
      first: input.address?.firstname ?? null,
      last: input.address?.lastname ?? null,
    },
    billing: input.address,
    shippingAddress: input.address,
    items: input.lines.flatMap((line) => itemsOf(state, line, input.coupon?.percent ?? 0)),
    shipping,
    shippingTax: taxOf(state, shipping),
    coupon: input.coupon ?? null,
    extOrderId: null,
    shippingInvoiced: false,
    shippingRefunded: 0n,
    paid: 0n,
    refunded: 0n,
    canceledTotal: null,
    reserves: true,
    comments: [],
    note: input.note ?? null,
    createdAt: now,
    updatedAt: now,
  };
  state.orders.set(id, order);
  for (const item of physicalItemsOf(order)) reserveRows(state, order, item, item.ordered);
  return order;
}

export function taxOf(state: State, minor: bigint): bigint {
  return (minor * BigInt(Math.round(state.taxPercent * 100)) + 5_000n) / 10_000n;
}

/** A child of a configurable product makes two rows, both with its SKU; the money stands on the parent's. */
function itemsOf(state: State, line: NewOrder["lines"][number], percent: number): StoredItem[] {
  const product = productBySku(state, line.sku) ?? missing("SKU", line.sku);
  const parent = parentOf(state, product.id);
  const price = parseMoney(sellingPrice(product), state.currency).minor;
  const gross = multiplyDecimal(sellingPrice(product), line.quantity, state.currency).minor;
  const discount = (gross * BigInt(percent) + 50n) / 100n;
  const counts = { ordered: line.quantity, invoiced: 0, shipped: 0, refunded: 0, canceled: 0 };
  const top: StoredItem = {
    ...counts,
    id: state.id("order_item"),
    parentId: null,
    productId: parent?.id ?? product.id,
    sku: product.sku,
    name: parent?.name ?? product.name,
    type: parent ? "configurable" : product.typeId,
    isVirtual: product.typeId === "virtual",
    price,
    discount,
    tax: taxOf(state, gross - discount),
  };
  const bundle = state.bundles.get(skuKey(product.sku));
  if (bundle) return bundleRows(state, top, bundle);
  if (!parent) return [top];
  const child = { ...top, ...counts, id: state.id("order_item"), parentId: top.id, productId: product.id };
  return [top, { ...child, name: product.name, type: "simple", price: 0n, discount: 0n, tax: 0n }];
}

/** `product_links` of its options have an id of their own and the product's SKU (bundle-data-link-interface). */
const UNTOLD = "the options of a bundle name products by SKU alone";

/** "Ship Bundle Items" of a bundle. */
export const BUNDLES = [
  { name: "sent together", takes: "parts", untold: UNTOLD },
  { name: "sent separately", takes: "parts", sendsParts: true, untold: UNTOLD },
] as const;

/** A bundle with a price of its own: the parts' rows have none. */
function bundleRows(state: State, top: StoredItem, { parts }: SandboxSet): StoredItem[] {
  const children = parts.map(({ sku, quantity }): StoredItem => {
    const product = productBySku(state, sku) ?? missing("SKU", sku);
    const row = { ...top, id: state.id("order_item"), parentId: top.id, productId: product.id };
    const named = { sku: product.sku, name: product.name, type: product.typeId, ordered: top.ordered * quantity };
    return { ...row, ...named, price: 0n, discount: 0n, tax: 0n };
  });
  return [top, ...children];
}

/** "Return to Stock" of the admin's page counts for the rows below too. */
export const withChildren = (order: StoredOrder, { id }: StoredItem): number[] =>
  order.items.filter((one) => one.id === id || one.parentId === id).map((one) => one.id);

const partsOf = (order: StoredOrder, { id }: StoredItem) => order.items.filter((item) => item.parentId === id);

/** The items that lie on a shelf, of so many units of a row: of a bundle its parts. */
export function stockRows(order: StoredOrder, item: StoredItem, qty: number): { item: StoredItem; qty: number }[] {
  if (item.type !== "bundle") return [{ item, qty }];
  return partsOf(order, item).map((part) => ({ item: part, qty: (qty * part.ordered) / item.ordered }));
}

export function reserveRows(state: State, order: StoredOrder, item: StoredItem, units: number): void {
  for (const row of stockRows(order, item, units)) reserve(state, row.item.sku, row.qty);
}

/** The rows a shipment may name: of a bundle that is sent in parts these. */
export function sentRows(state: State, order: StoredOrder): StoredItem[] {
  const isInParts = ({ sku }: StoredItem) => state.bundles.get(skuKey(sku))?.kind === BUNDLES[1].name;
  return physicalItemsOf(order).flatMap((item) => (isInParts(item) ? partsOf(order, item) : [item]));
}

/** The rows that are shipped, invoiced and refunded. */
export function physicalItemsOf(order: StoredOrder): StoredItem[] {
  return order.items.filter((item) => item.parentId === null);
}

export function orderIn(state: State, id: string): StoredOrder {
  if (!/^\d+$/.test(id)) throw wrongType(id);
  const order = state.orders.get(Number(id));
  if (!order) throw refuse(404, "The entity that was requested doesn't exist. Verify the entity and try again.");
  return order;
}

export function listOrders(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.orders.values()],
    cell: orderCell,
    view: (order) => orderView(order),
    unknown: 500,
    key: "entity_id",
  });
}

function orderCell(order: StoredOrder, field: string): Cell | undefined {
  const columns: Readonly<Record<string, Cell>> = {
    entity_id: order.id,
    increment_id: order.number,
    created_at: dateText(order.createdAt),
    updated_at: dateText(order.updatedAt),
    state: order.state,
    status: order.status,
    store_id: 1,
    quote_id: order.quoteId,
    customer_email: order.customer.email,
    ext_order_id: order.extOrderId,
    grand_total: Number(totalsOf(order).grand),
  };
  return columns[field];
}

export function touch(state: State, order: StoredOrder): void {
  order.updatedAt = state.now();
}

/** Units left to ship; refunded ones are no longer. */
export function openUnits(item: StoredItem): number {
  return Math.max(0, item.ordered - item.shipped - item.refunded - item.canceled);
}

export function canInvoice(order: StoredOrder): boolean {
  return physicalItemsOf(order).some((item) => item.ordered - item.invoiced - item.canceled > 0);
}

/** Cancels what is not invoiced; an order that is not cancelled by it stays as it was. */
export function cancelOrder(state: State, order: StoredOrder): boolean {
  if (!["new", "pending_payment", "processing"].includes(order.state) || !canInvoice(order)) return false;
  const before = totalsOf(order).grand - order.paid;
  for (const item of physicalItemsOf(order)) {
    const units = Math.max(0, item.ordered - Math.max(item.invoiced, item.shipped) - item.canceled);
    item.canceled += units;
    for (const child of order.items) if (child.parentId === item.id) child.canceled += units;
    if (order.reserves) reserveRows(state, order, item, -units);
  }
  order.canceledTotal = before;
  if (physicalItemsOf(order).every((item) => item.invoiced === 0))
    Object.assign(order, { state: "canceled", status: "canceled" });
  touch(state, order);
  return true;
}

export function holdOrder(state: State, order: StoredOrder): SandboxReply {
  if (["complete", "closed", "canceled", "payment_review", "holded"].includes(order.state))
    throw refuse(400, "A hold action is not available.");
  order.held = { state: order.state, status: order.status };
  Object.assign(order, { state: "holded", status: "holded" });
  touch(state, order);
  return ok(true);
}

export function unholdOrder(state: State, order: StoredOrder): SandboxReply {
  if (!order.held) throw refuse(400, "You cannot remove the hold.");
  Object.assign(order, order.held, { held: null });
  touch(state, order);
  return ok(true);
}

const STATUSES: Readonly<Record<string, readonly string[]>> = {
  new: ["pending"],
  pending_payment: ["pending_payment"],
  processing: ["processing"],
  holded: ["holded"],
  complete: ["complete"],
  closed: ["closed"],
  canceled: ["canceled"],
  payment_review: ["payment_review", "fraud"],
};

/** A comment moves nothing; a status of another state is refused, none keeps the one there is. */
export function addComment(state: State, request: SandboxRequest, order: StoredOrder): SandboxReply {
  const doc = bodyOf(request, "statusHistory");
  const status = textIn(doc, "status");
  if (status !== undefined && !(STATUSES[order.state] ?? []).includes(status) && status !== order.status)
    throw refuse(
      400,
      'Unable to add comment: The status "%1" is not part of the order\n                 status history.',
      [status],
    );
  order.comments.push({
    id: state.id("comment"),
    text: doc.comment === undefined || doc.comment === null ? null : storedText(state, String(doc.comment)),
    notified: numberIn(doc, "is_customer_notified") ?? null,
    visible: numberIn(doc, "is_visible_on_front") ?? 0,
    status: order.status,
    entity: textIn(doc, "entity_name") ?? null,
    createdAt: state.now(),
  });
  return ok(true);
}

export function listComments(order: StoredOrder): SandboxReply {
  const filter = { field: "parent_id", value: String(order.id), condition_type: "eq" };
  return ok({
    items: order.comments.map((comment) => commentView(comment, order)),
    search_criteria: { filter_groups: [{ filters: [filter] }] },
    total_count: order.comments.length,
  });
}

/** The raw save: whatever is sent is written, and the answer shows emptied fields. */
export function saveOrder(state: State, request: SandboxRequest): SandboxReply {
  const doc: Doc = bodyOf(request, "entity");
  const id = numberIn(doc, "entity_id");
  const order = id === undefined ? undefined : state.orders.get(id);
  if (id === undefined) throw refuse(400, "Please provide payment for the order.");
  if (!order) throw noEntity("entityId", id);
  order.extOrderId = textIn(doc, "ext_order_id") ?? order.extOrderId;
  order.state = textIn(doc, "state") ?? order.state;
  order.status = textIn(doc, "status") ?? order.status;
  touch(state, order);
  return ok({
    entity_id: order.id,
    increment_id: null,
    ext_order_id: order.extOrderId,
    state: null,
    status: null,
    grand_total: null,
    updated_at: dateText(order.updatedAt),
    items: [],
  });
}
