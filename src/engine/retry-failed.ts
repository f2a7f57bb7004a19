/** Gives failed work of a store, or one replayed delivery, a fresh set of attempts (A1 "a person can retry it by hand"). */
import type { OrganizationId } from "../commerce/ids.ts";
import type { Tx } from "../db/database.ts";
import { HubError } from "../hub/errors.ts";
import { type AspectTable, retryFailed } from "../hub/sync-state/aspect.ts";
import { wakeLanes } from "./lanes.ts";

/** Makes everything failed or refused of a connection due again; answers how much there was of each. */
export async function retryFailedWork(
  tx: Tx,
  organization: OrganizationId,
  connectionId: string,
  now: Date,
): Promise<Readonly<Record<string, number>>> {
  const fresh = (table: AspectTable) => retryFailed(tx, table, { column: "connection_id", id: connectionId, now });
  const stock = await fresh("listing_stock");
  const prices = await fresh("listing_price");
  const products = await fresh("product_listing");
  const records = await fresh("record_push");
  const commands = await tx.run(
    `UPDATE argosy.command SET attempts = 0, error = NULL, state = 'waiting', due_at = $2, finished_at = NULL
     WHERE organization_id = argosy.tenant() AND connection_id = $1
       AND (state IN ('failed', 'rejected', 'needs_input') OR (state = 'waiting' AND attempts > 0))`,
    [connectionId, now],
  );
  const deliveries = await tx.run(
    `UPDATE argosy.inbox_event SET attempts = 0, error = NULL, status = 'pending', due_at = $2
     WHERE organization_id = argosy.tenant() AND connection_id = $1
       AND (status = 'failed' OR (status = 'pending' AND attempts > 0))`,
    [connectionId, now],
  );
  await tx.run("UPDATE argosy.lane SET failures = 0 WHERE organization_id = argosy.tenant() AND connection_id = $1", [
    connectionId,
  ]);
  for (const kind of ["inbox", "outbound", "sweep"] as const)
    await wakeLanes(tx, organization, [connectionId], kind, now);
  return { stock, prices, products, records, commands, deliveries };
}

/** Understands a stored delivery again, also one that was processed. */
export async function replayEvent(tx: Tx, organization: OrganizationId, eventId: string, now: Date): Promise<void> {
  const row = await tx.maybe<{ connection_id: string; has_body: boolean }>(
    `UPDATE argosy.inbox_event
     SET status = 'pending', attempts = 0, error = NULL, due_at = $2, processed_at = NULL, replayed_at = $2
     WHERE organization_id = argosy.tenant() AND id = $1 RETURNING connection_id, length(body) > 0 AS has_body`,
    [eventId, now],
  );
  if (!row) throw new HubError("EVENT_NOT_FOUND", "not_found", "There is no such delivery.");
  if (!row.has_body)
    throw new HubError(
      "EVENT_BODY_GONE",
      "conflict",
      "This delivery's body was removed by the retention setting; it cannot be processed again.",
    );
  await wakeLanes(tx, organization, [row.connection_id], "inbox", now);
}
