import { z } from "zod";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { storableText } from "../json-column.ts";
import { refusal } from "../refusals.ts";

export const categorySchema = z
  .object({
    id,
    parentId: id.nullable(),
    name: z.string(),
    path: z.array(z.string()).describe("names from the root on"),
    position: z.int(),
    products: z.int().describe("directly in it"),
    productsInside: z.int().describe("in it or below it, each once"),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "Category" });

export type Category = Answered<typeof categorySchema>;

/** The whole tree, flat, siblings in their order. */
export function listCategories(tx: Tx): Promise<Category[]> {
  return tx.rows<Category>(
    `with recursive tree as (
       select id, array[name] as path, array[id] as ids
       from category
       where organization_id = argosy.tenant() and parent_id is null
       union all select c.id, t.path || c.name, t.ids || c.id
       from category c
       join tree t on c.organization_id = argosy.tenant() and c.parent_id = t.id
     ), filed as (
       select f.category_id, f.product_id from product_category f
       join product p on p.organization_id = f.organization_id and p.id = f.product_id and p.deleted_at is null
       where f.organization_id = argosy.tenant()
     ), counted as (
       select above.id, count(*) filter (where above.id = f.category_id)::int as own,
         count(distinct f.product_id)::int as inside
       from filed f join tree t on t.id = f.category_id cross join lateral unnest(t.ids) as above(id) group by above.id)
     select c.id, c.parent_id as "parentId", c.name, t.path, c.position, c.created_at as "createdAt",
       c.updated_at as "updatedAt", coalesce(n.own, 0) as products, coalesce(n.inside, 0) as "productsInside"
     from category c join tree t on t.id = c.id left join counted n on n.id = c.id
     where c.organization_id = argosy.tenant() order by c.position, lower(c.name), c.id`,
  );
}

/** Creates a category; answers its id. Throws HubError CATEGORY_NAME, CATEGORY_TAKEN, CATEGORY_NOT_FOUND (its parent). */
export async function createCategory(
  tx: Tx,
  input: {
    readonly name: string;
    readonly parentId?: string | null | undefined;
    readonly position?: number | undefined;
    readonly now: Date;
  },
): Promise<string> {
  await lockTree(tx);
  const name = checkedName(input.name);
  const parentId = input.parentId ?? null;
  if (parentId !== null) await requireCategory(tx, parentId, "parentId");
  await requireFreeName(tx, { name, parentId, exceptId: null });
  const id = newId(input.now);
  await tx.run(
    `insert into category (organization_id, id, parent_id, name, position, created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $5)`,
    [id, parentId, name, input.position ?? 0, input.now],
  );
  await announce(tx, "category.created", { id });
  return id;
}

/** Renames, moves or reorders. Throws HubError CATEGORY_CYCLE when it would become its own ancestor. */
export async function updateCategory(
  tx: Tx,
  input: {
    readonly id: string;
    readonly name?: string | undefined;
    /** Null makes it a root. */
    readonly parentId?: string | null | undefined;
    readonly position?: number | undefined;
    readonly now: Date;
  },
): Promise<void> {
  await lockTree(tx);
  const before = await tx.maybe<{ name: string; parent_id: string | null }>(
    "select name, parent_id from category where organization_id = argosy.tenant() and id = $1",
    [input.id],
  );
  if (!before) throw notFound();
  const parentId = input.parentId === undefined ? before.parent_id : input.parentId;
  const name = input.name === undefined ? before.name : checkedName(input.name);
  if (parentId !== null && parentId !== before.parent_id) await requireNoCycle(tx, input.id, parentId);
  await requireFreeName(tx, { name, parentId, exceptId: input.id });
  await tx.run(
    `update category set name = $2, parent_id = $3, position = coalesce($4, position), updated_at = $5
     where organization_id = argosy.tenant() and id = $1`,
    [input.id, name, parentId, input.position ?? null, input.now],
  );
  await announce(tx, "category.updated", { id: input.id });
}

/** Deletes a category; its children move up to its parent, its products only leave it. */
export async function deleteCategory(tx: Tx, input: { readonly id: string; readonly now: Date }): Promise<void> {
  await lockTree(tx);
  const row = await tx.maybe<{ parent_id: string | null }>(
    "select parent_id from category where organization_id = argosy.tenant() and id = $1",
    [input.id],
  );
  if (!row) throw notFound();
  const clash = await tx.maybe<{ name: string }>(
    `select c.name
     from category c
     join category o on o.organization_id = c.organization_id and lower(o.name) = lower(c.name)
       and o.parent_id is not distinct from $2 and o.id <> $1
     where c.organization_id = argosy.tenant() and c.parent_id = $1 limit 1`,
    [input.id, row.parent_id],
  );
  if (clash)
    throw new HubError("CATEGORY_TAKEN", "conflict", message("refused.categoryChildTaken", { name: clash.name }));
  await tx.run(
    "update category set parent_id = $2, updated_at = $3 where organization_id = argosy.tenant() and parent_id = $1",
    [input.id, row.parent_id, input.now],
  );
  await tx.run("delete from category where organization_id = argosy.tenant() and id = $1", [input.id]);
  await announce(tx, "category.deleted", { id: input.id });
}

/** One at a time changes the shape of the tree. */
export async function lockTree(tx: Tx): Promise<void> {
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.categories:' || argosy.tenant()::text, 0))");
}

function checkedName(name: string): string {
  const trimmed = storableText(name).trim();
  if (trimmed.length < 1 || trimmed.length > 255)
    throw new HubError("CATEGORY_NAME", "validation", "A category's name has 1 to 255 characters.", "name");
  return trimmed;
}

async function requireCategory(tx: Tx, id: string, field: string): Promise<void> {
  const row = await tx.maybe("select 1 from category where organization_id = argosy.tenant() and id = $1", [id]);
  if (!row) throw new HubError("CATEGORY_NOT_FOUND", "not_found", "There is no such parent category.", field);
}

async function requireFreeName(
  tx: Tx,
  desired: { readonly name: string; readonly parentId: string | null; readonly exceptId: string | null },
): Promise<void> {
  const twin = await tx.maybe(
    `select 1
     from category
     where organization_id = argosy.tenant() and lower(name) = lower($1) and parent_id is not distinct from $2
       and ($3::uuid is null or id <> $3)`,
    [desired.name, desired.parentId, desired.exceptId],
  );
  if (twin)
    throw new HubError("CATEGORY_TAKEN", "conflict", message("refused.categoryTaken", { name: desired.name }), "name");
}

async function requireNoCycle(tx: Tx, id: string, parentId: string): Promise<void> {
  await requireCategory(tx, parentId, "parentId");
  const loop = await tx.maybe(
    `with recursive above as (
       select id, parent_id from category where organization_id = argosy.tenant() and id = $2
       union select c.id, c.parent_id
       from category c
       join above a on c.organization_id = argosy.tenant() and c.id = a.parent_id)
     select 1 from above where id = $1`,
    [id, parentId],
  );
  if (loop) throw new HubError("CATEGORY_CYCLE", "validation", "A category cannot lie inside itself.", "parentId");
}

function notFound(): HubError {
  return refusal("CATEGORY_NOT_FOUND");
}
