import type { Tx } from "../../db/database.ts";
import { createCategory } from "../../hub/catalog/categories.ts";
import { HubError } from "../../hub/errors.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { type PlanItem, type PlanTarget, RANK } from "./item.ts";

interface ChannelRow {
  readonly key: string;
  readonly parent: string | null;
  readonly name: string;
  readonly category_id: string | null;
}

/** Where a channel's category belongs with us: an existing one, or none yet. */
type MatchedCategory = { readonly matchedId: string | null } | undefined;

/** Matches the channel's tree to ours by names from the root on; what has no match is created when applied. */
export async function planCategories(tx: Tx, target: PlanTarget): Promise<void> {
  const theirs = await tx.rows<ChannelRow>(
    `select ext_key as key, parent_key as parent, name, category_id from category_listing
     where organization_id = argosy.tenant() and connection_id = $1 order by ext_key`,
    [target.connectionId],
  );
  if (theirs.every((row) => row.category_id !== null)) return;
  const ours = await tx.rows<{ id: string; parent_id: string | null; name: string }>(
    "select id, parent_id, name from category where organization_id = argosy.tenant()",
  );
  const named = new Map(ours.map((row) => [pathKey(row.parent_id, row.name), row.id]));
  const byKey = new Map(theirs.map((row) => [row.key, row]));
  const locations = new Map<string, MatchedCategory>();
  const items: object[] = [];
  for (const row of theirs) {
    if (row.category_id !== null) continue;
    const { matchedId } = locationOf(row, { byKey, named, places: locations, path: new Set() });
    items.push({
      action: matchedId === null ? "create_here" : "link",
      key: row.key,
      title: row.name,
      depth: depthOf(row, byKey),
      after: { name: row.name, parentKey: row.parent, categoryId: matchedId },
    });
  }
  await tx.run(
    `insert into plan_item (organization_id, run_id, action, entity, rank, ext_key, title, after)
     select argosy.tenant(), $1, i.action, 'category', ${RANK.category} + least(i.depth, 99), i.key, i.title, i.after
     from jsonb_to_recordset($2::jsonb) as i(action text, key text, title text, depth int, after jsonb)`,
    [target.runId, jsonParameter(items)],
  );
}

function pathKey(parentId: string | null, name: string): string {
  return `${parentId ?? ""}|${name.trim().toLowerCase()}`;
}

interface Walk {
  readonly byKey: ReadonlyMap<string, ChannelRow>;
  readonly named: ReadonlyMap<string, string>;
  readonly places: Map<string, MatchedCategory>;
  /** Keys on the way here: a channel's tree may bite its tail. */
  readonly path: Set<string>;
}

function locationOf(row: ChannelRow, walk: Walk): { readonly matchedId: string | null } {
  const seen = walk.places.get(row.key);
  if (seen) return seen;
  if (row.category_id !== null) return recordMatch(row.key, row.category_id, walk);
  const parent = parentOf(row, walk.byKey, walk.path);
  walk.path.add(row.key);
  const above = parent ? locationOf(parent, walk).matchedId : null;
  const isUnderNew = parent !== undefined && above === null;
  return recordMatch(row.key, isUnderNew ? null : (walk.named.get(pathKey(above, row.name)) ?? null), walk);
}

function recordMatch(key: string, matchedId: string | null, walk: Walk): { readonly matchedId: string | null } {
  const place = { matchedId };
  walk.places.set(key, place);
  return place;
}

/** A parent that is unknown, or that lies below the category itself, counts as none. */
function parentOf(row: ChannelRow, byKey: Walk["byKey"], path: ReadonlySet<string>): ChannelRow | undefined {
  const parent = row.parent === null || row.parent === row.key ? undefined : byKey.get(row.parent);
  return parent && !path.has(parent.key) ? parent : undefined;
}

function depthOf(row: ChannelRow, byKey: Walk["byKey"]): number {
  const path = new Set([row.key]);
  let depth = 0;
  for (let above = parentOf(row, byKey, path); above; above = parentOf(above, byKey, path)) {
    path.add(above.key);
    depth++;
  }
  return depth;
}

/** Links or creates one category of the plan. Throws HubError when it cannot be. */
export async function applyCategory(tx: Tx, target: PlanTarget, item: PlanItem, now: Date): Promise<void> {
  const after = item.after as { name: string; parentKey: string | null; categoryId: string | null };
  const id = after.categoryId ?? (await findOrCreate(tx, target, after, now));
  const touched = await tx.run(
    `update category_listing
     set category_id = $3
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2
       and exists (select 1 from category where organization_id = argosy.tenant() and id = $3)`,
    [target.connectionId, item.extKey, id],
  );
  if (touched === 0) throw new HubError("CATEGORY_NOT_FOUND", "not_found", "The category is gone.");
}

async function findOrCreate(
  tx: Tx,
  target: PlanTarget,
  path: { readonly name: string; readonly parentKey: string | null },
  now: Date,
): Promise<string> {
  const parent = await tx.maybe<{ id: string | null }>(
    `select category_id as id
     from category_listing
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2`,
    [target.connectionId, path.parentKey],
  );
  const parentId = parent?.id ?? null;
  const name = path.name.trim().slice(0, 255) || "Unnamed";
  const twin = await tx.maybe<{ id: string }>(
    `select id
     from category
     where organization_id = argosy.tenant() and lower(name) = lower($1) and parent_id is not distinct from $2`,
    [name, parentId],
  );
  return twin?.id ?? createCategory(tx, { name, parentId, now });
}
