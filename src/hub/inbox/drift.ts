import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";

/** The problem of a field a platform has added: nothing is broken (decision 121). */
export const NEW_FIELD = "a new field: the platform did not tell it before, and Argosy does not read it";

/** A platform's data that changed its shape, counted. */
export interface DriftRow {
  readonly path: string;
  readonly problem: string;
  readonly sample: Json;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** What a store's platform sent that was not expected, the latest first. */
export async function listDrift(tx: Tx, connectionId: string): Promise<DriftRow[]> {
  const rows = await tx.rows<Omit<DriftRow, "count"> & { count: bigint }>(
    `select path, problem, sample, count, first_at as "firstAt", last_at as "lastAt" from drift
     where organization_id = argosy.tenant() and connection_id = $1 order by last_at desc, path limit 500`,
    [connectionId],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
