/** What becomes of an order over time: payment, parcels, cancellation, refunds. */
import { digits, minorOf, now, offersOf, ofMinor, type State, type StoredLine, type StoredOrder } from "./state.ts";

/** What the seller gets of the order: without what eBay collects. */
export function sellerTotal(order: StoredOrder): bigint {
  return order.lines.reduce((sum, { cost }) => sum + minorOf(cost), minorOf(order.shipping));
}

/** eBay collects sales tax in the United States: a tenth here. */
export const taxOf = (order: StoredOrder): bigint => (order.site === "EBAY_US" ? sellerTotal(order) / 10n : 0n);

export const shippedOf = ({ parcels }: StoredOrder, lineId: string): number =>
  parcels
    .flatMap(({ lines }) => lines)
    .filter(({ lineItemId }) => lineItemId === lineId)
    .reduce((sum, { quantity }) => sum + quantity, 0);

export const refunded = ({ refunds }: StoredOrder): bigint =>
  refunds.reduce((sum, one) => sum + minorOf(one.amount), 0n);

export function touch(state: State, order: StoredOrder): void {
  order.modifiedAt = now(state);
}

/** Adds to, or takes from, what listings show. */
export function moveStock(state: State, { sku, listingId }: Pick<StoredLine, "sku" | "listingId">, by: number): void {
  const variation = state.siteListings.get(listingId)?.variations.find((one) => one.sku === sku);
  if (variation) variation.sold -= by;
  const item = variation ? undefined : state.items.get(sku);
  if (!item) return;
  item.quantity += by;
  for (const offer of offersOf(state, sku)) if (offer.available !== null) offer.available += by;
}

export function refund(state: State, order: StoredOrder, input: { minor: bigint; comment?: string; delayMs?: number }) {
  const { minor, comment = "", delayMs = 0 } = input;
  const made = {
    id: digits(state, 10),
    amount: ofMinor(minor, order.shipping.currency),
    comment,
    at: now(state),
    doneAt: state.clock.now() + delayMs,
  };
  order.refunds.push(made);
  touch(state, order);
  return made;
}

/** A cancellation whose time has come: units go back, and eBay pays the buyer back by itself. */
export function settleOrder(state: State, order: StoredOrder): void {
  const { cancel } = order;
  if (!cancel || cancel.doneAt === null || cancel.doneAt > state.clock.now() || order.isRestocked) return;
  order.isRestocked = true;
  for (const line of order.lines) moveStock(state, line, line.quantity - shippedOf(order, line.id));
  if (order.payment === "PAID") {
    const left = sellerTotal(order) - refunded(order);
    if (left > 0n) refund(state, order, { minor: left });
  }
  touch(state, order);
}

export const isCancelled = ({ cancel, isRestocked }: StoredOrder): boolean => cancel !== null && isRestocked;

export function askCancel(state: State, order: StoredOrder, by: "BUYER" | "SELLER", delayMs: number | null): string {
  const id = digits(state, 10);
  order.cancel = {
    id,
    by,
    doneAt: delayMs === null ? null : state.clock.now() + delayMs,
  };
  touch(state, order);
  settleOrder(state, order);
  return id;
}
