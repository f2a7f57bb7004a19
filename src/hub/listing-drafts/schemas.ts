/** What categories ask for, kept as read, and how their fields are filled. */
import type { ListingRule } from "../../commerce/listing/rules.ts";
import { compareSchemas, type ListingSchema, type SchemaChanges } from "../../commerce/listing/schema.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";

export interface CategorySchema {
  readonly categoryKey: string;
  /** Null: no category as read last. */
  readonly categoryName: string | null;
  readonly schema: ListingSchema;
  readonly rules: readonly ListingRule[];
  readonly readAt: Date;
  /** What the platform asks for otherwise since `changedAt`. */
  readonly changes: SchemaChanges | null;
  readonly changedAt: Date | null;
  /** When the channel was found to have the category no more; null: it has it. */
  readonly goneAt: Date | null;
  /** Drafts and listings of this category. */
  readonly drafts: number;
}

interface CategoryId {
  readonly connectionId: string;
  readonly categoryKey: string;
}

const COLUMNS = `s.category_key as "categoryKey", (select c.name from argosy.listing_category c
    where c.organization_id = s.organization_id and c.connection_id = s.connection_id
      and c.ext_key = s.category_key) as "categoryName",
  s.schema, s.rules, s.read_at as "readAt", s.changes,
  s.changed_at as "changedAt", s.gone_at as "goneAt", (select count(*)::int from argosy.listing_draft d
    where d.organization_id = s.organization_id and d.connection_id = s.connection_id
      and d.category_key = s.category_key) as drafts`;
const WHERE = "s.organization_id = argosy.tenant() and s.connection_id = $1";

/** Throws HubError LISTING_SCHEMA_UNREAD. */
export async function categorySchema(tx: Tx, { connectionId, categoryKey }: CategoryId): Promise<CategorySchema> {
  const row = await tx.maybe<CategorySchema>(
    `select ${COLUMNS} from argosy.listing_schema s where ${WHERE} and s.category_key = $2`,
    [connectionId, categoryKey],
  );
  if (!row) throw new HubError("LISTING_SCHEMA_UNREAD", "not_found", message("listing.unread"), "categoryKey");
  return row;
}

/** Throws HubError LISTING_SCHEMA_UNREAD where one of them was never read. */
export async function requireSchemas(tx: Tx, categories: readonly CategoryId[]): Promise<void> {
  for (const [connectionId, own] of Map.groupBy(categories, (one) => one.connectionId)) {
    const keys = [...new Set(own.map(({ categoryKey }) => categoryKey))];
    const existing = await categorySchemas(tx, connectionId, keys);
    const unread = keys.find((key) => !existing.has(key));
    if (unread !== undefined) await categorySchema(tx, { connectionId, categoryKey: unread });
  }
}

/** The schemas of several categories of a channel. */
export async function categorySchemas(
  tx: Tx,
  connectionId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, CategorySchema>> {
  const rows = await tx.rows<CategorySchema>(
    `select ${COLUMNS} from argosy.listing_schema s where ${WHERE} and s.category_key = any ($2::text[])`,
    [connectionId, keys],
  );
  return new Map(rows.map((row) => [row.categoryKey, row]));
}

/** Keeps what was read; answers what the platform asks for otherwise than before, null where nothing. */
export async function saveSchema(
  tx: Tx,
  { connectionId, categoryKey }: CategoryId,
  { schema, now }: { readonly schema: ListingSchema; readonly now: Date },
): Promise<SchemaChanges | null> {
  const before = await tx.maybe<{ schema: ListingSchema }>(
    `select s.schema from argosy.listing_schema s where ${WHERE} and s.category_key = $2 for update`,
    [connectionId, categoryKey],
  );
  const changes = before ? compareSchemas(before.schema, schema) : null;
  await tx.run(
    `insert into argosy.listing_schema as s (organization_id, connection_id, category_key, schema, read_at)
     values (argosy.tenant(), $1, $2, $3::jsonb, $4)
     on conflict (organization_id, connection_id, category_key) do update
     set schema = excluded.schema, read_at = excluded.read_at, gone_at = null, changes = coalesce($5::jsonb, s.changes),
       changed_at = case when $5::jsonb is null then s.changed_at else $4 end`,
    [connectionId, categoryKey, jsonParameter(schema), now, changes === null ? null : jsonParameter(changes)],
  );
  return changes;
}

/** The channel has the category no more: its drafts cannot be published until they are in another, or it is back. */
export async function markGone(tx: Tx, { connectionId, categoryKey }: CategoryId, now: Date): Promise<void> {
  await tx.run(
    `update argosy.listing_schema s set gone_at = coalesce(s.gone_at, $3)
     where ${WHERE} and s.category_key = $2`,
    [connectionId, categoryKey, now],
  );
}

export interface CategoryToRead {
  readonly categoryKey: string;
  /** As the channel calls it; its key, where that is not known. */
  readonly name: string;
}

/** How many open drafts of a category lack something, by their last check. */
export async function incompleteDrafts(tx: Tx, { connectionId, categoryKey }: CategoryId): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `select count(*)::int as count
     from argosy.listing_draft
     where organization_id = argosy.tenant() and connection_id = $1 and category_key = $2 and state = 'draft'
       and problem_count > 0`,
    [connectionId, categoryKey],
  );
  return count;
}

/** The next category, by key, that open drafts stand in and that was not read since; null: there is none. */
export async function nextToRead(
  tx: Tx,
  connectionId: string,
  { after, readBefore }: { readonly after: string; readonly readBefore: Date },
): Promise<CategoryToRead | null> {
  const found = await tx.maybe<CategoryToRead>(
    `select s.category_key as "categoryKey", coalesce((select c.name from argosy.listing_category c
       where c.organization_id = argosy.tenant() and c.connection_id = $1 and c.ext_key = s.category_key),
       s.category_key) as name
     from argosy.listing_schema s
     where ${WHERE} and s.category_key > $2 and s.read_at <= $3
       and exists (select from argosy.listing_draft d
         where d.organization_id = argosy.tenant() and d.connection_id = $1 and d.category_key = s.category_key
           and d.state in ('draft', 'refused'))
     order by s.category_key limit 1`,
    [connectionId, after, readBefore],
  );
  return found ?? null;
}

/** Throws HubError LISTING_SCHEMA_UNREAD, LISTING_FIELD_UNKNOWN. */
export async function saveRules(tx: Tx, category: CategoryId, rules: readonly ListingRule[]): Promise<void> {
  const { schema } = await categorySchema(tx, category);
  const keys = new Set(schema.fields.map(({ key }) => key));
  const unknown = rules.find(({ field }) => !keys.has(field));
  if (unknown)
    throw new HubError(
      "LISTING_FIELD_UNKNOWN",
      "validation",
      message("listing.unknownField", { field: unknown.field }),
      "rules",
    );
  await tx.run(`update argosy.listing_schema s set rules = $3::jsonb where ${WHERE} and s.category_key = $2`, [
    category.connectionId,
    category.categoryKey,
    jsonParameter(rules),
  ]);
}
