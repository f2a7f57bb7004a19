/** Plans and creates categories the channel lacks. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { publishCategoriesTo } from "../../hub/content/publish.ts";
import type { ProductSelection } from "../../hub/stores/settings.ts";
import { wakeOutbound } from "./create-on-channel.ts";
import { type Chunk, type Outcome, type PlanItem, type PlanTarget, RANK, type Settled, skipped } from "./item.ts";

/** Categories the store may get; deselected until the seller selects them. */
export async function planCategoriesThere(tx: Tx, target: PlanTarget, select: ProductSelection): Promise<void> {
  await tx.run(
    `insert into plan_item (organization_id, run_id, action, entity, rank, category_id, title, after, chosen)
     with recursive mine as (
       select c.id, c.name, array[c.name] as path, c.id = any($3::uuid[]) as is_chosen
       from category c
       where c.organization_id = argosy.tenant() and c.parent_id is null
       union all select c.id, c.name, m.path || c.name, m.is_chosen or c.id = any($3::uuid[])
       from category c
       join mine m on c.organization_id = argosy.tenant() and c.parent_id = m.id)
     select argosy.tenant(), $1, 'create_there', 'category', ${RANK.categoryThere}, m.id, m.name,
       jsonb_build_object('path', m.path), false
     from mine m where (cardinality($3::uuid[]) = 0 or m.is_chosen)
       and not exists (select 1 from category_listing l
         where l.organization_id = argosy.tenant() and l.connection_id = $2 and l.category_id = m.id)
       and not exists (select 1
         from plan_item d
         where d.organization_id = argosy.tenant() and d.run_id = $1 and d.entity = 'category'
           and d.after->>'categoryId' = m.id::text)
     order by m.path`,
    [target.runId, target.connectionId, select.categoryIds],
  );
}

/** Its lane creates them there, each below its parent, and reports the result. */
export async function createCategoriesThere(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const ids = items.flatMap((item) => item.categoryId ?? []);
  await publishCategoriesTo(
    tx,
    { id: chunk.connectionId, select: { categoryIds: [], brands: [], tags: [], productIds: [] } },
    { categoryIds: ids, at: chunk.now },
  );
  await wakeOutbound(tx, chunk);
  const rows = await tx.rows<{ id: string }>(
    "select id from category where organization_id = argosy.tenant() and id = any($1)",
    [ids],
  );
  const existing = new Set(rows.map((row) => row.id));
  return new Map(
    items.map((item): [string, Outcome] => [
      item.id,
      existing.has(item.categoryId ?? "") ? { state: "sent", seq: null } : skipped(message("plan.categoryGone")),
    ]),
  );
}
