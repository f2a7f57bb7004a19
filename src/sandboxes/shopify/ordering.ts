/** What happens to orders in the emulated shop: placing, shipping, refunding, cancelling, editing. */

import type { Optional } from "../../commerce/optional.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { changeLevel } from "./catalog.ts";
import { fulfilmentStatus, paidMinor, removedUnits, shippedUnits, totalMinor } from "./figures.ts";
import { restOrder, restRefund } from "./rest.ts";
import type {
  FulfilmentOrderRow,
  FulfilmentRow,
  LineGroup,
  OrderLineRow,
  OrderRow,
  RefundRow,
  ShopState,
  Transaction,
} from "./state.ts";
import { levelKey, newId, stamp } from "./state.ts";

export interface NewLine {
  readonly variantId: string | null;
  readonly title?: string | undefined;
  readonly sku?: string | null | undefined;
  readonly quantity: number;
  readonly price?: string | undefined;
  readonly group?: LineGroup | undefined;
}

/** What a new order may bring; nobody and nothing where it is not said. */
type Brought = "customerId" | "sourceIdentifier" | "visit" | "email" | "phone" | "note" | "address" | "discountMinor";

export interface NewOrder extends Optional<Pick<OrderRow, Brought | "currency">> {
  readonly lines: readonly NewLine[];
  readonly tags?: readonly string[] | undefined;
  readonly shipping?: readonly { readonly title: string; readonly minor: bigint }[] | undefined;
  /** DeliveryMethodType. */
  readonly delivery?: string | undefined;
  /** Gateway and whether it has paid. */
  readonly payment: { readonly gateway: string; readonly paid: boolean } | null;
  readonly takesStock: boolean;
}

/** Places an order: units leave `available` for `committed`, and a fulfilment order per location opens. */
export function placeOrder(state: ShopState, input: NewOrder): OrderRow {
  const at = stamp(state);
  const number = 1001 + state.orders.size;
  const lines = input.lines.map((line) => newLine(state, line));
  const shipping = (input.shipping ?? []).map((line) => ({ ...line, id: newId(state) }));
  const order: OrderRow = {
    id: newId(state),
    name: `#${number}`,
    createdAt: at,
    updatedAt: at,
    currency: input.currency ?? state.currency,
    customerId: input.customerId ?? null,
    sourceIdentifier: input.sourceIdentifier ?? null,
    visit: input.visit ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
    note: input.note ?? null,
    tags: [...(input.tags ?? [])],
    lines,
    shipping,
    discountMinor: input.discountMinor ?? 0n,
    transactions: [],
    gateways: input.payment ? [input.payment.gateway] : [],
    fulfilmentOrders: fulfilmentOrders(state, lines, { at, delivery: input.delivery }),
    fulfilments: [],
    refunds: [],
    returns: [],
    address: input.address ?? null,
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    risk: "NONE",
  };
  state.orders.set(order.id, order);
  if (input.payment?.paid) pay(state, order, input.payment.gateway);
  if (input.takesStock)
    for (const line of lines) moveLine(state, line, { available: -line.quantity, committed: line.quantity });
  state.emit("orders/create", restOrder(state, order));
  if (input.payment?.paid) state.emit("orders/paid", restOrder(state, order));
  return order;
}

function newLine(state: ShopState, line: NewLine): OrderLineRow {
  const variant = line.variantId === null ? undefined : state.variants.get(line.variantId);
  const product = variant && state.products.get(variant.productId);
  const locations = state.locations.filter((location) => location.active);
  const stocked =
    variant &&
    locations.find(
      (location) => (state.levels.get(levelKey(variant.itemId, location.id))?.available ?? 0) >= line.quantity,
    );
  return {
    id: newId(state),
    variantId: variant?.id ?? null,
    title: product?.title ?? line.title ?? "Item",
    variantTitle:
      variant && variant.options[0]?.value !== "Default Title"
        ? variant.options.map((option) => option.value).join(" / ")
        : null,
    sku: variant?.sku ?? line.sku ?? null,
    price: line.price ?? variant?.price ?? "0.00",
    requiresShipping: true,
    locationId: (stocked ?? locations[0])?.id ?? "",
    group: line.group ?? null,
    quantity: line.quantity,
  };
}

function fulfilmentOrders(
  state: ShopState,
  lines: readonly OrderLineRow[],
  { at, delivery }: { readonly at: string; readonly delivery: string | undefined },
): FulfilmentOrderRow[] {
  const byLocation = Map.groupBy(lines, (line) => line.locationId);
  return [...byLocation].map(([locationId, group]) => ({
    id: newId(state),
    locationId,
    status: "OPEN",
    ...(delivery !== undefined && { delivery }),
    holds: [],
    updatedAt: at,
    lines: group.map((line) => ({ id: newId(state), lineId: line.id, total: line.quantity, remaining: line.quantity })),
  }));
}

function moveLine(
  state: ShopState,
  line: OrderLineRow,
  change: { available?: number; committed?: number },
  locationId = line.locationId,
): void {
  const variant = line.variantId === null ? undefined : state.variants.get(line.variantId);
  if (variant?.tracked) changeLevel(state, { itemId: variant.itemId, locationId }, change);
}

export function pay(state: ShopState, order: OrderRow, gateway: string): void {
  const minor = totalMinor(order) - paidMinor(order);
  if (minor > 0n)
    order.transactions.push({ id: newId(state), kind: "SALE", gateway, minor, parentId: null, at: stamp(state) });
}

export function touchOrder(state: ShopState, order: OrderRow, topics: readonly string[] = []): void {
  order.updatedAt = stamp(state);
  for (const topic of [...topics, "orders/updated"]) state.emit(topic, restOrder(state, order));
}

/** Ships units of fulfilment orders of one location; they leave `committed`. */
export function ship(
  state: ShopState,
  order: OrderRow,
  input: {
    readonly parts: readonly {
      readonly order: FulfilmentOrderRow;
      readonly lines: readonly { readonly id: string; readonly quantity: number }[];
    }[];
    readonly tracking: FulfilmentRow["tracking"];
    readonly notified: boolean;
  },
): FulfilmentRow {
  const lines: { lineId: string; quantity: number }[] = [];
  for (const part of input.parts) {
    for (const requested of part.lines) {
      const line = part.order.lines.find((candidate) => candidate.id === requested.id);
      const sold = order.lines.find((candidate) => candidate.id === line?.lineId);
      if (!line || !sold) continue;
      line.remaining -= requested.quantity;
      lines.push({ lineId: line.lineId, quantity: requested.quantity });
      moveLine(state, sold, { committed: -requested.quantity }, part.order.locationId);
    }
    part.order.status = part.order.lines.every((line) => line.remaining === 0) ? "CLOSED" : "IN_PROGRESS";
    part.order.updatedAt = stamp(state);
  }
  const fulfilment: FulfilmentRow = {
    id: newId(state),
    locationId: input.parts[0]?.order.locationId ?? "",
    createdAt: stamp(state),
    lines,
    notified: input.notified,
    status: "SUCCESS",
    displayStatus: "FULFILLED",
    tracking: input.tracking,
  };
  order.fulfilments.push(fulfilment);
  state.emit("fulfillments/create", { id: Number(fulfilment.id), order_id: Number(order.id), status: "success" });
  touchOrder(
    state,
    order,
    fulfilmentStatus(order) === "FULFILLED" ? ["orders/fulfilled"] : ["orders/partially_fulfilled"],
  );
  return fulfilment;
}

/** Books a refund: unshipped units leave their fulfilment order, restocked ones come back to `available`. */
/** The record stands first, its transactions pending; then the gateway answers, and the units come back. */
export function bookRefund(
  state: ShopState,
  order: OrderRow,
  refund: Omit<RefundRow, "id" | "createdAt">,
  transactions: readonly Transaction[] = [],
): RefundRow {
  const row: RefundRow = { ...refund, id: newId(state), createdAt: stamp(state) };
  inSteps(
    () => {
      for (const entry of transactions) order.transactions.push(Object.assign(entry, { waits: true }));
      order.refunds.push(row);
    },
    () => {
      for (const entry of transactions) entry.waits = false;
    },
    () => {
      bringBack(state, order, row);
      state.emit("refunds/create", restRefund(order, row));
      touchOrder(state, order);
    },
  );
  return row;
}

function bringBack(state: ShopState, order: OrderRow, refund: RefundRow): void {
  for (const entry of refund.lines) {
    const line = order.lines.find((candidate) => candidate.id === entry.lineId);
    if (!line) continue;
    const isReturn = entry.restockType === "RETURN";
    const open = isReturn ? 0 : takeFromFulfilmentOrders(order, line.id, entry.quantity);
    const restocked = entry.restockType === "NO_RESTOCK" ? 0 : entry.quantity;
    moveLine(state, line, { available: restocked, committed: -open }, entry.locationId ?? line.locationId);
  }
}

function takeFromFulfilmentOrders(order: OrderRow, lineId: string, quantity: number): number {
  let left = quantity;
  for (const entry of order.fulfilmentOrders) {
    const line = entry.lines.find((candidate) => candidate.lineId === lineId);
    const taken = Math.min(left, line?.remaining ?? 0);
    if (line) line.remaining -= taken;
    left -= taken;
    if (entry.lines.every((candidate) => candidate.remaining === 0) && entry.status !== "CLOSED")
      entry.status = shippedUnits(order, lineId) > 0 ? "CLOSED" : "CANCELLED";
  }
  return quantity - left;
}

/** Cancels what is not shipped. Shopify writes a refund without money for the units. */
export function cancel(
  state: ShopState,
  order: OrderRow,
  input: { readonly reason: string; readonly restock: boolean },
): void {
  if (order.cancelledAt) return;
  order.cancelledAt = stamp(state);
  order.cancelReason = input.reason;
  const lines = order.lines.flatMap((line) => {
    const quantity = line.quantity - removedUnits(order, line.id) - shippedUnits(order, line.id);
    const restockType = input.restock ? "CANCEL" : "NO_RESTOCK";
    return quantity > 0 ? [{ lineId: line.id, quantity, restockType, locationId: line.locationId }] : [];
  });
  if (lines.length > 0) bookRefund(state, order, { note: null, minor: 0n, transactionIds: [], lines });
  for (const entry of order.fulfilmentOrders) if (entry.status !== "CLOSED") entry.status = "CANCELLED";
  order.closedAt = order.cancelledAt;
  touchOrder(state, order, ["orders/cancelled"]);
}

/** An order edit in the admin that adds a line. */
export function addLine(state: ShopState, order: OrderRow, requested: NewLine): void {
  const line = newLine(state, requested);
  order.lines.push(line);
  moveLine(state, line, { available: -line.quantity, committed: line.quantity });
  order.fulfilmentOrders.push(...fulfilmentOrders(state, [line], { at: stamp(state), delivery: undefined }));
  state.emit("orders/edited", { order_edit: { id: Number(newId(state)), order_id: Number(order.id) } });
  touchOrder(state, order);
}

/** An order edit in the admin: more units are added to the line, fewer are removed with restocking. */
export function editQuantity(state: ShopState, order: OrderRow, line: OrderLineRow, quantity: number): void {
  const now = line.quantity - removedUnits(order, line.id);
  if (quantity > now) {
    const added = quantity - now;
    line.quantity += added;
    moveLine(state, line, { available: -added, committed: added });
    const open = order.fulfilmentOrders.find((entry) => entry.locationId === line.locationId);
    const item = open?.lines.find((candidate) => candidate.lineId === line.id);
    if (open && item) {
      item.total += added;
      item.remaining += added;
      if (open.status === "CLOSED" || open.status === "CANCELLED") open.status = "OPEN";
    }
  } else if (quantity < now) {
    const lines = [{ lineId: line.id, quantity: now - quantity, restockType: "CANCEL", locationId: line.locationId }];
    bookRefund(state, order, { note: null, minor: 0n, transactionIds: [], lines });
  }
  state.emit("orders/edited", { order_edit: { id: Number(newId(state)), order_id: Number(order.id) } });
  touchOrder(state, order);
}
