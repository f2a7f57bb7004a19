/** Marks all listings of a channel, a piece at a time: marks of one long transaction make every sale of one of them wait. */
import type { Tx } from "../../db/database.ts";

/** Listings of one transaction. */
const PIECE = 500;
/** Before all ids. */
const FIRST = "00000000-0000-0000-0000-000000000000";

/** All of a channel's listings are to be worked out anew: the first here, the others in turns of its outbound lane. */
export async function markAllListings(tx: Tx, connectionId: string): Promise<void> {
  await markPiece(tx, connectionId, FIRST);
}

/** Marks the next of them; answers whether there are more. */
export async function markNextListings(tx: Tx, connectionId: string): Promise<boolean> {
  const row = await tx.maybe<{ after: string | null }>(
    `select marked_to_id as after
     from connection
     where organization_id = argosy.tenant() and id = $1
     for no key update`,
    [connectionId],
  );
  return row?.after ? markPiece(tx, connectionId, row.after) : false;
}

async function markPiece(tx: Tx, connectionId: string, after: string): Promise<boolean> {
  const listings = await tx.rows<{ id: string; variant: string | null }>(
    `select id, variant_id as variant
     from listing
     where organization_id = argosy.tenant() and connection_id = $1 and id > $2
     order by id limit $3`,
    [connectionId, after, PIECE],
  );
  const variants = [...new Set(listings.flatMap(({ variant }) => variant ?? []))];
  const last = listings.length < PIECE ? null : (listings.at(-1)?.id ?? null);
  await tx.run("update connection set marked_to_id = $2 where organization_id = argosy.tenant() and id = $1", [
    connectionId,
    last,
  ]);
  for (const aspect of variants.length === 0 ? [] : ["stock", "price"])
    await tx.rows(
      "select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(v), $2) from unnest($1::uuid[]) as v",
      [variants, aspect],
    );
  return last !== null;
}
