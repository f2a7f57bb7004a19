/** Values that a person writes in drafts, over those the category's rules give. */
import type { OwnValues } from "../../commerce/listing/fill.ts";
import type { ListingValues } from "../../commerce/listing/schema.ts";
import type { Tx } from "../../db/database.ts";
import type { ItemResult } from "../item-result.ts";
import { jsonRows } from "../json-column.ts";
import { checkDrafts, type DraftRow, lockDrafts, type When } from "./check.ts";
import { ON_ITS_WAY } from "./drafts.ts";
import { categorySchemas, requireSchemas } from "./schemas.ts";
import { isOpen } from "./states.ts";

/** Field -> values; null: as the rules give it again. */
export type ValueChanges = Readonly<Record<string, readonly string[] | null>>;

export interface DraftEdit {
  readonly id: string;
  readonly categoryKey?: string | undefined;
  readonly product?: ValueChanges | undefined;
  /** By variant id. */
  readonly variants?: Readonly<Record<string, ValueChanges>> | undefined;
}

/**
 * Writes in many drafts, as a grid does; one result each. Those on their way or listed are refused, and so are a second
 * edit of the same draft, a field the category does not have and a variant of another product. Throws HubError
 * LISTING_SCHEMA_UNREAD where a new category's requirements were never read.
 */
export async function editDrafts(tx: Tx, edits: readonly DraftEdit[], when: When): Promise<ItemResult[]> {
  const found = new Map(
    (
      await lockDrafts(
        tx,
        edits.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  await requireSchemas(tx, newCategories(found, edits));
  const fields = await fieldsOf(tx, [...found.values()], edits);
  const variants = await variantsOf(tx, [...found.values()]);
  const seen = new Set<string>();
  const results = edits.map((edit): ItemResult => {
    const row = found.get(edit.id);
    if (seen.has(edit.id)) return { id: edit.id, ok: false, error: "The draft is in this request twice." };
    seen.add(edit.id);
    if (!row) return { id: edit.id, ok: false, error: "There is no such draft." };
    if (!isOpen(row)) return { id: edit.id, ok: false, error: ON_ITS_WAY.text };
    const unknown = changedFields(edit).find((key) => fields.get(locationOf(row, edit))?.has(key) !== true);
    if (unknown !== undefined) return { id: edit.id, ok: false, error: `The category has no field "${unknown}".` };
    const foreign = Object.keys(edit.variants ?? {}).find((key) => variants.get(row.product_id)?.has(key) !== true);
    if (foreign === undefined) return { id: edit.id, ok: true };
    return { id: edit.id, ok: false, error: `The product has no variant "${foreign}".` };
  });
  const changed = edits.flatMap((edit, at) => {
    const row = found.get(edit.id);
    if (!row || !results[at]?.ok) return [];
    return [{ id: edit.id, category: edit.categoryKey ?? row.category_key, own: merged(row.own, edit) }];
  });
  await tx.run(
    `update argosy.listing_draft d
     set own = r.own, category_key = r.category, state = 'draft', updated_at = $2
     from json_to_recordset($1::json) as r(id uuid, category text, own jsonb)
     where d.organization_id = argosy.tenant() and d.id = r.id`,
    [jsonRows(changed), when.now],
  );
  const ids = changed.map(({ id }) => id);
  await checkDrafts(tx, ids, when);
  return results;
}

const newCategories = (found: ReadonlyMap<string, DraftRow>, edits: readonly DraftEdit[]) =>
  edits.flatMap(({ id, categoryKey }) => {
    const row = found.get(id);
    return row && categoryKey !== undefined && categoryKey !== row.category_key
      ? [{ connectionId: row.connection_id, categoryKey }]
      : [];
  });

const locationOf = (row: DraftRow, { categoryKey }: DraftEdit): string =>
  JSON.stringify([row.connection_id, categoryKey ?? row.category_key]);

const changedFields = ({ product = {}, variants = {} }: DraftEdit): string[] =>
  [product, ...Object.values(variants)].flatMap((changes) =>
    Object.entries(changes).flatMap(([key, values]) => (values === null ? [] : [key])),
  );

async function fieldsOf(tx: Tx, rows: readonly DraftRow[], edits: readonly DraftEdit[]) {
  const requested = new Map(edits.map(({ id, categoryKey }) => [id, categoryKey]));
  const fields = new Map<string, ReadonlySet<string>>();
  for (const [connectionId, own] of Map.groupBy(rows, (row) => row.connection_id)) {
    const keys = new Set(own.map((row) => requested.get(row.id) ?? row.category_key));
    for (const [key, { schema }] of await categorySchemas(tx, connectionId, [...keys]))
      fields.set(JSON.stringify([connectionId, key]), new Set(schema.fields.map((field) => field.key)));
  }
  return fields;
}

/** Ids of variants by product. */
async function variantsOf(tx: Tx, drafts: readonly DraftRow[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await tx.rows<{ product: string; id: string }>(
    `select product_id as product, id from argosy.variant
     where organization_id = argosy.tenant() and product_id = any($1::uuid[])`,
    [drafts.map((draft) => draft.product_id)],
  );
  const byProduct = Map.groupBy(rows, ({ product }) => product);
  return new Map([...byProduct].map(([product, own]) => [product, new Set(own.map(({ id }) => id))]));
}

function merged(own: OwnValues, { product = {}, variants = {} }: DraftEdit): OwnValues {
  const into = (before: ListingValues, changes: ValueChanges): ListingValues => {
    const entries = Object.entries({ ...before, ...changes });
    return Object.fromEntries(entries.flatMap(([key, values]) => (values === null ? [] : [[key, values]])));
  };
  const ids = new Set([...Object.keys(own.variants), ...Object.keys(variants)]);
  return {
    product: into(own.product, product),
    variants: Object.fromEntries([...ids].map((id) => [id, into(own.variants[id] ?? {}, variants[id] ?? {})])),
  };
}
