/** Plans which products of the channel cannot be linked, created or stocked here, with the reason. */
import type { Tx } from "../../db/database.ts";
import { type ExclusionReason, type PlanTarget, RANK } from "./item.ts";

const NO_VARIANTS: ExclusionReason = "no_variants";

/** Products of the channel nothing can be done with here, and why: told, so that nobody looks for them. */
export async function planExcluded(tx: Tx, target: PlanTarget): Promise<void> {
  await tx.run(
    `insert into plan_item (organization_id, run_id, action, entity, rank, product_listing_id, title, after, chosen)
     select argosy.tenant(), $1, 'ignore', 'product', ${RANK.conflict}, p.id, p.title,
       jsonb_build_object('problem', k.problem), false
     from product_listing p
     cross join lateral (select case when p.snapshot->>'kind' in ('group', 'external') then p.snapshot->>'kind'
       when jsonb_typeof(p.snapshot->'variants') = 'array'
       and jsonb_array_length(p.snapshot->'variants') = 0 then '${NO_VARIANTS}' end as problem) as k
     where p.organization_id = argosy.tenant() and p.connection_id = $2 and p.ext_key is not null and p.gone_at is null
       and p.product_id is null
       and k.problem is not null
       and not exists (select 1 from listing l
         where l.organization_id = p.organization_id and l.product_listing_id = p.id and l.state = 'mapped')
     order by p.id`,
    [target.runId, target.connectionId],
  );
}
