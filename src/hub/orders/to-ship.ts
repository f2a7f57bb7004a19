import { PARCEL_STATE } from "./parcel-units.ts";
import { HAS_MORE_TO_PACK } from "./under-way.ts";

/** An order whose channel tells no time is due so long after it was placed. */
export const DUE_AFTER_HOURS = 48;

/** An order that is due within so long is at risk of being late. */
export const AT_RISK_HOURS = 24;

/** When an order is due: by when its channel wants it shipped, else some time after it was placed. ISO 8601 UTC, both ways. */
export function dueAt(placedAt: string, shipBy: string | null): string {
  return shipBy ?? new Date(Date.parse(placedAt) + DUE_AFTER_HOURS * 3_600_000).toISOString();
}

export const DUE_FROM = ["rule", "channel", "expected", "handling", "default"] as const;

/** The end of the day promised for what was sold ahead, as SQL over `o`. */
export const END_OF_PROMISED = `((o.promised_on + 1)::timestamp at time zone (select g.zone
  from argosy.organization g where g.organization_id = argosy.tenant()))`;

/** What an order to be packed is, as SQL over `o`: the home page counts what the list shows. */

/** The condition of the indexes sales_order_to_ship and sales_order_due, word by word. */
export const UNSHIPPED = `o.status in ('confirmed', 'processing') and o.fulfilment in ('unfulfilled', 'partial') and not o.is_history`;

/** Something is left to ship. Looked up an order at a time: EXISTS may be planned as reading every line. */
const leftBy = (fulfilledBy: "merchant" | "marketplace") => `coalesce((select true from argosy.order_line l
  where l.organization_id = argosy.tenant() and l.order_id = o.id and l.fulfilled_by = '${fulfilledBy}'
    and l.fulfilled_quantity < l.quantity limit 1), false)`;

/** Something is left that is ours to pack. */
export const LEFT_TO_PACK = leftBy("merchant");

/** Something is left that the channel sends itself. */
export const LEFT_TO_MARKETPLACE = leftBy("marketplace");

/** Collected where its goods are: nobody packs or sends it. */
export const IS_COLLECTED = "coalesce(o.pickup in ('waiting', 'ready', 'handed'), false)";

/** Paid or to be paid at the door, and with something left that is ours to send. */
const OURS_TO_SEND = `o.financial in ('authorized', 'paid', 'partially_paid', 'partially_refunded', 'cod_pending')
  and not ${IS_COLLECTED}
  and ${LEFT_TO_PACK}
  and ${HAS_MORE_TO_PACK}`;

/** Something of it has to be packed still: nothing once its labels are booked, or once they are handed over where a seller says so. */
export const OURS_TO_PACK = `${OURS_TO_SEND}
  and case (select g.to_ship_until from argosy.organization g where g.organization_id = argosy.tenant())
    when 'handed_over' then ${PARCEL_STATE} is distinct from 'handed_over' else ${PARCEL_STATE} is null end`;

/** Something of it is here still, packed or not: it can be late. */
export const OURS_TO_HAND_OVER = `${OURS_TO_SEND} and ${PARCEL_STATE} is distinct from 'handed_over'`;
