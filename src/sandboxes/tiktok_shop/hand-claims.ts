/** Claims a person makes for a buyer in Seller Center, or the buyer in the app. */
import { cancelOrder, claimReturn } from "./claims.ts";
import type { State, StoredOrder, StoredUnit } from "./state.ts";
import { moveOrder, now, priceText } from "./state.ts";

export const isShipped = ({ displayStatus }: StoredUnit): boolean =>
  ["AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"].includes(displayStatus);

/** Delivers what has left, which TikTok asks for before a refund. */
export function deliver(state: State, order: StoredOrder): void {
  const left = order.units.filter(isShipped);
  for (const unit of left) unit.displayStatus = "DELIVERED";
  if (left.length > 0) order.collectedAt ??= now(state);
  if (left.length > 0) moveOrder(state, order, "DELIVERED");
}

/** The carrier has it and does not deliver it in time: TikTok cancels it (`delivery_due_time`). */
export function cancelUndelivered(state: State, order: StoredOrder): void {
  for (const unit of order.units.filter(isShipped)) unit.displayStatus = "IN_TRANSIT";
  order.collectedAt = now(state);
  moveOrder(state, order, "IN_TRANSIT");
  cancelOrder(state, order, "the package was not delivered");
}

type Requested = readonly { readonly sku: string; readonly quantity: number }[];

/** Money alone. */
export function refundByHand(state: State, order: StoredOrder, lines: Requested): void {
  claimReturn(state, order, {
    type: "REFUND",
    status: "RETURN_OR_REFUND_REQUEST_COMPLETE",
    ...claimed(state, order, lines),
  });
}

/** Goods and money; the seller has to answer. */
export function returnByHand(state: State, order: StoredOrder, lines: Requested): string {
  return claimReturn(state, order, {
    type: "RETURN_AND_REFUND",
    status: "RETURN_OR_REFUND_REQUEST_PENDING",
    ...claimed(state, order, lines),
    action: "SELLER_RESPOND_RETURN",
  }).id;
}

/** Shipped units of a claim, and what they cost. */
function claimed(
  state: State,
  order: StoredOrder,
  lines: Requested,
): { readonly amount: string; readonly unitIds: readonly string[] } {
  const units = lines.flatMap(({ sku, quantity }) =>
    order.units.filter((unit) => unit.sellerSku === sku && isShipped(unit)).slice(0, quantity),
  );
  const minor = units.reduce((sum, { salePrice }) => sum + BigInt(Math.round(Number(salePrice) * 100)), 0n);
  const amount = priceText(state, `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`);
  return { amount, unitIds: units.map(({ id }) => id) };
}
