/** What has arrived of a purchase order follows from its posted receipts. */
import type { Tx } from "../../db/database.ts";

/** Locks the order a document is a receipt of, before any level is locked. */
export async function lockReceivedOrder(tx: Tx, purchaseOrderId: string | null): Promise<void> {
  if (purchaseOrderId === null) return;
  await tx.rows(
    "select id from argosy.purchase_order where organization_id = argosy.tenant() and id = $1 for no key update",
    [purchaseOrderId],
  );
}

/** Counts anew what the order received and what is still to come of it, and moves its state with that. The order is locked. */
export async function settlePurchaseOrder(tx: Tx, purchaseOrderId: string, now: Date): Promise<void> {
  await tx.run(
    `with arrived as (
       select r.purchase_order_line as line, sum(r.quantity) as units
       from argosy.stock_document d
       join argosy.stock_document_line r on r.organization_id = argosy.tenant() and r.document_id = d.id
       where d.organization_id = argosy.tenant() and d.purchase_order_id = $1 and d.state = 'posted'
       group by 1
     )
     update argosy.purchase_order_line l
     set received = coalesce(a.units, 0),
       incoming = case when o.state in ('draft', 'cancelled') then 0 else l.quantity - coalesce(a.units, 0) end
     from argosy.purchase_order o, argosy.purchase_order_line own
     left join arrived a on a.line = own.line
     where o.organization_id = argosy.tenant() and o.id = $1 and own.organization_id = argosy.tenant()
       and own.purchase_order_id = $1 and l.organization_id = argosy.tenant() and l.purchase_order_id = $1
       and l.line = own.line`,
    [purchaseOrderId],
  );
  await tx.run(
    `update argosy.purchase_order o
     set updated_at = $2,
       state = case when o.state in ('draft', 'cancelled') then o.state when sums.missing = 0 then 'received'
         when sums.received > 0 then 'partly_received' else 'ordered' end
     from (select sum(l.quantity - l.received) as missing, sum(l.received) as received from argosy.purchase_order_line l
       where l.organization_id = argosy.tenant() and l.purchase_order_id = $1) as sums
     where o.organization_id = argosy.tenant() and o.id = $1`,
    [purchaseOrderId, now],
  );
}
