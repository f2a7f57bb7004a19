/** Counts beside lists: exact as far as a person reads them, and never more work than so many entries of an index. */

import type { Tx } from "../db/database.ts";

/** Exactly counted up to here: some 3 ms of an index, where all of a large shop would be a second (decision 347). */
export const COUNTED = 10_000;

/** How many there are, up to `COUNTED`: `more` says that there are, or may be, others. */
export interface BoundedCount {
  readonly count: number;
  readonly more: boolean;
}

/** SQL: how many rows `from` has, one more than is told at the most. */
export const countOf = (from: string): string =>
  `(select count(*)::int from (select 1 from ${from} limit ${COUNTED + 1}) x)`;

/** How many rows `sql` selects; it ends at one more than is told at the most. */
export async function countRows(tx: Tx, sql: string, params: readonly unknown[]): Promise<number> {
  const { found } = await tx.one<{ found: number }>(`select count(*)::int as found from (${sql}) as listed`, params);
  return found;
}

export const bounded = (found: number): BoundedCount => ({ count: Math.min(found, COUNTED), more: found > COUNTED });
