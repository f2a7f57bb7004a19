import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { getOrder, type OrderDetail, orderUnknown } from "./detail.ts";
import { lockOrders } from "./order-rows.ts";
import { resettleOrders } from "./resettle.ts";

export interface NewPayment extends By {
  readonly orderId: string;
  /** Absent: all that is outstanding. */
  readonly amountMinor?: bigint | undefined;
  /** Cash, card, bank transfer: what people call it. */
  readonly method: string;
  /** When the money came; absent: now. */
  readonly at?: Date | undefined;
  /** Of a receipt or a transfer. */
  readonly reference?: string | undefined;
  /** The same key records one payment. */
  readonly requestKey: string;
}

/**
 * Records money received for an order made here, whole or in part; cash on delivery is received so too. Throws HubError
 * ORDER_UNKNOWN, ORDER_PAYMENT_ELSEWHERE, ORDER_CANCELLED, ORDER_PAYMENT_TOO_MUCH.
 */
export async function recordPayment(tx: Tx, payment: NewPayment): Promise<OrderDetail> {
  const { orderId, actor, now } = payment;
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  const key = `payment:${payment.requestKey}`;
  const known = await getOrder(tx, orderId);
  if (known.transactions.some((each) => each.key === key)) return known;
  const { number, currency } = order;
  if (order.connection_id !== null)
    throw new HubError("ORDER_PAYMENT_ELSEWHERE", "conflict", message("refused.paymentElsewhere", { number }));
  if (order.status === "cancelled")
    throw new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number }));
  const outstanding = known.money.outstandingMinor ?? 0n;
  const amount = payment.amountMinor ?? outstanding;
  if (amount <= 0n || amount > outstanding)
    throw new HubError(
      "ORDER_PAYMENT_TOO_MUCH",
      "conflict",
      message("refused.paymentTooMuch", { number, amount: text(outstanding, currency) }),
      "amountMinor",
    );
  await tx.run(
    `insert into order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor, currency,
       at)
     values (argosy.tenant(), $1, $2, 'sale', 'success', $3, $4, $5, $6)`,
    [orderId, key, payment.method, amount, currency, payment.at ?? now],
  );
  const told = { amount: text(amount, currency), method: payment.method };
  const entry = payment.reference
    ? message("order.paid.reference", { ...told, reference: payment.reference })
    : message("order.paid", told);
  // What was given back of an advance is known by that status alone.
  const inPart = order.financial === "partially_refunded" ? order.financial : ("partially_paid" as const);
  const financial = amount === outstanding ? ("paid" as const) : inPart;
  await resettleOrders(tx, {
    orders: [{ ...order, financial }],
    entries: [{ orderId, kind: "payment", text: entry }],
    actor,
    now,
  });
  return getOrder(tx, orderId);
}

function text(minor: bigint, currency: string): string {
  return `${formatDecimal({ minor, currency })} ${currency}`;
}
