/** An administrator modifies an order: the step "Modifying", what it changes, and the way back. */
import { allocate, cancelOrder, refundOrder } from "./orders.ts";
import type { State, StoredOrder, StoredVariant } from "./state.ts";
import { orderGross } from "./views.ts";

/** Orders that may be modified (`serverConfig.orderProcess`). */
const MODIFIABLE = ["PaymentAuthorized", "PaymentSettled", "PartiallyShipped", "Shipped", "PartiallyDelivered"];

/**
 * Another quantity of a variant. What costs more is paid at once, by hand, and the order is PaymentSettled again; what costs
 * less is refunded, and the order goes back to where it was.
 */
export function modifyOrder(state: State, order: StoredOrder, variant: StoredVariant, quantity: number): void {
  if (!MODIFIABLE.includes(order.state)) return;
  const before = { state: order.state, gross: orderGross(order) };
  const line = lineOf(state, order, variant);
  if (quantity > line.quantity) {
    allocate(state, line, quantity - line.quantity);
    line.quantity = quantity;
    order.updatedAt = state.now();
  } else if (quantity < line.quantity)
    cancelOrder(state, order, {
      orderId: order.id,
      lines: [{ orderLineId: line.id, quantity: line.quantity - quantity }],
    });
  if (order.state !== "Cancelled") order.state = before.state;
  const more = orderGross(order) - before.gross;
  const [payment] = order.payments;
  if (more > 0) {
    order.payments.push({
      id: state.id("payment"),
      createdAt: state.now(),
      method: "bank",
      amount: more,
      state: "Settled",
      transactionId: null,
      refunds: [],
    });
    order.state = "PaymentSettled";
  } else if (more < 0 && payment?.state === "Settled")
    refundOrder(state, { paymentId: payment.id, amount: -more, lines: [], shipping: 0 });
}

/** A line added later has a placed quantity of 0. */
function lineOf(state: State, order: StoredOrder, variant: StoredVariant): StoredOrder["lines"][number] {
  const existing = order.lines.find(({ variantId }) => variantId === variant.id);
  if (existing) return existing;
  const line = {
    id: state.id("line"),
    variantId: variant.id,
    quantity: 0,
    placed: 0,
    unit: variant.price,
    percentOff: 0,
    allocated: new Map<string, number>(),
    sold: new Map<string, number>(),
  };
  order.lines.push(line);
  return line;
}
