/** What happens to orders, whoever causes it: placed, paid, shipped, refunded, cancelled, edited. */
import type { Json } from "../../commerce/product.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { move } from "./catalog.ts";
import { isFulfilled, paidOf, refundedOf, totalOf } from "./order-figures.ts";
import { orderView } from "./order-view.ts";
import type { Order, Payment, State } from "./state.ts";

/** Tells everybody who listens; `slugs` beside the plain update. */
export function touched(state: State, order: Order, ...slugs: readonly string[]): void {
  order.updated = state.clock.now();
  const entity = orderView(state, order);
  const notify = (slug: string, inner: { readonly [key: string]: Json }) =>
    state.emit(`wix.ecom.v1.order_${slug}`, { entityId: order.id, inner });
  for (const slug of slugs) {
    if (slug === "created") notify(slug, { createdEvent: { entity } });
    else notify(slug, { actionEvent: { body: { order: entity } } });
  }
  if (!slugs.includes("created")) notify("updated", { updatedEvent: { currentEntity: entity, modifiedFields: {} } });
}

/** Another street to send it to. */
export function moveOrder(state: State, order: Order, street: string): void {
  const text = JSON.stringify(order.given, (name, value: Json) => (name === "addressLine" ? street : value));
  order.given = { ...order.given, ...pickJson(JSON.parse(text), "recipientInfo", "shippingInfo") };
  touched(state, order);
}

const pickJson = (from: { readonly [key: string]: Json }, ...names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));

export interface NewOrder {
  readonly lines: readonly {
    readonly productId: string;
    readonly variantId: string;
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly price: string;
    readonly discountMinor?: bigint;
  }[];
  readonly shippingMinor: bigint;
  readonly given: { readonly [key: string]: Json };
  readonly status: Order["status"];
  readonly payment: Pick<Payment, "status" | "offline" | "method"> | null;
}

/** The shop's own stock goes down when the order is placed. */
export function placeOrder(state: State, input: NewOrder): Order {
  const now = state.clock.now();
  const order: Order = {
    id: state.guid(),
    number: state.nextNumber(),
    created: now,
    updated: now,
    status: input.status,
    lines: input.lines.map((line) => ({ discountMinor: 0n, ...line, id: state.guid(), refunded: 0, restocked: 0 })),
    shippingMinor: input.shippingMinor,
    given: input.given,
    payments: [],
    refunds: [],
    parcels: [],
    activities: [],
  };
  if (input.payment)
    order.payments.push({ ...input.payment, id: state.guid(), minor: totalOf(state, order), created: now });
  state.orders.set(order.id, order);
  for (const line of order.lines) take(state, line, line.quantity);
  touched(state, order, "created", ...(order.status === "APPROVED" ? ["approved"] : []));
  return order;
}

function take(state: State, line: Order["lines"][number], units: number): void {
  const product = state.products.get(line.productId);
  const variant = product?.variants.find(({ id }) => id === line.variantId);
  if (product && variant && units !== 0) move(state, product, variant, -units);
}

function restock(state: State, line: Order["lines"][number], units: number): void {
  take(state, line, -units);
  line.restocked += units;
}

export function cancelOrder(state: State, order: Order, restockAll: boolean): void {
  order.status = "CANCELED";
  if (restockAll) for (const line of order.lines) restock(state, line, line.quantity - line.restocked);
  touched(state, order, "canceled");
}

export function markPaid(state: State, order: Order): boolean {
  const open = totalOf(state, order) - paidOf(order);
  if (open <= 0n) return false;
  const waiting = order.payments.find(({ status }) => status === "PENDING" || status === "AUTHORIZED");
  if (waiting) waiting.status = "APPROVED";
  else
    order.payments.push({
      id: state.guid(),
      minor: open,
      status: "APPROVED",
      offline: true,
      method: "offline",
      created: state.clock.now(),
    });
  if (order.status === "PENDING") order.status = "APPROVED";
  touched(state, order, "payment_status_updated");
  return true;
}

/** A part of what is to come is entered as paid by hand; the payment that waits is for the rest. */
export function payDeposit(state: State, order: Order, minor: bigint): void {
  const waiting = order.payments.find(({ status }) => status === "PENDING");
  if (!waiting || waiting.minor <= minor) return;
  waiting.minor -= minor;
  order.payments.push({ ...waiting, id: state.guid(), minor, status: "APPROVED", created: state.clock.now() });
  touched(state, order, "payment_status_updated");
}

export function ship(
  state: State,
  order: Order,
  input: {
    readonly lines: readonly { readonly id: string; readonly quantity: number }[];
    readonly tracking: { readonly [key: string]: Json };
    readonly status: string;
  },
): string {
  const id = state.guid();
  order.parcels.push({ id, ...input, created: state.clock.now() });
  touched(state, order, ...(isFulfilled(order) ? ["fulfilled"] : []));
  return id;
}

/** The record first, its money pending; then the gateway, the units, and the news of it. */
export function bookRefund(
  state: State,
  order: Order,
  input: {
    readonly parts: Order["refunds"][number]["parts"];
    readonly lines: Order["refunds"][number]["lines"];
    readonly restock: readonly { readonly lineItemId: string; readonly quantity: number }[];
    readonly reason: string;
  },
): string {
  const id = state.guid();
  const { parts, lines, reason } = input;
  const refund = { id, parts, lines, reason, created: state.clock.now(), waits: true };
  const lineOf = (requested: string) => order.lines.find((one) => one.id === requested);
  inSteps(
    () => {
      order.refunds.push(refund);
      for (const { lineItemId, quantity } of lines) {
        const line = lineOf(lineItemId);
        if (line) line.refunded += quantity;
      }
    },
    () => paidBack(order, refund),
    () => {
      for (const { lineItemId, quantity } of input.restock) {
        const line = lineOf(lineItemId);
        if (line) restock(state, line, quantity);
      }
    },
    () => {
      state.emit("wix.ecom.v1.order_transactions_refund_completed", {
        entityId: order.id,
        inner: { actionEvent: { body: { orderId: order.id } } },
      });
      touched(state, order, "payment_status_updated");
    },
  );
  return id;
}

function paidBack(order: Order, refund: Order["refunds"][number]): void {
  refund.waits = false;
  for (const payment of order.payments) {
    const back = refundedOf(order, payment.id);
    if (back > 0n) payment.status = back >= payment.minor ? "REFUNDED" : "PARTIALLY_REFUNDED";
  }
}

/** An edit in the dashboard: the line's quantity and the shop's stock follow. */
export function editLine(state: State, order: Order, lineId: string, quantity: number): void {
  const line = order.lines.find(({ id }) => id === lineId);
  if (!line) return;
  take(state, line, quantity - line.quantity);
  // What is taken off a line is taken off its units.
  line.discountMinor = line.quantity === 0 ? 0n : (line.discountMinor * BigInt(quantity)) / BigInt(line.quantity);
  line.quantity = quantity;
  touched(state, order, "committed");
}
