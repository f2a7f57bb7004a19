/** SQL over shipments `s`: its cancellation was asked for, and its courier has not refused it (`isCancelling`). */
export const IS_CANCELLING = "coalesce(s.cancel_state, 'refused') <> 'refused'";

/** SQL: shipment `s` is booked, and its parcels are still here. */
export const IS_HERE = `(s.state = 'booked' and s.status in ('created', 'label_ready', 'pickup_failed') and not ${IS_CANCELLING}
  and s.left_at is null)`;
