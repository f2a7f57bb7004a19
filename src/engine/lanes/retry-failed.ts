/** Resets the attempts of a store's failed work, or of one replayed delivery, when a person retries it. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { type AspectTable, allAfresh, allAwaitedAfresh } from "../../hub/sync-state/aspect.ts";
import { type Change, changeInPieces, type KeyedTable } from "../../hub/sync-state/change-in-batches.ts";
import { wakeLanes } from "./lanes.ts";
import { resumeRefused } from "./refusals.ts";

const COMMANDS = `(state in ('failed', 'rejected', 'needs_input', 'uncertain')
  or (state = 'waiting' and (attempts > 0 or due_at > $2)))`;
const DELIVERIES = "(status = 'failed' or (status = 'pending' and (attempts > 0 or due_at > $2)))";

/**
 * Makes everything of a connection due again that failed, was refused or waits for a later time, and looks at what the
 * platform has taken and not answered; answers how much there was of each.
 */
export async function retryFailedWork(
  db: Pick<Database, "tenant">,
  organization: OrganizationId,
  connectionId: string,
  now: Date,
): Promise<Readonly<Record<string, number>>> {
  const given = [connectionId, now];
  const change = async (table: KeyedTable, what: Change) => (await changeInPieces(db, organization, table, what)).count;
  const fresh = (table: AspectTable) => change(table, allAfresh(connectionId, now));
  const stock =
    (await fresh("listing_stock")) + (await change("listing_stock", allAwaitedAfresh("stock", connectionId, now)));
  const prices =
    (await fresh("listing_price")) + (await change("listing_price", allAwaitedAfresh("price", connectionId, now)));
  const products = await fresh("product_listing");
  const records = await fresh("record_push");
  const commands = await change("command", {
    where: `connection_id = $1 and ${COMMANDS}`,
    set: "attempts = 0, error = null, state = 'waiting', due_at = $2, finished_at = null",
    given,
  });
  const deliveries = await change("inbox_event", {
    where: `connection_id = $1 and ${DELIVERIES}`,
    set: "attempts = 0, error = null, status = 'pending', due_at = $2",
    given,
  });
  await resumeRefused(db, organization, { connectionId, scopes: null, now });
  await db.tenant(organization, (tx) => resumeSweeps(tx, connectionId, now));
  // Last: whoever stores a delivery wakes lanes too.
  await db.tenant(organization, async (tx) => {
    await tx.run("update argosy.lane set failures = 0 where organization_id = argosy.tenant() and connection_id = $1", [
      connectionId,
    ]);
    for (const kind of ["inbox", "outbound", "sweep"] as const)
      await wakeLanes(tx, organization, [connectionId], kind, now);
  });
  return { stock, prices, products, records, commands, deliveries };
}

/** Sweeps under way that rest go on: a person wants to know now. */
export async function resumeSweeps(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx.run(
    `update argosy.sync_cursor set next_at = $2
     where organization_id = argosy.tenant() and connection_id = $1 and begun_at is not null and next_at > $2`,
    [connectionId, now],
  );
}

/** Understands a stored delivery again, also one that was processed. */
export async function replayEvent(tx: Tx, organization: OrganizationId, eventId: string, now: Date): Promise<void> {
  const row = await tx.maybe<{ connection_id: string; has_body: boolean }>(
    `update argosy.inbox_event
     set status = 'pending', attempts = 0, error = null, due_at = $2, processed_at = null, replayed_at = $2
     where organization_id = argosy.tenant() and id = $1 returning connection_id, length(body) > 0 as has_body`,
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
