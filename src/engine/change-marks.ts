/** The marks of what changed and is to be carried to listings. */
import type { Database, Tx } from "../db/database.ts";
import { isDue, type Mark } from "./parked-marks.ts";

/** SQL: the name of the lock whoever carries an organization's changes holds: two at once would both carry what they find. */
export const CARRYING = "hashtextextended('argosy.changes:' || argosy.tenant()::text, 0)";

/** Whether there is anything to carry: most calls come when somebody has done it. The scheduler's role sees ids and times only. */
export async function isMarked(db: Pick<Database, "homeOf">, organization: string, now: Date): Promise<boolean> {
  const { scheduler } = await db.homeOf(organization);
  const found = await scheduler.rows(
    `SELECT 1 FROM argosy.change_mark WHERE organization_id = $1 AND ${isDue("$2")} LIMIT 1`,
    [organization, now],
  );
  return found.length > 0;
}

export type ReadMark = Mark & { readonly tries: number; readonly seq: bigint };

export function readMarks(tx: Tx, size: number, now: Date): Promise<ReadMark[]> {
  return tx.rows<ReadMark>(
    `SELECT aspect, subject_id, tries, seq
     FROM argosy.change_mark
     WHERE organization_id = argosy.tenant() AND ${isDue("$2")}
     ORDER BY aspect, subject_id LIMIT $1`,
    [size, now],
  );
}

/**
 * Ends the marks that were carried, last of all: whoever changes something waits for nobody who may wait for them. One
 * that was set again since it was read, or is being set now, stays. `left`: others are there, that nobody holds back.
 */
export function endMarks(tx: Tx, marks: readonly ReadMark[], now: Date): Promise<{ ended: number; left: boolean }> {
  return tx.one(
    `WITH given AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[]) AS g(a, s, q)
     ), d AS MATERIALIZED (
       SELECT m.aspect, m.subject_id FROM argosy.change_mark m JOIN given
         ON m.organization_id = argosy.tenant() AND m.aspect = a AND m.subject_id = s AND m.seq = q
       ORDER BY m.aspect, m.subject_id FOR UPDATE OF m SKIP LOCKED
     ), ended AS (
       DELETE FROM argosy.change_mark m USING d
       WHERE m.organization_id = argosy.tenant() AND m.aspect = d.aspect AND m.subject_id = d.subject_id RETURNING 1)
     SELECT (SELECT count(*)::int FROM ended) AS ended, EXISTS (SELECT 1 FROM argosy.change_mark m
       WHERE m.organization_id = argosy.tenant() AND ${isDue("$4")}
         AND NOT EXISTS (SELECT 1 FROM given WHERE a = m.aspect AND s = m.subject_id AND q = m.seq)) AS left`,
    [marks.map((mark) => mark.aspect), marks.map((mark) => mark.subject_id), marks.map((mark) => mark.seq), now],
  );
}

/** Marks of these variants' stock, whether they are due or set aside. */
export function readStockMarks(tx: Tx, variantIds: readonly string[]): Promise<ReadMark[]> {
  return tx.rows<ReadMark>(
    `SELECT aspect, subject_id, tries, seq FROM argosy.change_mark
     WHERE organization_id = argosy.tenant() AND aspect = 'stock' AND subject_id = ANY ($1::uuid[])`,
    [variantIds],
  );
}
