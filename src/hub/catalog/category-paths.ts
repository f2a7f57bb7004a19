/** Categories by their paths: names from the root on. */
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { announce } from "../events.ts";
import { storableText } from "../json-column.ts";
import { lockTree } from "./categories.ts";

export type CategoryPath = readonly string[];

/** The key of a path in the maps of this file. */
export function pathKey(path: CategoryPath): string {
  return JSON.stringify(path.map((name) => storableText(name).trim().toLowerCase()));
}

/** Ids of all categories by the key of their path. */
export async function categoryIndex(tx: Tx): Promise<Map<string, string>> {
  const paths = await categoryPaths(tx);
  return new Map([...paths].map(([id, path]) => [pathKey(path), id]));
}

/** Paths of all categories by id. */
export async function categoryPaths(tx: Tx): Promise<Map<string, string[]>> {
  const rows = await tx.rows<{ id: string; path: string[] }>(
    `with recursive tree as (
       select id, array[name] as path from category where organization_id = argosy.tenant() and parent_id is null
       union all select c.id, t.path || c.name
       from category c
       join tree t on c.organization_id = argosy.tenant() and c.parent_id = t.id)
     select id, path from tree`,
  );
  return new Map(rows.map((row) => [row.id, row.path]));
}

/** Makes the categories of these paths that do not exist, and answers the index of all. */
export async function ensureCategoryPaths(
  tx: Tx,
  input: { readonly paths: readonly CategoryPath[]; readonly index: Map<string, string>; readonly now: Date },
): Promise<Map<string, string>> {
  const missing = input.paths.filter((path) => !input.index.has(pathKey(path)));
  if (missing.length === 0) return input.index;
  await lockTree(tx);
  const index = await categoryIndex(tx);
  const depth = Math.max(...missing.map((path) => path.length));
  for (let level = 1; level <= depth; level++) await makeLevel(tx, { missing, level, index, now: input.now });
  await announce(tx, "categories.changed", {});
  return index;
}

async function makeLevel(
  tx: Tx,
  how: {
    readonly missing: readonly CategoryPath[];
    readonly level: number;
    readonly index: Map<string, string>;
    readonly now: Date;
  },
): Promise<void> {
  const desired = new Map<string, CategoryPath>();
  for (const path of how.missing) {
    const part = path.slice(0, how.level);
    if (path.length >= how.level && !how.index.has(pathKey(part))) desired.set(pathKey(part), part);
  }
  if (desired.size === 0) return;
  const parts = [...desired.values()];
  const parents = parts.map((part) => (part.length === 1 ? null : (how.index.get(pathKey(part.slice(0, -1))) ?? null)));
  // Names that differ only in how the database lowers them are one category.
  const rows = await tx.rows<{ n: number; id: string }>(
    `with wanted as materialized (
       select n::int, id, parent, name
       from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality as w(id, parent, name, n)
     ), made as (
       insert into category (organization_id, id, parent_id, name, created_at, updated_at)
       select argosy.tenant(), id, parent, name, $4, $4
       from wanted
       on conflict do nothing
       returning id, parent_id, name)
     select w.n, coalesce(m.id, c.id) as id from wanted w
     left join made m on lower(m.name) = lower(w.name) and m.parent_id is not distinct from w.parent
     left join category c on c.organization_id = argosy.tenant() and lower(c.name) = lower(w.name)
       and c.parent_id is not distinct from w.parent`,
    [parts.map(() => newId(how.now)), parents, parts.map((part) => storableText(part.at(-1) ?? "").trim()), how.now],
  );
  for (const row of rows) {
    const part = parts[row.n - 1];
    if (part) how.index.set(pathKey(part), row.id);
  }
}
