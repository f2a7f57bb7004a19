/** What packers choose orders by beside their state: one unit, a label to print, the courier, the country. As SQL over `o`. */
import type { Tx } from "../../db/database.ts";
import { COUNTED } from "../counted.ts";
import type { Add } from "../search/source.ts";
import { IS_HELD } from "./held.ts";
import { IS_HERE } from "./hub-parcels.ts";
import { ORDER_STATE } from "./order-state.ts";
import { IS_LIVE } from "./parcel-units.ts";
import { UNSHIPPED } from "./to-ship.ts";

/** One line of one unit. Two lines are enough to know that it is not. */
export const IS_SINGLE_ITEM = `(select count(*) = 1 and max(x.quantity) = 1
  from (select l.quantity from argosy.order_line l
    where l.organization_id = argosy.tenant() and l.order_id = o.id and l.quantity > 0 limit 2) x)`;

/** SQL over shipments `s`: its label is there, and nobody printed it. The stages are what its index knows. */
const IS_UNPRINTED = `s.stage in ('ready', 'attention') and ${IS_HERE} and s.label_state = 'ready'
  and s.printed_at is null and s.handed_over_at is null`;

const SHIPMENTS = "from argosy.shipment s where s.organization_id = argosy.tenant()";

export const HAS_UNPRINTED = `coalesce((select true ${SHIPMENTS} and s.order_id = o.id and ${IS_UNPRINTED} limit 1), false)`;

/** The orders of `HAS_UNPRINTED`. */
export const UNPRINTED_IDS = `select distinct s.order_id as id ${SHIPMENTS} and ${IS_UNPRINTED}`;

/** Labels of other orders are not to be printed. */
export const MAY_PRINT = `(o.status <> 'cancelled' and not (${IS_HELD}))`;

const LIVE = `${SHIPMENTS} and ${IS_LIVE}`;
const CHOICES = "from argosy.order_shipping_choice h where h.organization_id = argosy.tenant()";

const isUnbooked = (order: string) => `coalesce((select false ${LIVE} and s.order_id = ${order} limit 1), true)`;

/** It is booked with one of these couriers or, while nothing is booked, one of them is chosen for it. */
export function goesWith(add: Add, courierIds: readonly string[]): string {
  const given = `any(${add(courierIds)}::uuid[])`;
  const booked = `coalesce((select true ${LIVE} and s.order_id = o.id and s.connection_id = ${given} limit 1), false)`;
  const chosen = `coalesce((select true ${CHOICES} and h.order_id = o.id and h.courier_id = ${given} limit 1), false)`;
  return `(${booked} or (${chosen} and ${isUnbooked("o.id")}))`;
}

/** The orders of `goesWith`. */
export function idsGoingWith(add: Add, courierIds: readonly string[]): string {
  const given = `any(${add(courierIds)}::uuid[])`;
  return `select s.order_id as id ${LIVE} and s.connection_id = ${given}
    union select h.order_id ${CHOICES} and h.courier_id = ${given} and ${isUnbooked("h.order_id")}`;
}

/** States of orders somebody has to book, print or hand over. */
export const TO_SEND_STATES = ["to_ship", "partly_shipped", "label_booked", "label_printed"] as const;

export interface OrderGroups {
  readonly couriers: readonly { readonly courierId: string; readonly name: string; readonly orders: number }[];
  readonly countries: readonly { readonly country: string; readonly orders: number }[];
  /** More than 10,000 orders wait: the figures are of so many. */
  readonly more: boolean;
}

const WAITING = `select o.id, upper(nullif(o.shipping_address ->> 'country', '')) as country
  from argosy.sales_order o
  where o.organization_id = argosy.tenant() and ${UNSHIPPED}
    and ${ORDER_STATE} in (${TO_SEND_STATES.map((state) => `'${state}'`).join(", ")})
  limit ${COUNTED}`;

const COURIERS = `select b.courier, count(*)::int as orders from waiting w
  cross join lateral (
    select s.connection_id as courier ${LIVE} and s.order_id = w.id
    union select h.courier_id ${CHOICES} and h.order_id = w.id and h.courier_id is not null and ${isUnbooked("w.id")}
  ) b group by b.courier`;

const GROUPS = `with waiting as materialized (${WAITING})
  select (select count(*)::int from waiting) as found,
    (select coalesce(json_agg(json_build_object('courierId', c.id, 'name', c.name, 'orders', n.orders)
        order by n.orders desc, c.name, c.id), '[]')
      from (${COURIERS}) n
      join argosy.connection c on c.organization_id = argosy.tenant() and c.id = n.courier) as couriers,
    (select coalesce(json_agg(json_build_object('country', n.country, 'orders', n.orders)
        order by n.orders desc, n.country), '[]')
      from (select w.country, count(*)::int as orders from waiting w where w.country is not null group by 1) n
    ) as countries`;

/** The couriers and countries of the orders that are to be sent, those with the most orders first. */
export async function groupOrders(tx: Tx): Promise<OrderGroups> {
  const { found, ...groups } = await tx.one<Omit<OrderGroups, "more"> & { readonly found: number }>(GROUPS);
  return { ...groups, more: found >= COUNTED };
}
