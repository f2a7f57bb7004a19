import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, time, typed } from "../answer-schemas.ts";

/** The problem of a field a platform has added: nothing is broken (decision 121). */
export const NEW_FIELD = "a new field: the platform did not tell it before, and Argosy does not read it";

/** A platform's data that changed its shape, counted. */
export const driftRowSchema = z.object({
  path: z.string(),
  problem: z.string(),
  sample: typed<Json>(z.unknown()),
  count: z.int(),
  firstAt: time,
  lastAt: time,
});

export type DriftRow = Answered<typeof driftRowSchema>;

/** What a store's platform sent that was not expected, the latest first. */
export async function listDrift(tx: Tx, connectionId: string): Promise<DriftRow[]> {
  const rows = await tx.rows<Omit<DriftRow, "count"> & { count: bigint }>(
    `select path, problem, sample, count, first_at as "firstAt", last_at as "lastAt" from drift
     where organization_id = argosy.tenant() and connection_id = $1 order by last_at desc, path limit 500`,
    [connectionId],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
