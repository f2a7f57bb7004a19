/** SQL over shipments `s`: its cancellation was asked for, and its courier has not refused it (`isCancelling`). */
export const IS_CANCELLING = "coalesce(s.cancel_state, 'refused') <> 'refused'";

/** SQL: shipment `s` is booked, and its parcels are still here. */
export const IS_HERE = `(s.state = 'booked' and s.status in ('created', 'label_ready', 'pickup_failed') and not ${IS_CANCELLING}
  and s.left_at is null)`;

/** SQL over commands `c` and shipments `s`: the command sends the label's numbers to the order's channel. */
export const SENDS_NUMBER = `(c.order_id = s.order_id and c.kind in ('fulfil', 'tracking')
  and (c.id = s.command_id or starts_with(c.idempotency_key, 'shipment:' || s.id)))`;

/** SQL over commands `c`: nothing of it can have reached its channel. */
export const NOT_STARTED = "(not c.uncertain and not c.started)";

/** SQL over commands `c`: a label whose number it sends is cancelled or being cancelled, and nothing of it was sent. */
export const SENDS_DEAD_NUMBER = `(c.kind in ('fulfil', 'tracking') and ${NOT_STARTED} and exists (
  select from argosy.shipment s where s.organization_id = argosy.tenant() and ${SENDS_NUMBER}
    and (s.status = 'cancelled' or ${IS_CANCELLING})))`;
