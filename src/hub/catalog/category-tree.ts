/** Changes of the tree's shape that touch several categories at once. */
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { lockTree } from "./categories.ts";

interface Node {
  readonly id: string;
  readonly parent_id: string | null;
  /** Lowered by the database, as its index compares names. */
  readonly key: string;
}

function nodes(tx: Tx): Promise<Node[]> {
  return tx.rows<Node>(
    "select id, parent_id, lower(name) as key from category where organization_id = argosy.tenant()",
  );
}

/** What names a category, besides its children; a merge hands all of it over. */
export const CATEGORY_USERS = ["product_category", "category_listing", "price_rule", "stock_count"] as const;

/**
 * Puts a category into another: products, stores' categories, rules and children go over, children of the same name are
 * merged in turn, and it is gone. Throws HubError CATEGORY_NOT_FOUND, CATEGORY_CYCLE.
 */
export async function mergeCategories(
  tx: Tx,
  input: { readonly id: string; readonly intoId: string; readonly now: Date },
): Promise<void> {
  await lockTree(tx);
  const all = await nodes(tx);
  const existing = new Map(all.map((node) => [node.id, node]));
  if (!existing.has(input.id)) throw missing("There is no such category.");
  if (!existing.has(input.intoId)) throw missing("There is no such category to merge into.", "intoId");
  for (let at = existing.get(input.intoId); at; at = existing.get(at.parent_id ?? ""))
    if (at.id === input.id)
      throw new HubError(
        "CATEGORY_CYCLE",
        "validation",
        "A category cannot be merged into itself or one inside it.",
        "intoId",
      );
  const { merged, moved } = plan(all, input);
  await handOver(tx, merged);
  await tx.run(
    `update category c set parent_id = m.parent, updated_at = $3 from unnest($1::uuid[], $2::uuid[]) as m(id, parent)
     where c.organization_id = argosy.tenant() and c.id = m.id`,
    [[...moved.keys()], [...moved.values()], input.now],
  );
  await tx.run("delete from category where organization_id = argosy.tenant() and id = any($1)", [[...merged.keys()]]);
  await announce(tx, "categories.changed", {});
}

/** Which categories go into which, and which only get another parent. */
function plan(all: readonly Node[], root: { readonly id: string; readonly intoId: string }) {
  const children = Map.groupBy(all, (node) => node.parent_id ?? "");
  const merged = new Map([[root.id, root.intoId]]);
  const moved = new Map<string, string>();
  const todo = [root];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { id, intoId } = next;
    const twins = new Map(
      (children.get(intoId) ?? []).filter((twin) => !merged.has(twin.id)).map((twin) => [twin.key, twin.id]),
    );
    for (const child of children.get(id) ?? []) {
      const twin = twins.get(child.key);
      if (twin === undefined) moved.set(child.id, intoId);
      else {
        merged.set(child.id, twin);
        todo.push({ id: child.id, intoId: twin });
      }
    }
  }
  return { merged, moved };
}

async function handOver(tx: Tx, merged: ReadonlyMap<string, string>): Promise<void> {
  const pairs = [[...merged.keys()], [...merged.values()]];
  await tx.run(
    `insert into product_category (organization_id, product_id, category_id)
     select distinct p.organization_id, p.product_id, m.into_id from unnest($1::uuid[], $2::uuid[]) as m(id, into_id)
     join product_category p on p.organization_id = argosy.tenant() and p.category_id = m.id
     order by 2, 3
     on conflict do nothing`,
    pairs,
  );
  for (const table of CATEGORY_USERS) {
    if (table === "product_category") continue;
    await tx.run(
      `update ${table} t set category_id = m.into_id from unnest($1::uuid[], $2::uuid[]) as m(id, into_id)
       where t.organization_id = argosy.tenant() and t.category_id = m.id`,
      pairs,
    );
  }
}

/** Orders the children of a category (null: the roots); those left out follow in the order they had. Throws HubError CATEGORY_NOT_FOUND. */
export async function orderCategories(
  tx: Tx,
  input: { readonly parentId: string | null; readonly ids: readonly string[]; readonly now: Date },
): Promise<void> {
  await lockTree(tx);
  const rows = await tx.rows<{ id: string }>(
    `select id
     from category
     where organization_id = argosy.tenant() and parent_id is not distinct from $1
     order by position, lower(name), id`,
    [input.parentId],
  );
  const siblings = rows.map((row) => row.id);
  if (input.ids.some((id) => !siblings.includes(id)))
    throw missing("There is no such category under this parent.", "ids");
  const order = [...new Set([...input.ids, ...siblings])];
  await tx.run(
    `update category c
     set position = o.position - 1, updated_at = $2
     from unnest($1::uuid[]) with ordinality as o(id, position)
     where c.organization_id = argosy.tenant() and c.id = o.id and c.position <> o.position - 1`,
    [order, input.now],
  );
  await announce(tx, "categories.changed", {});
}

/** Deletes a category with all below it; products only leave them. Throws HubError CATEGORY_NOT_FOUND. */
export async function deleteCategoryTree(tx: Tx, input: { readonly id: string }): Promise<void> {
  await lockTree(tx);
  const gone = await tx.run(
    `with recursive inside as (
       select id from category where organization_id = argosy.tenant() and id = $1
       union select c.id from category c join inside i on c.organization_id = argosy.tenant() and c.parent_id = i.id)
     delete from category where organization_id = argosy.tenant() and id in (select id from inside)`,
    [input.id],
  );
  if (gone === 0) throw missing("There is no such category.");
  await announce(tx, "categories.changed", {});
}

function missing(message: string, field?: string): HubError {
  return new HubError("CATEGORY_NOT_FOUND", "not_found", message, field);
}
