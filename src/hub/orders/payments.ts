import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { getOrder, orderUnknown } from "./detail.ts";
import { lockOrders, type OrderRow } from "./order-fields/order-rows.ts";
import type { OrderDetail } from "./order-fields/order-schema.ts";
import { parcelCash } from "./owed.ts";
import { reconcileOrders } from "./resettle.ts";

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
  /** Cash a courier collected for a parcel and passed on. Absent: what is not known, where it could be. */
  readonly fromCourier?: boolean | undefined;
  /** The same key records one payment. */
  readonly requestKey: string;
}

/**
 * Records money received for an order made here, whole or in part; cash on delivery is received so too. Throws HubError
 * ORDER_UNKNOWN, ORDER_PAYMENT_ELSEWHERE, ORDER_CANCELLED, ORDER_PAYMENT_TOO_MUCH, ORDER_PAYMENT_SOURCE.
 */
export async function recordPayment(tx: Tx, payment: NewPayment): Promise<OrderDetail> {
  const { orderId, actor, now } = payment;
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  const key = `payment:${payment.requestKey}`;
  const detail = await getOrder(tx, orderId);
  if (detail.transactions.some((each) => each.key === key)) return detail;
  const { number, currency } = order;
  if (order.connection_id !== null)
    throw new HubError("ORDER_PAYMENT_ELSEWHERE", "conflict", message("refused.paymentElsewhere", { number }));
  if (order.status === "cancelled")
    throw new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number }));
  const outstanding = detail.money.outstandingMinor ?? 0n;
  const amount = payment.amountMinor ?? outstanding;
  if (amount <= 0n || amount > outstanding)
    throw new HubError(
      "ORDER_PAYMENT_TOO_MUCH",
      "conflict",
      message("refused.paymentTooMuch", { number, amount: text(outstanding, currency) }),
      "amountMinor",
    );
  await requireSource(tx, payment, { order, isWhole: amount === outstanding, amount });
  await tx.run(
    `insert into order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor, currency,
       at, from_courier)
     values (argosy.tenant(), $1, $2, 'sale', 'success', $3, $4, $5, $6, $7)`,
    [orderId, key, payment.method, amount, currency, payment.at ?? now, payment.fromCourier ?? false],
  );
  const params = { amount: text(amount, currency), method: payment.method };
  const entry = payment.reference
    ? message("order.paid.reference", { ...params, reference: payment.reference })
    : message("order.paid", params);
  // What was given back of an advance is known by that status alone.
  const inPart = order.financial === "partially_refunded" ? order.financial : ("partially_paid" as const);
  const financial = amount === outstanding ? ("paid" as const) : inPart;
  await reconcileOrders(tx, {
    orders: [{ ...order, financial }],
    entries: [{ orderId, kind: "payment", text: entry }],
    actor,
    now,
  });
  return getOrder(tx, orderId);
}

/**
 * A partial payment is a courier's cash, or comes beside it: what the counter and the next parcel collect differs. A
 * payment of everything needs no source.
 */
async function requireSource(
  tx: Tx,
  { orderId, fromCourier }: NewPayment,
  { order, isWhole, amount }: { readonly order: OrderRow; readonly isWhole: boolean; readonly amount: bigint },
): Promise<void> {
  if (isWhole || fromCourier === false) return;
  const { number, currency } = order;
  const cash = (await parcelCash(tx, [orderId])).get(orderId) ?? 0n;
  const params = { number, amount: text(cash, currency) };
  if (fromCourier && amount > cash)
    throw new HubError("ORDER_PAYMENT_TOO_MUCH", "conflict", message("refused.paymentCash", params), "amountMinor");
  if (fromCourier === undefined && cash > 0n)
    throw new HubError("ORDER_PAYMENT_SOURCE", "conflict", message("refused.paymentSource", params), "fromCourier");
}

function text(minor: bigint, currency: string): string {
  return `${formatDecimal({ minor, currency })} ${currency}`;
}
