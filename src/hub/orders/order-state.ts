/** The state of an order in one word, as SQL over `o`: what lists show is what they are filtered and counted by. */
import type { OrderState } from "../../commerce/order-states.ts";
import { HAS_PARCEL_THERE, PARCEL_STATE } from "./parcel-units.ts";
import { IS_COLLECTED, LEFT_TO_MARKETPLACE, LEFT_TO_PACK, UNSHIPPED } from "./to-ship.ts";
import { UNDER_WAY } from "./under-way.ts";

/** States of a command that wait for a person. */
export const STUCK_STATES = "('failed', 'rejected', 'unsupported', 'needs_input', 'uncertain')";

/**
 * The last command of a kind did not work out: what was asked for anew since is settled. A number that a channel cannot
 * replace leaves the order as it is, and so does a hold that it was not told of.
 */
const IS_STUCK = `coalesce((select true from argosy.command w
  where w.organization_id = argosy.tenant() and w.order_id = o.id and w.state in ${STUCK_STATES}
    and not (w.kind = 'tracking' and w.state = 'unsupported') and w.kind <> 'hold'
    and not exists (select from argosy.command n
      where n.organization_id = argosy.tenant() and n.order_id = w.order_id and n.kind = w.kind and n.seq > w.seq)
  limit 1), false)`;

/** The first that holds: how it ended, what is on its way, what keeps it from being shipped, and that it can be. */
export const ORDER_STATE = `case
  when o.status = 'cancelled' then 'cancelled'
  when o.push_state = 'failed' then 'rejected'
  when ${UNDER_WAY} = 'cancelling' then 'cancelling'
  when ${IS_STUCK} then 'failed'
  when o.push_state = 'pending' then 'sending'
  when o.fulfilment in ('in_transit', 'delivered', 'returned') then o.fulfilment
  when o.fulfilment = 'fulfilled' and ${IS_COLLECTED} then 'picked_up'
  when o.fulfilment = 'fulfilled' then 'shipped'
  when o.status = 'completed' or o.is_history then 'completed'
  when o.financial = 'refunded' then 'refunded'
  when ${UNDER_WAY} = 'shipping' then 'shipping'
  when o.status = 'on_hold' then 'on_hold'
  when o.awaits_acceptance then 'to_accept'
  when o.has_unmapped then 'unlinked'
  when o.is_short and not ${HAS_PARCEL_THERE} then 'short'
  when o.pickup = 'handed' then 'picked_up'
  when ${IS_COLLECTED} and o.status <> 'pending' and o.financial <> 'voided' then
    case o.pickup when 'ready' then 'ready_for_pickup' else 'to_pick_up' end
  when o.financial in ('pending', 'voided') then 'awaiting_payment'
  when o.status = 'pending' then 'unconfirmed'
  when not ${LEFT_TO_PACK} then case when ${LEFT_TO_MARKETPLACE} then 'by_marketplace' else 'nothing_to_ship' end
  else coalesce(${PARCEL_STATE}, case o.fulfilment when 'partial' then 'partly_shipped' else 'to_ship' end) end`;

/** Open orders with items that stand for nothing of ours; one on hold, or to be accepted, waits for that too. */
export const TO_LINK = `o.has_unmapped and ${ORDER_STATE} in ('unlinked', 'on_hold', 'to_accept')`;

/** The condition of the index sales_order_pickup, word by word. */
export const TO_PICK_UP = "o.pickup in ('elsewhere', 'waiting', 'ready')";

/** The condition of the index sales_order_to_accept, word by word. */
export const TO_ACCEPT = "o.awaits_acceptance";

const OPEN_COMMANDS = `select distinct c.order_id as id from argosy.command c
  where c.organization_id = argosy.tenant() and c.finished_at is null`;
const STUCK_COMMANDS = `select distinct c.order_id as id from argosy.command c
  where c.organization_id = argosy.tenant() and c.state in ${STUCK_STATES}`;

const of = (column: string, value: string) => ({ column, type: "text", values: [value] });

/** Where an index finds orders of a state, and perhaps others: one of the conditions above, or what goes with it. */
export const FOUND_BY: Readonly<
  Record<
    OrderState,
    | { readonly sql: string }
    | { readonly ids: string }
    | { readonly list: { readonly column: string; readonly type: string; readonly values: readonly string[] } }
    | null
  >
> = {
  to_ship: { sql: UNSHIPPED },
  partly_shipped: { sql: UNSHIPPED },
  label_booked: { sql: UNSHIPPED },
  label_printed: { sql: UNSHIPPED },
  handed_over: { sql: UNSHIPPED },
  by_marketplace: { sql: UNSHIPPED },
  nothing_to_ship: { sql: UNSHIPPED },
  to_pick_up: { sql: TO_PICK_UP },
  ready_for_pickup: { sql: TO_PICK_UP },
  to_accept: { sql: TO_ACCEPT },
  short: { sql: "o.is_short" },
  unlinked: { sql: "o.has_unmapped" },
  rejected: { sql: "o.push_state = 'failed'" },
  failed: { ids: STUCK_COMMANDS },
  shipping: { ids: OPEN_COMMANDS },
  cancelling: { ids: OPEN_COMMANDS },
  sending: null,
  awaiting_payment: null,
  unconfirmed: { list: of("status", "pending") },
  on_hold: { list: of("status", "on_hold") },
  completed: null,
  cancelled: { list: of("status", "cancelled") },
  refunded: { list: of("financial", "refunded") },
  shipped: { list: of("fulfilment", "fulfilled") },
  picked_up: null,
  in_transit: { list: of("fulfilment", "in_transit") },
  delivered: { list: of("fulfilment", "delivered") },
  returned: { list: of("fulfilment", "returned") },
};
