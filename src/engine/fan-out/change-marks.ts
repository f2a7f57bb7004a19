/** Change marks: rows that record what must be propagated to listings. */
import type { Database, Tx } from "../../db/database.ts";
import { isDue, type Mark } from "../background/parked-marks.ts";

/** SQL: the name of the lock whoever carries an organization's changes holds: two at once would both carry what they find. */
export const FAN_OUT_LOCK = "hashtextextended('argosy.changes:' || argosy.tenant()::text, 0)";

/** Whether there is anything to carry: most calls come when somebody has done it. The scheduler's role sees ids and times only. */
export async function isMarked(db: Pick<Database, "homeOf">, organization: string, now: Date): Promise<boolean> {
  const { scheduler } = await db.homeOf(organization);
  const found = await scheduler.rows(
    `select 1 from argosy.change_mark where organization_id = $1 and ${isDue("$2")} limit 1`,
    [organization, now],
  );
  return found.length > 0;
}

export type ReadMark = Mark & { readonly tries: number; readonly seq: bigint };

export function readMarks(tx: Tx, size: number, now: Date): Promise<ReadMark[]> {
  return tx.rows<ReadMark>(
    `select aspect, subject_id, tries, seq
     from argosy.change_mark
     where organization_id = argosy.tenant() and ${isDue("$2")}
     order by aspect, subject_id limit $1`,
    [size, now],
  );
}

/**
 * Ends the marks that were carried, last of all: whoever changes something waits for nobody who may wait for them. One
 * that was set again since it was read, or is being set now, stays. `left`: others are there, that nobody holds back.
 */
export function endMarks(tx: Tx, marks: readonly ReadMark[], now: Date): Promise<{ ended: number; left: boolean }> {
  return tx.one(
    `with given as materialized (select * from unnest($1::text[], $2::uuid[], $3::bigint[]) as g(a, s, q)
     ), d as materialized (
       select m.aspect, m.subject_id from argosy.change_mark m join given
         on m.organization_id = argosy.tenant() and m.aspect = a and m.subject_id = s and m.seq = q
       order by m.aspect, m.subject_id for update of m skip locked
     ), ended as (
       delete from argosy.change_mark m using d
       where m.organization_id = argosy.tenant() and m.aspect = d.aspect and m.subject_id = d.subject_id returning 1)
     select (select count(*)::int from ended) as ended, exists (select 1 from argosy.change_mark m
       where m.organization_id = argosy.tenant() and ${isDue("$4")}
         and not exists (select 1 from given where a = m.aspect and s = m.subject_id and q = m.seq)) as left`,
    [marks.map((mark) => mark.aspect), marks.map((mark) => mark.subject_id), marks.map((mark) => mark.seq), now],
  );
}

/** Marks of these variants' stock, whether they are due or set aside. */
export function readStockMarks(tx: Tx, variantIds: readonly string[]): Promise<ReadMark[]> {
  return tx.rows<ReadMark>(
    `select aspect, subject_id, tries, seq from argosy.change_mark
     where organization_id = argosy.tenant() and aspect = 'stock' and subject_id = any ($1::uuid[])`,
    [variantIds],
  );
}
