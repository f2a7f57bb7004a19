/** What decides whether orders may share a parcel, read set by set. */

import { z } from "zod";
import type { Address } from "../../commerce/order.ts";
import { ORDER_STATES } from "../../commerce/order-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { ORDER_STATE } from "../orders/order-state.ts";
import { IS_PACKED } from "../orders/packed-units.ts";
import { isSplit } from "../orders/planned-parcels.ts";
import { UNITS_LEFT } from "../orders/remaining-units.ts";
import { UNSHIPPED } from "../orders/to-ship.ts";

/** What is known of a channel's rules for parcels of several orders. */
export type MergePolicy = "allowed" | "forbidden" | "unknown";
export type PolicyOf = (provider: string) => MergePolicy;

/** An order as it is shown among those it may go with. */
export const mergedOrderSchema = z.object({
  id,
  number: z.string(),
  platformNumber: z.string(),
  storeId: id.nullable().describe("null: it was made here"),
  storeName: z.string().nullable(),
  placedAt: time,
  state: z.enum(ORDER_STATES),
  currency: z.string(),
  totalMinor: minorUnits.nullable(),
  shippingMinor: minorUnits.nullable().describe("what the buyer paid for shipping"),
  units: z.int().describe("left to send"),
  address: typed<Address>(z.record(z.string(), z.unknown())).nullable(),
});

export type MergedOrder = Answered<typeof mergedOrderSchema>;

export interface Candidate extends MergedOrder {
  readonly provider: string | null;
  readonly contactName: string | null;
  readonly addressKey: string | null;
  /** Null: it is neither paid nor all cash on delivery. */
  readonly payment: "paid" | "cod" | null;
  /** Where its units are reserved. */
  readonly locations: readonly string[];
  readonly isReady: boolean;
  readonly isMerged: boolean;
  /** It is sent in several parcels. */
  readonly isSplit: boolean;
  /** Something of it was refunded. */
  readonly isRefunded: boolean;
}

const CANDIDATE = `select s.*,
    s.state in ('to_ship', 'partly_shipped') and not s."isPacked" and not s."isSplit" as "isReady"
  from (select o.id, o.number, o.ext_number as "platformNumber", o.connection_id as "storeId", c.name as "storeName",
      c.provider, o.placed_at as "placedAt", ${ORDER_STATE} as state, trim(o.currency) as currency,
      o.total_minor as "totalMinor", o.shipping_minor as "shippingMinor", o.shipping_address as address,
      o.contact ->> 'name' as "contactName", o.address_key as "addressKey",
      case when o.financial in ('paid', 'authorized', 'partially_refunded') then 'paid'
        when o.financial = 'cod_pending' then 'cod' end as payment,
      coalesce((select sum(${UNITS_LEFT})::int from argosy.order_line l
        where l.organization_id = argosy.tenant() and l.order_id = o.id and l.fulfilled_by = 'merchant'), 0) as units,
      array(select distinct l.location_id::text from argosy.order_line l
        where l.organization_id = argosy.tenant() and l.order_id = o.id and l.fulfilled_by = 'merchant'
          and l.location_id is not null and l.fulfilled_quantity < l.quantity) as locations,
      ${IS_PACKED} as "isPacked", ${isSplit("o.id")} as "isSplit",
      exists (select from argosy.order_merge_order e
        where e.organization_id = argosy.tenant() and e.order_id = o.id and e.is_open) as "isMerged",
      exists (select from argosy.order_refund r
        where r.organization_id = argosy.tenant() and r.order_id = o.id) as "isRefunded"
    from argosy.sales_order o
    left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
    where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])) s
  order by s."placedAt", s.id`;

/** These orders, by when they were placed. */
export function candidates(tx: Tx, orderIds: readonly string[]): Promise<Candidate[]> {
  return tx.rows<Candidate>(CANDIDATE, [orderIds]);
}

/** Digests of addresses looked at in one request, and orders of one digest. */
const MOST_ADDRESSES = 100;
const MOST_OF_ADDRESS = 50;

/** Orders to ship that have their address' digest in common with others: with one of these, or with any. */
export async function alikeOrders(
  tx: Tx,
  orderIds: readonly string[] | null,
): Promise<{ readonly ids: readonly string[]; readonly more: boolean }> {
  const keys = await tx.rows<{ key: string }>(
    `select o.address_key as key from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.address_key <> '' and ${UNSHIPPED}
       and ($1::uuid[] is null or o.address_key in (select n.address_key from argosy.sales_order n
         where n.organization_id = argosy.tenant() and n.id = any($1::uuid[])))
     group by 1 having count(*) > 1 order by min(o.placed_at), 1 limit ${MOST_ADDRESSES + 1}`,
    [orderIds],
  );
  const rows = await tx.rows<{ id: string }>(
    `select n.id from unnest($1::text[]) as k(key)
     cross join lateral (select o.id from argosy.sales_order o
       where o.organization_id = argosy.tenant() and o.address_key = k.key and o.address_key <> '' and ${UNSHIPPED}
       order by o.placed_at, o.id limit ${MOST_OF_ADDRESS}) n`,
    [keys.slice(0, MOST_ADDRESSES).map(({ key }) => key)],
  );
  return { ids: rows.map(({ id }) => id), more: keys.length > MOST_ADDRESSES };
}
