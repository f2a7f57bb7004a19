/** Whether a channel counts its items (`listing.counted`): one word for all stores of a stock place. */
import type { Tx } from "../../db/database.ts";

/**
 * What one store told of these items holds at every store that shows the same stock: left as it was there, that store
 * would write a number the shop no longer counts. What the hub created on a channel stays counted.
 */
export async function markCounted(
  tx: Tx,
  connectionId: string,
  reported: { readonly extKeys: readonly string[]; readonly counted: boolean },
): Promise<void> {
  if (reported.extKeys.length === 0) return;
  await tx.run(
    `update argosy.listing set counted = $3
     where organization_id = argosy.tenant() and connection_id in (select argosy.stock_place_of($1))
       and ext_key = any($2::text[]) and counted <> $3 and (not made_here or $3)`,
    [connectionId, reported.extKeys, reported.counted],
  );
}

/** Notes that the channel does not count these items. Answers the listings of the store that are not counted now. */
export async function markUncounted(tx: Tx, connectionId: string, extKeys: readonly string[]): Promise<Set<string>> {
  if (extKeys.length === 0) return new Set();
  await markCounted(tx, connectionId, { extKeys, counted: false });
  const rows = await tx.rows<{ id: string }>(
    `select id from argosy.listing
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any($2::text[]) and not counted`,
    [connectionId, extKeys],
  );
  return new Set(rows.map(({ id }) => id));
}
