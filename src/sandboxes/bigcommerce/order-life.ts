/** What happens to an order: placed, shipped, cancelled, refunded, edited, and what each does to stock and hooks. */

import type { Optional } from "../../commerce/optional.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { refundedOf, totalOf } from "./order-view.ts";
import type { Line, Order, Pool, Refund, RefundItem, Shipment, State } from "./state.ts";
import { DEFAULT_LOCATION, poolOf, second, touch } from "./state.ts";

const TAKES_LATE: readonly number[] = [2, 10];
const CANCELLED: readonly number[] = [5, 6];

function poolOfLine(state: State, line: Line): Pool | null {
  const product = state.products.get(line.productId);
  const variant = product?.variants.find(({ id }) => id === line.variantId);
  return product && variant ? poolOf(product, variant) : null;
}

/** Moves a line's claim on stock to `units`; orders are served from the default location. */
function claim(state: State, line: Line, units: number): void {
  const pool = poolOfLine(state, line);
  if (pool === null) return;
  pool.set(DEFAULT_LOCATION, (pool.get(DEFAULT_LOCATION) ?? 0) + line.taken - units);
  line.taken = units;
  const product = state.products.get(line.productId);
  if (product?.tracking === "product")
    state.emit("store/product/inventory/order/updated", {
      type: "product",
      id: product.id,
      inventory: { product_id: product.id, method: "absolute", value: pool.get(DEFAULT_LOCATION) ?? 0 },
    });
}

/** Takes what the settings say is due at this status. */
function takeStock(state: State, order: Order): void {
  const isDue = state.inventory.takes === "order_placed" ? order.statusId !== 0 : TAKES_LATE.includes(order.statusId);
  if (!isDue || CANCELLED.includes(order.statusId)) return;
  for (const line of order.lines) {
    const requested = line.quantity - (state.inventory.returns ? line.refunded : 0);
    if (line.taken !== requested) claim(state, line, requested);
  }
}

type Given = "statusId" | "paymentStatus" | "method" | "billing" | "address" | "shipping";
type Untold = "discount" | "message" | "notes" | "externalId" | "externalSource";

/** With what is picked for it: lines of their own, which cost nothing (orders.v2.oas2.yml, order 149). */
export interface NewLine extends Pick<Line, "productId" | "variantId" | "name" | "sku" | "price" | "quantity"> {
  readonly picked?: readonly NewLine[] | undefined;
}

export interface NewOrder extends Pick<Order, Given>, Optional<Pick<Order, Untold>> {
  readonly lines: readonly NewLine[];
}

/** Of the line, and of what is picked for it. */
function linesOf(state: State, { picked = [], ...line }: NewLine, parentId: number | null = null): Line[] {
  const made = { ...line, id: state.nextId(), parentId, shipped: 0, refunded: 0, taken: 0, restocked: 0 };
  return [made, ...picked.flatMap((one) => linesOf(state, one, made.id))];
}

export function placeOrder(state: State, input: NewOrder): Order {
  const now = second(state);
  const id = state.nextId();
  const lines = input.lines.flatMap((line) => linesOf(state, line));
  const order: Order = {
    ...input,
    id,
    lines,
    addressId: state.nextId(),
    customerId: 0,
    created: now,
    modified: now,
    shipments: [],
    refunds: [],
    discount: input.discount ?? 0n,
    notes: input.notes ?? "",
    message: input.message ?? "",
    externalId: input.externalId ?? "",
    externalSource: input.externalSource ?? null,
    deleted: false,
  };
  state.orders.set(id, order);
  takeStock(state, order);
  state.emit("store/order/created", { type: "order", id });
  return order;
}

export function changed(state: State, order: Order): void {
  touch(state, order);
  state.emit("store/order/updated", { type: "order", id: order.id });
}

/** Any status may become any other; cancelling gives stock back where the store is set to. */
export function setStatus(state: State, order: Order, statusId: number): void {
  const previous = order.statusId;
  if (previous === statusId) return;
  order.statusId = statusId;
  if (CANCELLED.includes(statusId) && state.inventory.returns) {
    for (const line of order.lines) if (line.taken > 0) claim(state, line, 0);
  }
  takeStock(state, order);
  changed(state, order);
  state.emit("store/order/statusUpdated", {
    type: "order",
    id: order.id,
    status: { previous_status_id: previous, new_status_id: statusId },
  });
}

export function shipLines(
  state: State,
  order: Order,
  items: readonly { readonly lineId: number; readonly quantity: number }[],
  fields: Readonly<Record<string, string>>,
): Shipment {
  const shipment: Shipment = { id: state.nextId(), created: second(state), fields, items };
  for (const { lineId, quantity } of items) {
    const line = order.lines.find(({ id }) => id === lineId);
    if (line) line.shipped += quantity;
  }
  order.shipments.push(shipment);
  state.emit("store/shipment/created", { type: "shipment", id: shipment.id, orderId: order.id });
  const isWhole = order.lines.every((line) => line.shipped + line.refunded >= line.quantity);
  const next = isWhole ? 2 : 3;
  if (order.statusId === next) changed(state, order);
  else setStatus(state, order, next);
  return shipment;
}

/** Books a refund, asks the provider, then does with the units what the store's setting says, not the refund. */
export function bookRefund(
  state: State,
  order: Order,
  items: readonly RefundItem[],
  amount: bigint,
  payments: Refund["payments"],
): Refund {
  const refund: Refund = { id: state.nextId(), created: second(state), amount, items, payments };
  const isWhole = refundedOf(order) + amount >= totalOf(order);
  inSteps(
    () => order.refunds.push(refund),
    () => {
      if (order.paymentStatus !== "") order.paymentStatus = isWhole ? "refunded" : "partially refunded";
    },
    () => {
      bringBack(state, order, items);
      state.emit("store/order/refund/created", { type: "order", id: order.id, refund: { refund_id: refund.id } });
      const next = isWhole ? 4 : 14;
      if (order.statusId === next) changed(state, order);
      else setStatus(state, order, next);
    },
  );
  return refund;
}

function bringBack(state: State, order: Order, items: readonly RefundItem[]): void {
  for (const item of items.filter(({ type }) => type === "PRODUCT")) {
    const line = order.lines.find(({ id }) => id === item.id);
    if (!line) continue;
    const unshippedBefore = Math.max(0, line.quantity - line.shipped - line.refunded);
    line.refunded += item.quantity;
    if (!state.inventory.returns) continue;
    // Those of a cancelled order lie in stock again already; the refund tells that they came back.
    line.restocked += Math.max(0, item.quantity - unshippedBefore);
    if (line.taken > 0) claim(state, line, Math.max(0, line.taken - item.quantity));
  }
}

/** A merchant changes a line in the control panel, or adds one; 0 removes it. */
export function editLine(state: State, order: Order, line: Line, quantity: number): void {
  line.quantity = quantity;
  if (state.inventory.edits && line.taken !== 0) claim(state, line, quantity);
  if (quantity === 0) order.lines.splice(order.lines.indexOf(line), 1);
  takeStock(state, order);
  changed(state, order);
}

/** Another street to send it to. */
export function moveTo(state: State, order: Order, street_1: string): void {
  order.address = { ...order.address, street_1 };
  changed(state, order);
}
