/** For tests: a variant that stands in more stores than the engine's own. */
import type { TestEngine } from "./testing.ts";

/** Lists the variant in the store under this key, linked. */
export async function alsoListed(
  engine: TestEngine,
  { store, key, variant }: { readonly store: string; readonly key: string; readonly variant: string },
): Promise<void> {
  await engine.db.owner.rows(
    `with page as (
       insert into argosy.product_listing (organization_id, connection_id, ext_key, title, product_id, content_sync)
       select $1, $2, $3, $3, product_id, false from argosy.variant where organization_id = $1 and id = $4 returning id)
     insert into argosy.listing (organization_id, connection_id, product_listing_id, ext_key, sku, state, variant_id)
     select $1, $2, id, $3, $3, 'mapped', $4 from page`,
    [engine.organization, store, key, variant],
  );
}
