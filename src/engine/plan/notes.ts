/** Notes about a plan that belong to none of its items. */
import type { Abilities } from "../../commerce/abilities.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { SELECTED, selectionParameters } from "../../hub/stores/selection.ts";
import { readSettings } from "../../hub/stores/settings.ts";
import type { Store } from "../../hub/stores/stores.ts";
import type { PlanTarget } from "./item.ts";

const MISSING_CATEGORIES = `
  select count(distinct pc.category_id)::int as count from plan_item i
  join product_category pc on pc.organization_id = i.organization_id and pc.product_id = i.product_id
  where i.organization_id = argosy.tenant() and i.run_id = $1 and i.action = 'create_there' and i.state = 'planned'
    and not exists (select 1 from category_listing c
      where c.organization_id = i.organization_id and c.connection_id = $2 and c.category_id = pc.category_id)`;

const ONLY_HERE = `
  select count(*)::int as count
  from product p
  where p.organization_id = argosy.tenant() and p.deleted_at is null and p.active and ${SELECTED(2)}
    and not exists (select 1 from product_listing o
      where o.organization_id = p.organization_id and o.product_id = p.id and o.connection_id = $1)`;

export async function planNotes(
  tx: Tx,
  target: PlanTarget,
  { store, abilities }: { readonly store: Pick<Store, "name" | "settings">; readonly abilities: Abilities },
): Promise<Message[]> {
  const { name } = store;
  if (!abilities.putProducts) {
    const { select } = readSettings(store.settings).listings;
    const { count } = await tx.one<{ count: number }>(ONLY_HERE, [target.connectionId, ...selectionParameters(select)]);
    return count === 0 ? [] : [message("plan.note.noProducts", { store: name, count })];
  }
  const { count } = await tx.one<{ count: number }>(MISSING_CATEGORIES, [target.runId, target.connectionId]);
  if (count === 0) return [];
  return [message(abilities.putCategories ? "plan.note.categories" : "plan.note.noCategories", { store: name, count })];
}
