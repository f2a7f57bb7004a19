import type { Tx } from "../../db/database.ts";
import { deleteDuplicate } from "../sync-state/content.ts";

/**
 * Joins what a channel told of a product, before the answer to our making it was recorded, with the row that asked for it:
 * its own webhook is often the quicker one. Nothing where the channel told nothing yet, or where what it told is linked to
 * another product of ours.
 */
export async function joinFirstReported(
  tx: Tx,
  { productListingId, key }: { readonly productListingId: string; readonly key: string },
): Promise<void> {
  const reported = await tx.maybe<{ id: string }>(
    `select o.id from argosy.product_listing o
     join argosy.product_listing p on p.organization_id = o.organization_id and p.connection_id = o.connection_id
       and p.id = $1
     where o.organization_id = argosy.tenant() and o.ext_key = $2 and o.id <> p.id
       and (o.product_id is null or o.product_id = p.product_id)
     for update of o`,
    [productListingId, key],
  );
  if (!reported) return;
  const ids = [productListingId, reported.id];
  await tx.run(
    `update argosy.listing set product_listing_id = $1
     where organization_id = argosy.tenant() and product_listing_id = $2`,
    ids,
  );
  await tx.run(
    `update argosy.conflict set product_listing_id = $1
     where organization_id = argosy.tenant() and product_listing_id = $2`,
    ids,
  );
  await deleteDuplicate(tx, reported.id);
}
