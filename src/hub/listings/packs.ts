/**
 * Packs of a channel that are plain variants here and are sold elsewhere too. Elsewhere a sale takes the pack's own number,
 * while the channel goes on selling what is in it.
 */

import { message } from "../../commerce/message.ts";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts } from "../alerts/alerts.ts";

/** SQL: items `o` of other channels `k` that sell the variant of `l` and do not take what is in it themselves. */
const OTHERS = `argosy.listing o
  join argosy.connection k on k.organization_id = o.organization_id and k.id = o.connection_id
    and k.state in ${SELLING}
  where o.organization_id = l.organization_id and o.variant_id = l.variant_id and o.connection_id <> l.connection_id
    and o.state = 'mapped' and o.active and o.gone_at is null and o.contents is null`;

/** SQL: linked item `l` is a pack of linked items, its variant is no bundle and could be one, and others sell it. */
export const IS_SOLD_ELSEWHERE = `l.contents is not null and l.state = 'mapped' and l.active and l.gone_at is null
  and not exists (select from argosy.bundle_item b where b.organization_id = l.organization_id
    and l.variant_id in (b.bundle_variant_id, b.component_variant_id))
  and not exists (select from jsonb_to_recordset(l.contents) as c("variantKey" text)
    left join argosy.listing p on p.organization_id = l.organization_id and p.connection_id = l.connection_id
      and p.ext_key = c."variantKey" and p.state = 'mapped' and p.gone_at is null
    where p.variant_id is null or p.variant_id = l.variant_id)
  and exists (select from argosy.connection s
    where s.organization_id = l.organization_id and s.id = l.connection_id and s.state in ${SELLING})
  and exists (select from ${OTHERS})`;

// What a part is made of here stands for it: a bundle has no bundles in it.
const PACKS = `
  with given as materialized (
    select l.connection_id, l.ext_key, l.variant_id from argosy.listing l
    where l.organization_id = argosy.tenant() and (l.id = any($1::uuid[]) or l.variant_id = any($2::uuid[]))
  ), pack as materialized (
    select l.id from argosy.listing l
    join given g on g.variant_id = l.variant_id
    where l.organization_id = argosy.tenant() and l.contents is not null
    union
    select l.id from argosy.listing l
    cross join jsonb_to_recordset(l.contents) as c("variantKey" text)
    join given g on g.connection_id = l.connection_id and g.ext_key = c."variantKey"
    where l.organization_id = argosy.tenant() and l.contents is not null
  ), told as materialized (
    select distinct on (l.variant_id) l.connection_id, l.variant_id, l.contents,
      array(select distinct k.name from ${OTHERS} order by k.name) as channels
    from pack
    join argosy.listing l on l.organization_id = argosy.tenant() and l.id = pack.id
    where ${IS_SOLD_ELSEWHERE}
    order by l.variant_id, l.id
  ), part as (
    select t.variant_id as pack, coalesce(b.component_variant_id, p.variant_id) as variant_id,
      sum(c.quantity * coalesce(b.quantity, 1))::int as quantity
    from told t
    cross join jsonb_to_recordset(t.contents) as c("variantKey" text, quantity int)
    join argosy.listing p on p.organization_id = argosy.tenant() and p.connection_id = t.connection_id
      and p.ext_key = c."variantKey"
    left join argosy.bundle_item b on b.organization_id = argosy.tenant() and b.bundle_variant_id = p.variant_id
    group by 1, 2
  ), named as (
    select v.id, v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as name from argosy.variant v
    join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
    where v.organization_id = argosy.tenant()
      and v.id in (select variant_id from told union all select variant_id from part)
  )
  select t.variant_id as "variantId", t.connection_id as "connectionId", s.name as store, n.name, t.channels,
    (select coalesce(sum(k.on_hand), 0)::int from argosy.level k
      where k.organization_id = argosy.tenant() and k.variant_id = t.variant_id) as units,
    (select json_agg(json_build_object('variantId', i.id, 'name', i.name, 'quantity', p.quantity) order by i.sku)
      from part p join named i on i.id = p.variant_id where p.pack = t.variant_id) as parts
  from told t
  join argosy.connection s on s.organization_id = argosy.tenant() and s.id = t.connection_id
  join named n on n.id = t.variant_id
  order by t.variant_id`;

interface SoldElsewhere {
  readonly variantId: string;
  readonly connectionId: string;
  readonly store: string;
  readonly name: string;
  readonly channels: readonly string[];
  /** On hand of the pack itself: a bundle has none. */
  readonly units: number;
  readonly parts: readonly { readonly variantId: string; readonly name: string; readonly quantity: number }[];
}

const MOST_NAMED = 6;

/**
 * Tells of packs sold elsewhere among these items, those made of them, and those of the same variants, once per variant. The
 * alert ends when the variant is a bundle, or is sold there alone (engine/maintenance/settled-alerts.ts).
 */
export async function reportPacks(
  tx: Tx,
  of: { readonly listingIds?: readonly string[]; readonly variantIds?: readonly string[] },
  now: Date,
): Promise<void> {
  const { listingIds = [], variantIds = [] } = of;
  if (listingIds.length + variantIds.length === 0) return;
  const packs = await tx.rows<SoldElsewhere>(PACKS, [listingIds, variantIds]);
  await raiseAlerts(
    tx,
    packs.map(({ variantId, connectionId, store, name, units, parts, ...pack }) => {
      const channels = listed(pack.channels);
      const contents = listed(parts.map((part) => `${part.quantity} × ${part.name}`));
      return {
        kind: "pack_sold_elsewhere" as const,
        severity: "warning" as const,
        cause: `pack_sold_elsewhere:${variantId}`,
        connectionId,
        subject: { kind: "variant", id: variantId },
        title: message("alert.pack_sold_elsewhere.title", { store, name, channels }),
        text: [
          message("alert.pack_sold_elsewhere.text", { store, channels, contents }),
          ...(units === 0 ? [] : [message("alert.pack_sold_elsewhere.stocked", { name, units })]),
        ],
        action: {
          kind: "make_bundle",
          variantId,
          components: parts.map((part) => ({ variantId: part.variantId, quantity: part.quantity })),
        },
        now,
      };
    }),
  );
}

const listed = (names: readonly string[]): string =>
  names.length > MOST_NAMED ? `${names.slice(0, MOST_NAMED).join(", ")}, …` : names.join(", ");
