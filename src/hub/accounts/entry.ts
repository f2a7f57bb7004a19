import type { Tx } from "../../db/database.ts";

/** The channel processes listen on to end event streams; the payload is the id of a member, a user or an API key. */
export const ENTRY_CHANNEL = "argosy_entry";

/** Ends the open event streams of a member, a user or a key when the transaction commits; who may still come in does so again. */
export async function endStreams(tx: Pick<Tx, "rows">, whose: string): Promise<void> {
  await tx.rows("select pg_notify($1, $2)", [ENTRY_CHANNEL, whose]);
}
