import type { Tx } from "../../db/database.ts";

/** Makes the fan-out look at these variants again. */
export async function markStock(tx: Tx, variantIds: readonly string[]): Promise<void> {
  if (variantIds.length === 0) return;
  await tx.rows(
    "select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(v), 'stock') from unnest($1::uuid[]) as v",
    [[...new Set(variantIds)]],
  );
}
