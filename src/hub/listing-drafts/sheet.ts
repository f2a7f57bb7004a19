/** Drafts of one category as a table to be filled in elsewhere, a line for each variant, and read back. */
import {
  isStockOrPrice,
  type ListingField,
  type ListingSchema,
  type ListingValues,
} from "../../commerce/listing/schema.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { type Cells, columnAt, smallTable } from "../imports/small-table.ts";
import { unguarded } from "../table-files/cells.ts";
import type { Table } from "../table-files/table.ts";
import { type FilledDraft, fillDrafts, type When } from "./check.ts";
import { type DraftEdit, editDrafts } from "./edit.ts";
import type { ShownDraft } from "./list.ts";
import { categorySchema } from "./schemas.ts";

const DRAFT = "Draft";
const SKU = "SKU";
const PRODUCT = "Product";
/** Between the values of a field that takes several. */
const BETWEEN = " | ";

interface Line {
  readonly draft: Pick<ShownDraft, "id" | "title">;
  readonly sku: string;
  readonly product: ListingValues;
  readonly values: ListingValues;
}

/** A field's head is its name, with its key where two have one name. */
function headsOf({ fields }: ListingSchema): readonly (readonly [head: string, field: ListingField])[] {
  const taken = new Set([DRAFT, SKU, PRODUCT].map((head) => head.toLowerCase()));
  return fields.map((field) => {
    const isFree = !taken.has(field.name.trim().toLowerCase());
    const head = isFree ? field.name.trim() : `${field.name.trim()} (${field.key})`;
    taken.add(head.toLowerCase());
    return [head, field] as const;
  });
}

const linesOf = (drafts: readonly ShownDraft[]): Line[] =>
  drafts.flatMap(({ id, title, values }) =>
    (values?.variants ?? []).map(({ sku, values: own }) => ({
      ...{ draft: { id, title }, sku, values: own },
      product: values?.product ?? {},
    })),
  );

export function draftSheet(schema: ListingSchema, pages: AsyncIterable<readonly ShownDraft[]>): Table<Line> {
  async function* pieces() {
    for await (const drafts of pages) yield linesOf(drafts);
  }
  return {
    columns: [
      { name: DRAFT, cell: ({ draft }) => draft.id },
      { name: SKU, cell: ({ sku }) => sku },
      { name: PRODUCT, cell: ({ draft }) => draft.title },
      ...headsOf(schema).map(([name, { key }]) => ({
        name,
        cell: ({ product, values }: Line) => (values[key] ?? product[key] ?? []).join(BETWEEN),
      })),
    ],
    pieces: pieces(),
  };
}

export interface SheetRead {
  readonly rows: number;
  /** Drafts with other values than before. */
  readonly changed: number;
  readonly problems: readonly { readonly row: number; readonly text: string }[];
}

const MOST_PROBLEMS = 200;
/** Rows of at most so many drafts are held at once. */
const PIECE = 500;

interface SheetRow {
  readonly number: number;
  readonly sku: string;
  readonly cells: readonly string[];
}

/**
 * Takes in a filled sheet: cells that differ are written, an empty one empties the field; stock and price are not read.
 * Throws HubError LISTING_SHEET_COLUMN.
 */
export async function readSheet(
  tx: Tx,
  input: { readonly connectionId: string; readonly categoryKey: string; readonly cells: Cells },
  when: When,
): Promise<SheetRead> {
  const { schema } = await categorySchema(tx, input);
  const { heads, rows } = smallTable(input.cells);
  const [draftAt, skuAt] = [required(heads, DRAFT), required(heads, SKU)];
  const columns = headsOf(schema).flatMap(([head, field]) => {
    const at = columnAt(heads, head);
    // Read back, the stock and the price of the export would stand for ever.
    return at === null || isStockOrPrice(field) ? [] : [{ at, field }];
  });
  const found = Map.groupBy(
    rows.map((cells, at) => ({ number: at + 2, sku: cells[skuAt]?.trim() ?? "", cells })),
    ({ cells }) => cells[draftAt]?.trim().toLowerCase() ?? "",
  );
  const problems: { row: number; text: string }[] = [];
  let changed = 0;
  const ids = [...found.keys()].filter((id) => UUID.test(id));
  for (let at = 0; at < ids.length; at += PIECE) {
    const drafts = (await fillDrafts(tx, ids.slice(at, at + PIECE), when)).filter(
      ({ row }) => row.connection_id === input.connectionId && row.category_key === input.categoryKey,
    );
    const edits = drafts.flatMap((draft) => {
      const mine = found.get(draft.row.id) ?? [];
      found.delete(draft.row.id);
      return editOf(draft, mine, { columns, problems }) ?? [];
    });
    for (const [index, { ok, id, error }] of (await editDrafts(tx, edits, when)).entries())
      if (ok) changed++;
      else problems.push({ row: edits[index]?.row ?? 0, text: error ?? id });
  }
  for (const [first] of found.values())
    if (first) problems.push({ row: first.number, text: "There is no such draft in this category." });
  return { rows: rows.length, changed, problems: problems.toSorted((a, b) => a.row - b.row).slice(0, MOST_PROBLEMS) };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function required(heads: readonly string[], head: string): number {
  const at = columnAt(heads, head);
  if (at === null) throw new HubError("LISTING_SHEET_COLUMN", "validation", `The file has no column "${head}".`, "csv");
  return at;
}

interface Reading {
  readonly columns: readonly { readonly at: number; readonly field: ListingField }[];
  readonly problems: { row: number; text: string }[];
}

/** Undefined: every cell says what the draft has. A value of the product counts as its first line gives it. */
function editOf(
  { row, listing }: FilledDraft,
  rows: readonly SheetRow[],
  { columns, problems }: Reading,
): (DraftEdit & { readonly row: number }) | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const lines = rows.flatMap((line) => {
    const variant = listing.variants.find((one) => one.sku === line.sku);
    if (!variant) problems.push({ row: line.number, text: `The product has no active variant "${line.sku}".` });
    return variant ? [{ cells: line.cells, variant }] : [];
  });
  const product: Record<string, readonly string[]> = {};
  const variants: Record<string, Record<string, readonly string[] | null>> = {};
  for (const { at, field } of columns) {
    const { key, scope } = field;
    const written = lines.map(({ cells, variant }) => ({
      id: variant.variantId,
      values: valuesIn(cells[at], field),
      before: variant.values[key] ?? listing.product[key],
    }));
    if (written.every(({ values, before }) => same(values, before))) continue;
    const [{ values: shared } = { values: [] }] = written;
    const isShared = lines.length === listing.variants.length && written.every(({ values }) => same(values, shared));
    const isProducts = scope === "product" || (scope === "either" && isShared);
    if (isProducts) product[key] = shared;
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

function valuesIn(cell = "", { isMany }: Pick<ListingField, "isMany">): string[] {
  const text = unguarded(cell);
  const parts = isMany ? text.split(BETWEEN.trim()) : [text];
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
