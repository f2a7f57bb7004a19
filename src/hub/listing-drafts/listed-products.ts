/** Products that are on a channel already: a listing made of one would be a second that sells the same stock. */
import type { Tx } from "../../db/database.ts";

/** SQL: the product has a listing on the channel, or an item there has one of its SKUs and waits to be linked. */
export const isListed = (product: string, connection: string): string => `exists (
    select 1 from argosy.product_listing o
    where o.organization_id = argosy.tenant() and o.product_id = ${product} and o.connection_id = ${connection}
      and o.gone_at is null)
  or exists (
    select 1 from argosy.variant v
    join argosy.listing l on l.organization_id = argosy.tenant() and l.connection_id = ${connection}
      and (l.variant_id = v.id or l.sku_key = v.sku_key) and l.gone_at is null
    where v.organization_id = argosy.tenant() and v.product_id = ${product} and v.deleted_at is null)`;

/**
 * Ids of drafts whose product was listed by other means since they were made. Of one that was sent before, what stands
 * there may be its own: its connector looks for that.
 */
export async function listedElsewhere(
  tx: Tx,
  rows: readonly { readonly id: string; readonly sent_at: Date | null }[],
): Promise<ReadonlySet<string>> {
  const unsent = rows.filter(({ sent_at: sentAt }) => sentAt === null).map(({ id }) => id);
  if (unsent.length === 0) return new Set();
  const found = await tx.rows<{ id: string }>(
    `select d.id from argosy.listing_draft d
     where d.organization_id = argosy.tenant() and d.id = any ($1::uuid[])
       and (${isListed("d.product_id", "d.connection_id")})`,
    [unsent],
  );
  return new Set(found.map(({ id }) => id));
}
