/** Units that channels may be offered before they are there (decision 739). */
import type { OfferedAhead } from "../../commerce/presale.ts";
import type { Tx } from "../../db/database.ts";

/** SQL over variant_presale `p`: its channels are offered units ahead on its day. */
export const IS_OFFERED = "p.most_ahead is not null and (p.backorder_days is not null or p.preorder_until >= p.as_of)";

// What orders lack counts whole: of a bundle each of its parts, though only one of them may be missing.
const OFFERED = `
  with offered as materialized (
    select p.variant_id, p.most_ahead, p.as_of from argosy.variant_presale p
    where p.organization_id = argosy.tenant() and p.variant_id = any($1::uuid[]) and ${IS_OFFERED}
  ), made as materialized (
    select variant_id as part, variant_id as item, 1 as quantity from offered
    union all
    select b.component_variant_id, b.bundle_variant_id, b.quantity from argosy.bundle_item b
    where b.organization_id = argosy.tenant() and b.component_variant_id in (select variant_id from offered)
  ), lacking as (
    select m.part, l.short_quantity::bigint * m.quantity as units
    from made m
    join argosy.order_line l on l.organization_id = argosy.tenant() and l.variant_id = m.item and l.short_quantity > 0
    where l.pack is null or (l.pack ->> 'takesOwn')::boolean
    union all
    select m.part, l.short_quantity::bigint * m.quantity * (inside ->> 'quantity')::int
    from argosy.order_line l
    cross join jsonb_array_elements(l.pack -> 'parts') as inside
    join made m on m.item = (inside ->> 'variantId')::uuid
    where l.organization_id = argosy.tenant() and l.pack is not null and l.short_quantity > 0
  )
  select p.variant_id as "variantId", p.most_ahead as most,
    (select coalesce(argosy.int_sum(sum(n.units)), 0) from lacking n where n.part = p.variant_id) as sold,
    (select coalesce(json_agg(json_build_object('locationId', o.location_id, 'units', l.incoming)), '[]')
      from argosy.purchase_order_line l
      join argosy.purchase_order o on o.organization_id = argosy.tenant() and o.id = l.purchase_order_id
        and o.expected_on >= p.as_of
      join argosy.location loc on loc.organization_id = argosy.tenant() and loc.id = o.location_id
        and loc.active and loc.kind = 'own'
      where l.organization_id = argosy.tenant() and l.variant_id = p.variant_id and l.incoming > 0) as incoming
  from offered p`;

/** Of these variants those whose channels are offered units ahead. */
export async function loadOfferedAhead(
  tx: Tx,
  variantIds: readonly string[],
): Promise<ReadonlyMap<string, OfferedAhead>> {
  const rows = await tx.rows<OfferedAhead & { readonly variantId: string }>(OFFERED, [variantIds]);
  return new Map(rows.map(({ variantId, ...offered }) => [variantId, offered]));
}

/** Once a day: what is sold ahead, and what comes, is judged by the organization's new day. */
export async function startPresaleDay(tx: Tx, now: Date): Promise<void> {
  await tx.run(
    `with today as materialized (
       select ($1::timestamptz at time zone zone)::date as day from argosy.organization
       where organization_id = argosy.tenant()
     )
     update argosy.variant_presale p set as_of = today.day from today
     where p.organization_id = argosy.tenant() and p.most_ahead is not null and p.as_of is distinct from today.day`,
    [now],
  );
}
