/** What waits for a time that a clock set back has moved away: a poll of five minutes would come after an hour. */
import type { Tx } from "../db/database.ts";
import { dueAfterLeap } from "../hub/sync-state/aspect.ts";

/** Clocks are corrected by seconds every day; that delays nothing anybody notices. */
const LEAP_MS = 60_000;

/** Tells whether this process's clock went back since it was asked last. */
export function createLeapWatch(): (nowMs: number) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (nowMs) => {
    const hasLeapt = nowMs < last - LEAP_MS;
    last = nowMs;
    return hasLeapt;
  };
}

const DUE = `
  WITH inbox AS (
    UPDATE argosy.inbox_event
    SET due_at = $1
    WHERE organization_id = argosy.tenant() AND status = 'pending' AND due_at > $1
    RETURNING connection_id AS c
  ), stock AS (
    ${dueAfterLeap("listing_stock", "$1")}
  ), price AS (
    ${dueAfterLeap("listing_price", "$1")}
  ), content AS (
    ${dueAfterLeap("product_listing", "$1")}
  ), command AS (
    UPDATE argosy.command
    SET due_at = $1
    WHERE organization_id = argosy.tenant() AND due_at > $1
    RETURNING connection_id AS c
  ), sweep AS (
    UPDATE argosy.sync_cursor
    SET next_at = $1
    WHERE organization_id = argosy.tenant() AND next_at > $1
    RETURNING connection_id AS c
  ), due AS (
    SELECT 'inbox' AS k, c FROM inbox
    UNION SELECT 'outbound', c
    FROM stock
    UNION SELECT 'outbound', c
    FROM price
    UNION SELECT 'outbound', c
    FROM content
    UNION SELECT 'outbound', c
    FROM command
    UNION SELECT 'sweep', c FROM sweep)
  SELECT argosy.wake_lane(argosy.tenant(), array_agg(c ORDER BY c), k, $1) FROM due GROUP BY k ORDER BY k`;

/** Makes due now what waits for a later time: what should not have been tried yet waits anew, all else goes on. */
export async function goOnAfterLeap(tx: Tx, now: Date): Promise<void> {
  await tx.rows(DUE, [now]);
}
