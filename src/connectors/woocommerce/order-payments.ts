import type { OrderTransaction } from "../../commerce/order.ts";
import { gmtMs } from "./client.ts";
import { minor } from "./order-money.ts";
import type { ShopOrder, ShopRefund } from "./schemas.ts";

interface Paid {
  readonly order: ShopOrder;
  readonly refunds: readonly ShopRefund[] | null;
}

const EPOCH = "1970-01-01T00:00:00";

/**
 * WooCommerce keeps no list of payments: the paid date with the gateway's own id is one sale of the whole total, and a
 * refund is a payment only when the gateway was asked to pay back.
 */
export function mapTransactions({ order, refunds }: Paid, totalMinor: bigint): OrderTransaction[] {
  const gateway = order.payment_method === "" ? undefined : order.payment_method;
  const sale = "paid";
  const paid: OrderTransaction[] = order.date_paid_gmt
    ? [
        {
          key: sale,
          kind: "sale",
          status: "success",
          gateway: order.transaction_id === "" ? gateway : `${gateway ?? ""} ${order.transaction_id}`.trim(),
          amountMinor: totalMinor,
          at: utc(order.date_paid_gmt),
        },
      ]
    : [];
  const back = (refunds ?? []).flatMap((refund): OrderTransaction[] => {
    if (!refund.refunded_payment) return [];
    const amount = minor(refund.amount, order.currency);
    const at = utc(refund.date_created_gmt ?? order.date_paid_gmt ?? order.date_created_gmt ?? EPOCH);
    const key = `refund:${refund.id}`;
    const amountMinor = amount < 0n ? -amount : amount;
    return [{ key, parentKey: sale, kind: "refund", status: "success", gateway, amountMinor, at }];
  });
  return [...paid, ...back];
}

function utc(gmt: string): string {
  return new Date(gmtMs(gmt)).toISOString();
}
