/** Which parcels are tracked next, and when again. */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { alertExhaustedShipment } from "./booking.ts";
import { labelHolders } from "./shared-label.ts";
import { type ShipmentRow, shipmentRows } from "./shipment-row.ts";

const DAY_MS = 24 * 60 * 60_000;
/** After so many days without an end a parcel is left to a person (G1). */
const SILENT_DAYS = 45;
/** How often parcels are polled; where the courier sends scans itself, in case one was lost. */
const POLLED_MS = 30 * 60_000;
const PUSHED_MS = 6 * 60 * 60_000;

/** Shipments whose parcels are to be tracked now, those that waited longest first. */
export async function dueTracking(
  tx: Tx,
  connectionId: string,
  due: { readonly now: Date; readonly most: number },
): Promise<ShipmentRow[]> {
  const rows = await tx.rows<{ id: string }>(
    `select id
     from argosy.shipment
     where organization_id = argosy.tenant() and connection_id = $1 and track_due_at <= $2
     order by track_due_at, id limit $3`,
    [connectionId, due.now, due.most],
  );
  const found = new Map(
    (
      await shipmentRows(
        tx,
        rows.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  return rows.flatMap(({ id }) => found.get(id) ?? []);
}

/** They were polled: again later, and after 45 days no more; those are flagged. */
export async function noteTracked(
  tx: Tx,
  rows: readonly ShipmentRow[],
  poll: { readonly now: Date; readonly isPushed: boolean; readonly courier: string },
): Promise<void> {
  const { now } = poll;
  const until = new Date(now.getTime() - SILENT_DAYS * DAY_MS);
  const again = new Date(now.getTime() + (poll.isPushed ? PUSHED_MS : POLLED_MS));
  const stale = await tx.rows<{ id: string; is_stale: boolean }>(
    `update argosy.shipment set is_stale = booked_at < $2,
       track_due_at = case when booked_at < $2 then null else $3::timestamptz end
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and track_due_at is not null
     returning id, is_stale`,
    [rows.map(({ id }) => id), until, again],
  );
  const flagged = new Set(stale.flatMap((row) => (row.is_stale ? [row.id] : [])));
  for (const row of rows)
    if (flagged.has(row.id))
      await alertExhaustedShipment(tx, row, {
        kind: "shipment_stale",
        courier: poll.courier,
        text: message("shipment.silent", { days: SILENT_DAYS }),
        actor: systemActor,
        now,
      });
}

/** Makes parcels due for tracking now, also ended ones and flagged ones. Answers how many shipments that is. */
export async function trackNow(tx: Tx, shipmentIds: readonly string[], now: Date): Promise<number> {
  const ids = await labelHolders(tx, shipmentIds);
  const rows = await tx.rows<{ connection: string }>(
    `update argosy.shipment set track_due_at = $2, updated_at = $2
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and state = 'booked'
     returning connection_id as connection`,
    [ids, now],
  );
  const connections = [...new Set(rows.map(({ connection }) => connection))];
  await tx.run(
    `update argosy.sync_cursor
     set next_at = $2
     where organization_id = argosy.tenant() and connection_id = any($1::uuid[]) and sweep = 'tracking'`,
    [connections, now],
  );
  if (connections.length > 0)
    await tx.run("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'sweep', $2)", [connections, now]);
  return rows.length;
}
