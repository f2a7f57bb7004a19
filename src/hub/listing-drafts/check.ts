/** Drafts filled by their category's rules, and what the check finds wrong with them. */
import { checkListing, type ListingProblem } from "../../commerce/listing/check.ts";
import { fillListing, type OwnValues } from "../../commerce/listing/fill.ts";
import type { ListingProduct } from "../../commerce/listing/rules.ts";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import { answerFields, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { listedElsewhere } from "./listed-products.ts";
import { type ListingTarget, listingProducts } from "./products.ts";
import { type CategorySchema, categorySchemas } from "./schemas.ts";
import type { DraftState } from "./states.ts";

/** A problem as it is kept and answered. */
export const storedProblem = ({ field, variantId, said }: ListingProblem) => ({
  field,
  variantId,
  ...answerFields(said),
});
export type StoredProblem = ReturnType<typeof storedProblem>;

export interface DraftRow {
  readonly id: string;
  readonly connection_id: string;
  readonly product_id: string;
  readonly category_key: string;
  readonly own: OwnValues;
  readonly state: DraftState;
  readonly publish_at: Date | null;
  /** Null: it was never sent. */
  readonly sent_at: Date | null;
  readonly handle: string | null;
  readonly ext_key: string | null;
}

export type When = Omit<ListingTarget, "connectionId">;

export interface FilledDraft {
  readonly row: DraftRow;
  readonly category: CategorySchema;
  /** Null: the product was deleted. */
  readonly product: ListingProduct | null;
  readonly listing: FilledListing;
  readonly problems: readonly ListingProblem[];
}

const DRAFTS = `select id, connection_id, product_id, category_key, own, state, publish_at, sent_at, handle, ext_key
  from argosy.listing_draft
  where organization_id = argosy.tenant() and id = any ($1::uuid[]) order by id`;

/** In the order of their ids; until the transaction ends nobody else changes them. */
export const lockDrafts = (tx: Tx, ids: readonly string[]): Promise<DraftRow[]> =>
  tx.rows<DraftRow>(`${DRAFTS} for update`, [ids]);

/** Drafts with the values they would be sent with now, and what is wrong with these. */
export async function fillDrafts(tx: Tx, ids: readonly string[], when: When): Promise<FilledDraft[]> {
  return fillRows(tx, await tx.rows<DraftRow>(DRAFTS, [ids]), when);
}

export async function fillRows(tx: Tx, rows: readonly DraftRow[], when: When): Promise<FilledDraft[]> {
  const filled: FilledDraft[] = [];
  const listed = await listedElsewhere(tx, rows);
  for (const [connectionId, own] of Map.groupBy(rows, (row) => row.connection_id)) {
    const categories = await categorySchemas(tx, connectionId, [...new Set(own.map((row) => row.category_key))]);
    const products = await listingProducts(
      tx,
      own.map((row) => row.product_id),
      { connectionId, ...when },
    );
    for (const row of own) {
      const category = categories.get(row.category_key);
      if (!category) continue;
      const one = fillOne(row, category, products.get(row.product_id) ?? null);
      const more = [...(listed.has(row.id) ? [LISTED] : []), ...(category.goneAt === null ? [] : [GONE])];
      filled.push({ ...one, problems: [...more, ...one.problems] });
    }
  }
  return filled;
}

const LISTED: ListingProblem = { field: null, variantId: null, said: message("listing.listedAlready") };
const GONE: ListingProblem = { field: null, variantId: null, said: message("listing.categoryGone") };
const NOTHING: FilledListing = { product: {}, variants: [] };

function fillOne(row: DraftRow, category: CategorySchema, product: ListingProduct | null): FilledDraft {
  const { schema, rules } = category;
  const listing = product === null ? NOTHING : fillListing(schema, { product, rules, own: row.own });
  return { row, category, product, listing, problems: checkListing(schema, listing) };
}

export interface Checked {
  readonly checked: number;
  /** Of them, those with something missing or wrong. */
  readonly incomplete: number;
}

/** Checks drafts again and keeps what was found. What the channel refused keeps its words until somebody changes it. */
export async function checkDrafts(tx: Tx, ids: readonly string[], when: When): Promise<Checked> {
  const idle = (await lockDrafts(tx, ids)).filter(({ state }) => state === "draft");
  const filled = await fillRows(tx, idle, when);
  await saveProblems(tx, filled, when.now);
  return { checked: filled.length, incomplete: filled.filter(({ problems }) => problems.length > 0).length };
}

/** Drafts of one transaction. */
const PIECE = 500;

/** Checks every open draft of a channel or category; `run` has a transaction of its own for each piece. */
export async function checkAll(
  run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  of: { readonly connectionId: string; readonly categoryKey?: string | undefined },
  when: When,
): Promise<Checked> {
  let [checked, incomplete] = [0, 0];
  let after: string | null = null;
  for (;;) {
    const from: string | null = after;
    const piece = await run(async (tx): Promise<Checked & { readonly ids: readonly string[] }> => {
      const ids = (await draftsToCheck(tx, { ...of, after: from }, PIECE)).map((row) => row.id);
      return { ids, ...(await checkDrafts(tx, ids, when)) };
    });
    checked += piece.checked;
    incomplete += piece.incomplete;
    after = piece.ids.at(-1) ?? null;
    if (after === null || piece.ids.length < PIECE) return { checked, incomplete };
  }
}

export async function saveProblems(tx: Tx, filled: readonly FilledDraft[], now: Date): Promise<void> {
  if (filled.length === 0) return;
  const rows = filled.map(({ row, problems }) => ({
    id: row.id,
    problems: problems.map(storedProblem),
    problem_count: problems.length,
  }));
  await tx.run(
    `update argosy.listing_draft d
     set problems = r.problems, problem_count = r.problem_count, checked_at = $2
     from json_to_recordset($1::json) as r(id uuid, problems jsonb, problem_count int)
     where d.organization_id = argosy.tenant() and d.id = r.id`,
    [jsonRows(rows), now],
  );
}

/** Ids of a channel's drafts that may be checked, a piece at a time. */
function draftsToCheck(
  tx: Tx,
  of: { readonly connectionId: string; readonly categoryKey?: string | undefined; readonly after: string | null },
  limit: number,
): Promise<{ readonly id: string }[]> {
  return tx.rows<{ id: string }>(
    `select id
     from argosy.listing_draft
     where organization_id = argosy.tenant() and connection_id = $1 and state = 'draft'
       and ($2::text is null or category_key = $2) and ($3::uuid is null or id > $3)
     order by id
     limit $4`,
    [of.connectionId, of.categoryKey ?? null, of.after, limit],
  );
}
