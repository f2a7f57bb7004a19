/** What a buyer still owes of an order: asked for by everything that collects, shows or books it. */
import type { Tx } from "../../db/database.ts";
import { moneyOf, type OrderFigures, type OrderMoney } from "./money.ts";

/** The money of an order as it stands now; undefined: there is no such order. */
export async function orderMoney(tx: Tx, orderId: string): Promise<OrderMoney | undefined> {
  const figures = await tx.maybe<OrderFigures & Stored>(
    `select o.status, o.financial, o.discount_minor as "discountMinor", o.shipping_minor as "shippingMinor",
       o.fees_minor as "feesMinor", o.tax_minor as "taxMinor", o.total_minor as "totalMinor",
       o.current_total_minor as "currentTotalMinor", o.tax_included as "taxIncluded",
       coalesce((select jsonb_agg(jsonb_build_array(l.discount_minor::text, l.total_minor::text))
         from argosy.order_line l where l.organization_id = argosy.tenant() and l.order_id = o.id), '[]') as "lineRows",
       coalesce((select jsonb_agg(r.amount_minor::text) from argosy.order_refund r
         where r.organization_id = argosy.tenant() and r.order_id = o.id), '[]') as "refundRows",
       coalesce((select jsonb_agg(jsonb_build_array(t.kind, t.status, t.amount_minor::text))
         from argosy.order_transaction t
         where t.organization_id = argosy.tenant() and t.order_id = o.id), '[]') as "paymentRows"
     from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = $1`,
    [orderId],
  );
  if (!figures) return undefined;
  return moneyOf({
    ...figures,
    lines: figures.lineRows.map(([discount, total]) => ({
      discountMinor: BigInt(discount),
      totalMinor: BigInt(total),
    })),
    refunds: figures.refundRows.map((minor) => ({ amountMinor: BigInt(minor) })),
    transactions: figures.paymentRows.map(([kind, status, minor]) => ({ kind, status, amountMinor: BigInt(minor) })),
  });
}

interface Stored {
  readonly lineRows: readonly (readonly [string, string])[];
  readonly refundRows: readonly string[];
  readonly paymentRows: readonly (readonly [string, string, string])[];
}
