import type { Tx } from "../../db/database.ts";

/**
 * Makes endpoints' lanes due in the transaction that gave them something to send. News leave one that rests after failures
 * to its rest; `now` by a person does not.
 */
export async function wakeEndpoints(
  tx: Tx,
  endpointIds: readonly string[],
  at: Date,
  by: "news" | "person" = "news",
): Promise<void> {
  if (endpointIds.length === 0) return;
  await tx.rows("select argosy.wake_endpoints(argosy.tenant(), $1, $2, $3)", [endpointIds, at, by === "person"]);
}
