/** Queries the deliveries of a turn. */
import type { Tx } from "../../db/database.ts";
import type { EventRow } from "./delivery-groups.ts";
import { HINT_PREFIX } from "./delivery-row.ts";

const MAX_EVENTS = 200;
// A delivery may have megabytes, takes several times as much once it is read, and sixteen lanes do so at once
// (measured with 120 of 4 MB in two lanes: 895 MB).
const MAX_BYTES = 4 * 1024 * 1024;

/** Due events, oldest first: as many as stay below `MAX_BYTES` together, or one that is larger. */
export function readDue(tx: Tx, connection: string, now: Date): Promise<EventRow[]> {
  return tx.rows<EventRow>(
    `select id, kind, ref, topic, source, trusted, headers, body, version_kind, version_value, attempts, received_at,
       replayed_at, trace_id, trace_span,
            coalesce(starts_with(dedup_key, $3), false) as is_hint
     from (select *, sum(octet_length(body)) over (order by due_at, id) as bytes,
       row_number() over (order by due_at, id) as nth
       from (select * from argosy.inbox_event
         where organization_id = argosy.tenant() and connection_id = $1 and status = 'pending' and due_at <= $2
         order by due_at, id limit ${MAX_EVENTS}) as due) as counted
     where nth = 1 or bytes <= $4
     order by due_at, id`,
    [connection, now, HINT_PREFIX, MAX_BYTES],
  );
}

/** When a delivery of the store is due; null: none waits. Asked last, behind everything the transaction may have waited for. */
export async function nextDelivery(tx: Tx, connection: string): Promise<Date | null> {
  const next = await tx.one<{ due: Date | null }>(
    `select min(due_at) as due
     from argosy.inbox_event
     where organization_id = argosy.tenant() and connection_id = $1 and status = 'pending'`,
    [connection],
  );
  return next.due;
}

/** Whether by now nothing may leave, by whoever runs the hub. */
export async function isHeldBack(tx: Tx): Promise<boolean> {
  return (await tx.one<{ held: boolean }>(`select argosy.outbound_pause() is not null as held`)).held;
}
