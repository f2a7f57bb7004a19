import type { Tx } from "../db/database.ts";

/** Costs of products written in this transaction come from a file or a channel: their history says so. */
export async function setCostSource(tx: Tx, source: "import" | "channel"): Promise<void> {
  await tx.rows("select set_config('argosy.cost_source', $1, true)", [source]);
}
