/** A channel's categories as its platform told them last. */
import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { jsonRows, storableText } from "../json-column.ts";

/** A tree as a connector reads it. */
export interface ReadTree {
  readonly version: string;
  readonly categories: readonly {
    readonly key: string;
    readonly name: string;
    readonly parentKey?: string | undefined;
    readonly isLeaf: boolean;
  }[];
}

/** In the place of what was known. */
export async function saveTree(
  tx: Tx,
  connectionId: string,
  { version, categories }: ReadTree,
  now: Date,
): Promise<void> {
  const rows = new Map(
    categories.map(({ key, name, parentKey, isLeaf }) => [
      key,
      {
        ext_key: storableText(key),
        name: storableText(name),
        parent_key: parentKey === undefined ? null : storableText(parentKey),
        is_leaf: isLeaf,
      },
    ]),
  );
  // Two readers at once would each put in what the other took out.
  await tx.run(
    `insert into argosy.listing_tree (organization_id, connection_id, version, read_at)
     values (argosy.tenant(), $1, $2, $3)
     on conflict (organization_id, connection_id) do update
     set version = excluded.version, read_at = excluded.read_at`,
    [connectionId, version, now],
  );
  await tx.run("delete from argosy.listing_category where organization_id = argosy.tenant() and connection_id = $1", [
    connectionId,
  ]);
  await tx.run(
    `insert into argosy.listing_category (organization_id, connection_id, ext_key, parent_key, name, is_leaf)
     select argosy.tenant(), $1, r.ext_key, r.parent_key, r.name, r.is_leaf
     from json_to_recordset($2::json) as r(ext_key text, parent_key text, name text, is_leaf boolean)`,
    [connectionId, jsonRows([...rows.values()])],
  );
}

export const foundCategorySchema = z.object({
  key: z.string(),
  name: z.string(),
  path: z.array(z.string()).describe("names from the root down to it"),
  isLeaf: z.boolean().describe("listings may be made in it"),
});
export type FoundCategory = Answered<typeof foundCategorySchema>;

export interface CategorySearch {
  readonly connectionId: string;
  /** Words in the name; absent: those below `parentKey`, or the roots. */
  readonly q?: string | undefined;
  readonly parentKey?: string | undefined;
  /** These alone, in this order. */
  readonly keys?: readonly string[] | undefined;
}

/** Answers of a search; a chooser shows no more. */
const MOST = 100;
/** Deeper than any platform's tree; it ends one that runs in a circle. */
const DEPTH = 20;

export async function findCategories(tx: Tx, search: CategorySearch): Promise<FoundCategory[]> {
  const { connectionId, q, parentKey, keys } = search;
  const params: unknown[] = [connectionId];
  const put = (value: unknown) => `$${params.push(value)}`;
  const where =
    keys !== undefined
      ? `c.ext_key = any (${put(keys)}::text[])`
      : q !== undefined
        ? `c.name ilike '%' || ${put(escapeLike(q))} || '%'`
        : `c.parent_key is not distinct from ${put(parentKey ?? null)}`;
  const order =
    keys === undefined ? "c.is_leaf desc, c.name, c.ext_key" : `array_position(${put(keys)}::text[], c.ext_key)`;
  return tx.rows<FoundCategory>(
    `select c.ext_key as key, c.name, c.is_leaf as "isLeaf", array(
       with recursive above as (
         select c.ext_key, c.parent_key, c.name, 1 as depth
         union all
         select p.ext_key, p.parent_key, p.name, a.depth + 1
         from above a
         join argosy.listing_category p on p.organization_id = argosy.tenant() and p.connection_id = $1
           and p.ext_key = a.parent_key
         where a.depth < ${DEPTH})
       select name from above order by depth desc) as path
     from argosy.listing_category c
     where c.organization_id = argosy.tenant() and c.connection_id = $1 and ${where}
     order by ${order}
     limit ${MOST}`,
    params,
  );
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

export async function treeReadAt(tx: Tx, connectionId: string): Promise<Date | null> {
  const row = await tx.maybe<{ read_at: Date }>(
    "select read_at from argosy.listing_tree where organization_id = argosy.tenant() and connection_id = $1",
    [connectionId],
  );
  return row?.read_at ?? null;
}
