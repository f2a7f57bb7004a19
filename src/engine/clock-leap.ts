/** What waits for a time that a clock set back has moved away: a poll of five minutes would come after an hour. */
import type { Tx } from "../db/database.ts";

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
    UPDATE argosy.inbox_event SET due_at = $1 WHERE organization_id = argosy.tenant() AND status = 'pending' AND due_at > $1 RETURNING connection_id AS c
  ), stock AS (
    UPDATE argosy.listing_stock SET due_at = $1 WHERE organization_id = argosy.tenant() AND due_at > $1 RETURNING connection_id AS c
  ), price AS (
    UPDATE argosy.listing_price SET due_at = $1 WHERE organization_id = argosy.tenant() AND due_at > $1 RETURNING connection_id AS c
  ), content AS (
    UPDATE argosy.product_listing SET due_at = $1 WHERE organization_id = argosy.tenant() AND due_at > $1 RETURNING connection_id AS c
  ), command AS (
    UPDATE argosy.command SET due_at = $1 WHERE organization_id = argosy.tenant() AND due_at > $1 RETURNING connection_id AS c
  ), sweep AS (
    UPDATE argosy.sync_cursor SET next_at = $1 WHERE organization_id = argosy.tenant() AND next_at > $1 RETURNING connection_id AS c
  ), due AS (
    SELECT 'inbox' AS k, c FROM inbox
    UNION SELECT 'outbound', c FROM stock UNION SELECT 'outbound', c FROM price UNION SELECT 'outbound', c FROM content UNION SELECT 'outbound', c FROM command
    UNION SELECT 'sweep', c FROM sweep)
  SELECT argosy.wake_lane(argosy.tenant(), array_agg(c ORDER BY c), k, $1) FROM due GROUP BY k ORDER BY k`;

/** Makes due now what waits for a later time: what should not have been tried yet waits anew, all else goes on. */
export async function goOnAfterLeap(tx: Tx, now: Date): Promise<void> {
  await tx.rows(DUE, [now]);
}
