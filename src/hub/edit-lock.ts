import type { Tx } from "../db/database.ts";

/** What people edit that is no row of its own, or not yet. */
type Edited =
  | "automations"
  | "gift card expiries"
  | "invoice settings"
  | "package presets"
  | "pick batches"
  | "tracking page";

/** Until the transaction ends nobody else reads it to change it: what is read from here on is what is written over. */
export async function lockEdited(tx: Tx, edited: Edited): Promise<void> {
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.edit ' || $1 || ' ' || argosy.tenant(), 0))", [
    edited,
  ]);
}
