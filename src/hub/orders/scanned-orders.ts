/** Orders by a code that a scanner read. */
import type { Tx } from "../../db/database.ts";
import { searchKinds } from "../search/documents.ts";
import { listOrders } from "./list.ts";

/** So many orders of one number are nobody's choice any more. */
const MAX_ORDERS = 20;
/** While a channel's old orders come in, more of them may wait for their words than one scan can read. */
const MOST_WITHOUT_WORDS = 1_000;

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);

/** Ids of the orders with this number here, otherwise of those with this number on their channel. */
export async function ordersByNumber(tx: Tx, code: string): Promise<readonly string[]> {
  const here = await listOrders(tx, { number: code, limit: MAX_ORDERS });
  if (here.items.length > 0) return idsOf(here.items);
  return idsOf(
    await tx.rows<{ id: string }>(
      `select o.id from argosy.sales_order o
       where o.organization_id = argosy.tenant() and o.ext_number = any($1::text[])
       order by o.placed_at desc limit ${MAX_ORDERS}`,
      [[...new Set([code, code.toUpperCase()])]],
    ),
  );
}

/** Ids of the orders of a parcel booked here, otherwise of one that a channel reported. */
export async function ordersByTracking(tx: Tx, code: string): Promise<readonly string[]> {
  const booked = await tx.rows<{ id: string }>(
    `select distinct s.order_id as id
     from argosy.parcel p
     join argosy.shipment s on s.organization_id = argosy.tenant() and s.id = p.shipment_id
     where p.organization_id = argosy.tenant() and p.tracking_number = $1 and s.status <> 'cancelled'
     limit ${MAX_ORDERS}`,
    [code],
  );
  if (booked.length > 0) return idsOf(booked);
  const { items } = await listOrders(tx, { search: code, limit: MAX_ORDERS });
  // What changed a moment ago has no words yet: those orders are looked through one by one.
  return idsOf(
    await tx.rows<{ id: string }>(
      `select distinct f.order_id as id from argosy.order_fulfilment f
       where f.organization_id = argosy.tenant() and f.order_id = any($1::uuid[] || array(
           select d.subject_id from argosy.search_due d
           where d.organization_id = argosy.tenant() and d.kind = ${searchKinds.order}
           order by d.seq desc limit ${MOST_WITHOUT_WORDS}))
         and $2 = any(f.tracking_numbers)
       limit ${MAX_ORDERS}`,
      [idsOf(items), code],
    ),
  );
}
