/** Drafts of one category as a table to be filled in elsewhere, a line for each variant, and read back. */
import { z } from "zod";
import type { ListingField, ListingSchema, ListingValues } from "../../commerce/listing/schema.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { type Cells, columnAt, smallTable } from "../imports/small-table.ts";
import { unguarded } from "../table-files/cells.ts";
import type { Table } from "../table-files/table.ts";
import type { When } from "./check.ts";
import { editByRows, fileEditedFields, MOST_NAMED, type RowProblem, rowProblem } from "./file-edits.ts";
import type { ShownDraft } from "./list.ts";
import { categorySchema } from "./schemas.ts";
import { BETWEEN, isReadBack, LEFT_REASONS, valuesIn } from "./sheet-cells.ts";
import { valueReader } from "./template-values.ts";

const DRAFT = "Draft";
const SKU = "SKU";
const PRODUCT = "Product";
export interface Line {
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

export const linesOf = (drafts: readonly ShownDraft[]): Line[] =>
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

export const sheetReadSchema = z.object({
  rows: z.int(),
  ...fileEditedFields,
  left: z
    .array(z.object({ column: z.string(), why: z.enum(LEFT_REASONS) }))
    .describe("columns that were not read, 200 at most"),
  problems: z.array(typed<RowProblem>(z.object({ row: z.int(), text: z.string() }))).describe("200 at most"),
});
export type SheetRead = Answered<typeof sheetReadSchema>;

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
  const fieldColumns = headsOf(schema).flatMap(([head, field]) => {
    const at = columnAt(heads, head);
    return at === null ? [] : [{ at, field }];
  });
  const columns = fieldColumns.filter(({ field }) => isReadBack(field));
  const readValue = valueReader();
  const read = rows.map((cells, at) => ({
    number: at + 2,
    draft: cells[draftAt]?.trim().toLowerCase() ?? "",
    sku: cells[skuAt]?.trim() ?? "",
    values: Object.fromEntries(
      columns.map(({ at: column, field }) => [
        field.key,
        valuesIn(unguarded(cells[column] ?? ""), field).map((value) => readValue(field, value, { unit: "" })),
      ]),
    ),
  }));
  const named = Map.groupBy(read, ({ draft }) => draft);
  const { changed, incomplete, replaced, problems, found } = await editByRows(
    tx,
    {
      ...{ connectionId: input.connectionId, categoryKey: input.categoryKey },
      fields: columns.map(({ field }) => field),
      rowsByDraft: new Map([...named].filter(([id]) => UUID.test(id))),
    },
    when,
  );
  const missing = [...named].flatMap(([id, [first]]) =>
    first && !found.has(id) ? [rowProblem(first.number, noDraft(first.sku))] : [],
  );
  const all = [...problems, ...missing].toSorted((a, b) => a.row - b.row);
  return {
    ...{ rows: rows.length, changed, incomplete, replacedCount: replaced.length },
    ...{ replaced: replaced.slice(0, MOST_NAMED), problems: all.slice(0, MOST_NAMED) },
    left: heads.flatMap((head, at) => leftColumn(head, at, fieldColumns)).slice(0, MOST_NAMED),
  };
}

/** Why a column is not read; the hub's own three name the row. */
function leftColumn(
  head: string,
  at: number,
  fieldColumns: readonly { readonly at: number; readonly field: ListingField }[],
): SheetRead["left"] {
  const column = head.trim();
  if (column === "" || [DRAFT, SKU, PRODUCT].some((own) => own.toLowerCase() === column.toLowerCase())) return [];
  const found = fieldColumns.find((one) => one.at === at);
  if (found && isReadBack(found.field)) return [];
  return [{ column, why: found ? "stockOrPrice" : "unknown" }];
}

const noDraft = (sku: string) =>
  sku === "" ? message("listing.file.noDraft") : message("listing.file.skuNoDraft", { sku });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function required(heads: readonly string[], head: string): number {
  const at = columnAt(heads, head);
  if (at === null)
    throw new HubError("LISTING_SHEET_COLUMN", "validation", message("listing.file.noColumn", { column: head }), "csv");
  return at;
}
