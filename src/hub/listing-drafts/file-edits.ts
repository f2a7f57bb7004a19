/** Rows of a file as edits of the drafts they name. */
import { z } from "zod";
import type { OwnValues } from "../../commerce/listing/fill.ts";
import type { ListingField, ListingValues } from "../../commerce/listing/schema.ts";
import { answerFields, type HubText, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { type FilledDraft, fillDrafts, type When } from "./check.ts";
import { ON_ITS_WAY } from "./drafts.ts";
import { type DraftEdit, editDrafts } from "./edit.ts";

export interface FileRow {
  readonly number: number;
  /** Where a file has several. */
  readonly sheet?: string | undefined;
  readonly sku: string;
  /** By field; a field that the row says nothing of is left out, one it empties has no values. */
  readonly values: ListingValues;
}

/** A row that was not taken, or not wholly. */
export interface RowProblem extends ReturnType<typeof answerFields> {
  readonly row: number;
  readonly sheet?: string | undefined;
}

/** `sheet`: left out where the file has but one. */
export const rowProblem = (row: number, text: HubText, sheet = ""): RowProblem => ({
  row,
  ...(sheet !== "" && { sheet }),
  ...answerFields(text),
});

export interface FileEdits {
  readonly connectionId: string;
  readonly categoryKey: string;
  readonly fields: readonly ListingField[];
  readonly rowsByDraft: ReadonlyMap<string, readonly FileRow[]>;
}

/** A value that somebody wrote in the draft and the file replaced: an older file replaces newer ones. */
const replacedSchema = z.object({
  row: z.int(),
  sheet: z.string().optional().describe("a workbook's sheet, or the file of a ZIP"),
  sku: z.string(),
  field: z.string().describe("its name"),
  before: z.array(z.string()).describe("what was written in the draft"),
  now: z.array(z.string()).describe("what the file says"),
});
export type Replaced = Answered<typeof replacedSchema>;

/** What an answer names of problems and of replaced values. */
export const MOST_NAMED = 200;

/** What both kinds of files are answered with. */
export const fileEditedFields = {
  changed: z.int().describe("drafts with other values than before"),
  incomplete: z.int().describe("of the changed drafts, those with something missing or wrong now"),
  replacedCount: z.int(),
  replaced: z
    .array(replacedSchema)
    .describe(
      "values written in drafts by hand that the file replaced, 200 at most: an older file replaces newer ones",
    ),
};

export interface FileEdited {
  /** Drafts with other values than before. */
  readonly changed: number;
  /** Of these, those with something missing or wrong now. */
  readonly incomplete: number;
  readonly replaced: readonly Replaced[];
  readonly problems: readonly RowProblem[];
  /** Drafts of the category among those the file names. */
  readonly found: ReadonlySet<string>;
  /** Drafts that take no changes now. */
  readonly refused: ReadonlySet<string>;
}

/** So many drafts are filled in at once: others' requests are answered in between. */
export const PIECE = 500;

/** Writes the values that differ from what the drafts would be sent with. */
export async function editByRows(tx: Tx, input: FileEdits, when: When): Promise<FileEdited> {
  const problems: RowProblem[] = [];
  const found = new Set<string>();
  const refused = new Set<string>();
  const replaced: Replaced[] = [];
  let [changed, incomplete] = [0, 0];
  const ids = [...input.rowsByDraft.keys()];
  for (let at = 0; at < ids.length; at += PIECE) {
    const drafts = (await fillDrafts(tx, ids.slice(at, at + PIECE), when)).filter(
      ({ row }) => row.connection_id === input.connectionId && row.category_key === input.categoryKey,
    );
    const edits = drafts.flatMap((draft) => {
      found.add(draft.row.id);
      const rows = input.rowsByDraft.get(draft.row.id) ?? [];
      const edit = editOf(draft, rows, { fields: input.fields, problems });
      return edit ? [{ ...edit, replaced: replacedBy(edit, draft.row.own, { rows, input, draft }) }] : [];
    });
    const results = await editDrafts(tx, edits, when);
    incomplete += await countIncomplete(
      tx,
      results.flatMap(({ id, ok }) => (ok ? [id] : [])),
    );
    for (const [index, { ok, id, error }] of results.entries())
      if (ok) {
        changed++;
        replaced.push(...(edits[index]?.replaced ?? []));
      } else {
        const first = input.rowsByDraft.get(id)?.[0];
        refused.add(id);
        const reason = error === ON_ITS_WAY.text ? ON_ITS_WAY : (error ?? id);
        problems.push(rowProblem(edits[index]?.row ?? 0, reason, first?.sheet));
      }
  }
  return { changed, incomplete, replaced, problems, found, refused };
}

async function countIncomplete(tx: Tx, ids: readonly string[]): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `select count(*)::int as count from argosy.listing_draft
     where organization_id = argosy.tenant() and id = any ($1::uuid[]) and problem_count > 0`,
    [ids],
  );
  return count;
}

interface Replacing {
  readonly rows: readonly FileRow[];
  readonly input: FileEdits;
  readonly draft: FilledDraft;
}

/** Values that somebody had written in the draft, and that the edit takes away or writes over. */
function replacedBy({ product = {}, variants = {} }: DraftEdit, own: OwnValues, { rows, input, draft }: Replacing) {
  const names = new Map(input.fields.map(({ key, name }) => [key, name]));
  const skus = new Map(draft.listing.variants.map(({ variantId, sku }) => [variantId, sku.toLowerCase()]));
  const rowOf = (key: string, sku?: string) =>
    rows.find((row) => row.values[key] !== undefined && (sku === undefined || row.sku.toLowerCase() === sku));
  const named = (key: string, before: readonly string[] | undefined, sku?: string): Replaced[] => {
    const row = rowOf(key, sku);
    const now = row?.values[key] ?? [];
    if (before === undefined || row === undefined || same(now, before)) return [];
    const { number, sheet } = row;
    const position = { row: number, ...(sheet !== undefined && sheet !== "" && { sheet }), sku: row.sku };
    return [{ ...position, field: names.get(key) ?? key, before: [...before], now: [...now] }];
  };
  return [
    ...Object.keys(product).flatMap((key) => named(key, own.product[key])),
    ...Object.entries(variants).flatMap(([id, changes]) =>
      Object.keys(changes).flatMap((key) => named(key, own.variants[id]?.[key], skus.get(id))),
    ),
  ];
}

interface Reading {
  readonly fields: readonly ListingField[];
  readonly problems: RowProblem[];
}

/** Undefined: every row says what the draft has. A value of the product counts as the first row that has it gives it. */
function editOf(
  { row, listing }: FilledDraft,
  rows: readonly FileRow[],
  { fields, problems }: Reading,
): (DraftEdit & { readonly row: number }) | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const lines = rows.flatMap((line) => {
    const variant = listing.variants.find((one) => one.sku.toLowerCase() === line.sku.toLowerCase());
    if (!variant)
      problems.push(rowProblem(line.number, message("listing.file.noVariant", { sku: line.sku }), line.sheet));
    return variant ? [{ number: line.number, sheet: line.sheet, given: line.values, variant }] : [];
  });
  const product: Record<string, readonly string[]> = {};
  const variants: Record<string, Record<string, readonly string[] | null>> = {};
  for (const { key, name, scope } of fields) {
    const written = lines.flatMap(({ number, sheet, given, variant }) => {
      const values = given[key];
      return values === undefined
        ? []
        : [{ number, sheet, id: variant.variantId, values, before: variant.values[key] ?? listing.product[key] }];
    });
    const [head] = written;
    if (!head || written.every(({ values, before }) => same(values, before))) continue;
    const isUnchanged = same(head.values, head.before);
    const other = written.find(({ values }) => !same(values, head.values));
    // A row that says what stands is one nobody edited.
    const edited = written.find(({ values, before }) => !same(values, head.values) && !same(values, before));
    if (scope === "product" && edited)
      problems.push(
        rowProblem(edited.number, message("listing.file.differs", { field: name, row: head.number }), edited.sheet),
      );
    const isShared = written.length === listing.variants.length && !other;
    const isProducts = scope === "product" || (scope === "either" && isShared);
    // What stands is not the seller's own because another row says otherwise.
    if (isProducts && !isUnchanged) product[key] = head.values;
    for (const { id, values, before } of written) {
      if (scope === "product" || (!isProducts && same(values, before))) continue;
      // What all have in common stands once.
      variants[id] = { ...variants[id], [key]: isProducts ? null : values };
    }
  }
  const isSame = Object.keys(product).length === 0 && Object.keys(variants).length === 0;
  return isSame ? undefined : { id: row.id, product, variants, row: first.number };
}

const same = (a: readonly string[], b: readonly string[] = []): boolean =>
  JSON.stringify(a) === JSON.stringify(b.map((value) => value.trim()));
