/** Reschedules work after the clock was set back: a poll of five minutes would come an hour late. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";
import { dueAfterLeap } from "../../hub/sync-state/aspect.ts";
import { type Change, changeInPieces, type KeyedTable } from "../../hub/sync-state/change-in-batches.ts";
import { wakeLanes } from "../lanes/lanes.ts";

/** Clocks are corrected by seconds every day; that delays nothing anybody notices. */
const LEAP_MS = 60_000;

/** Tells whether this process's clock went back since it was asked last. */
export function createClockSetBackWatch(): (nowMs: number) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (nowMs) => {
    const hasLeapt = nowMs < last - LEAP_MS;
    last = nowMs;
    return hasLeapt;
  };
}

const OUTBOUND = ["listing_stock", "listing_price", "product_listing", "record_push", "command"] as const;

/** Makes due now what waits for a later time: what should not have been tried yet waits anew, all else goes on. */
export async function rescheduleAfterClockSetBack(
  db: Pick<Database, "tenant">,
  organization: OrganizationId,
  now: Date,
): Promise<void> {
  const change = async (table: KeyedTable, what: Change) =>
    (await changeInPieces(db, organization, table, what)).connections;
  const due = dueAfterLeap(now);
  const inbox = await change("inbox_event", { ...due, where: `status = 'pending' and ${due.where}` });
  const outbound = new Set<string>();
  for (const table of OUTBOUND) for (const connection of await change(table, due)) outbound.add(connection);
  const sweep = await change("sync_cursor", { where: "next_at > $1", set: "next_at = $1", given: [now] });
  // Last: whoever stores a delivery wakes lanes too.
  await db.tenant(organization, async (tx) => {
    await wakeLanes(tx, organization, inbox.toSorted(), "inbox", now);
    await wakeLanes(tx, organization, [...outbound].toSorted(), "outbound", now);
    await wakeLanes(tx, organization, sweep.toSorted(), "sweep", now);
  });
}
