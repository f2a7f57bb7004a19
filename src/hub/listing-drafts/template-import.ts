/** Takes in a marketplace's own file: drafts get the values of the rows with their SKUs. */
import { z } from "zod";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, typed } from "../answer-schemas.ts";
import type { When } from "./check.ts";
import { createDrafts } from "./drafts.ts";
import {
  editByRows,
  type FileRow,
  fileEditedFields,
  MOST_NAMED,
  PIECE,
  type RowProblem,
  rowProblem,
} from "./file-edits.ts";
import { categorySchema } from "./schemas.ts";
import { isReadBack, LEFT_REASONS } from "./sheet-cells.ts";
import type { TemplateFile, TemplateLine } from "./template-read.ts";

export const templateReadSchema = z.object({
  rows: z.int().describe("rows with a SKU or a value, and those that cannot be read"),
  rowsTaken: z.int().describe("rows of drafts in this category"),
  created: z.int().describe("drafts made for products that had none"),
  ...fileEditedFields,
  columns: z
    .array(z.object({ column: z.string(), field: z.string() }))
    .describe("the columns read, and the field each is"),
  left: z
    .array(z.object({ column: z.string(), why: z.enum(LEFT_REASONS) }))
    .describe("columns that hold values and were not read, 200 at most"),
  sheets: z.array(z.string()).describe("the sheets read"),
  unread: z.array(z.string()).describe("sheets and files of a ZIP without heads of this category, 100 at most"),
  problemCount: z.int(),
  problems: z
    .array(
      typed<RowProblem>(
        z.object({
          row: z.int(),
          sheet: z.string().optional().describe("a workbook's sheet, or the file of a ZIP"),
          text: z.string(),
        }),
      ),
    )
    .describe("200 at most"),
});
export type TemplateRead = Answered<typeof templateReadSchema>;

export interface TemplateTarget {
  readonly connectionId: string;
  readonly categoryKey: string;
  /** Makes drafts of products whose SKUs are in the file and that have none. */
  readonly isCreating: boolean;
}

/** Writes the values that differ; an empty cell changes nothing. Throws HubError LISTING_SCHEMA_UNREAD. */
export async function importTemplate(
  tx: Tx,
  target: TemplateTarget,
  { file, when }: { readonly file: TemplateFile; readonly when: When },
): Promise<TemplateRead> {
  const { schema } = await categorySchema(tx, target);
  const problems = file.broken.map(({ row, problem, sheet }) => rowProblem(row, problem, sheet));
  const skus = [...new Set(file.lines.map(({ sku }) => sku.toLowerCase()).filter((sku) => sku !== ""))];
  const made = target.isCreating ? await createMissing(tx, target, { skus, lines: file.lines, when, problems }) : 0;
  const drafts = await draftsOf(tx, target, skus);
  const rowsByDraft = new Map<string, FileRow[]>();
  const seen = new Map<string, number>();
  for (const line of file.lines) {
    const key = line.sku.toLowerCase();
    const before = seen.get(key);
    const draft = drafts.get(key);
    if (key === "") problems.push(rowProblem(line.row, message("listing.file.noSku"), line.sheet));
    else if (before !== undefined)
      problems.push(rowProblem(line.row, message("listing.file.skuTwice", { sku: line.sku, row: before }), line.sheet));
    else if (draft === undefined)
      problems.push(rowProblem(line.row, message("listing.file.skuNoDraft", { sku: line.sku }), line.sheet));
    else {
      const rows = rowsByDraft.get(draft) ?? [];
      rows.push({ number: line.row, sheet: line.sheet, sku: line.sku, values: line.values });
      rowsByDraft.set(draft, rows);
    }
    if (key !== "" && before === undefined) seen.set(key, line.row);
  }
  const { connectionId, categoryKey } = target;
  const fields = schema.fields.filter(isReadBack);
  const edited = await editByRows(tx, { connectionId, categoryKey, fields, rowsByDraft }, when);
  const sheetAt = ({ sheet = "" }: RowProblem) => file.sheets.indexOf(sheet);
  const all = [...problems, ...edited.problems].toSorted((a, b) => sheetAt(a) - sheetAt(b) || a.row - b.row);
  const taken = [...rowsByDraft].filter(([id]) => edited.found.has(id) && !edited.refused.has(id));
  return {
    rows: file.lines.length + file.broken.length,
    rowsTaken: taken.reduce((sum, [, rows]) => sum + rows.length, 0),
    ...{ created: made, changed: edited.changed, incomplete: edited.incomplete },
    ...{ replacedCount: edited.replaced.length, replaced: edited.replaced.slice(0, MOST_NAMED) },
    ...{ columns: [...file.columns], left: [...file.left], sheets: [...file.sheets] },
    ...{ unread: [...file.unread], problemCount: all.length },
    problems: all.slice(0, MOST_NAMED),
  };
}

/** The category's drafts by the SKUs of their variants, in lower case. */
async function draftsOf(
  tx: Tx,
  { connectionId, categoryKey }: TemplateTarget,
  skus: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<{ sku: string; id: string }>(
    `select v.sku_key as sku, d.id
     from argosy.variant v
     join argosy.listing_draft d on d.organization_id = v.organization_id and d.product_id = v.product_id
       and d.connection_id = $1 and d.category_key = $2
     where v.organization_id = argosy.tenant() and v.sku_key = any ($3::text[]) and v.deleted_at is null`,
    [connectionId, categoryKey, skus],
  );
  return new Map(rows.map(({ sku, id }) => [sku, id]));
}

interface Creating {
  readonly skus: readonly string[];
  readonly lines: readonly TemplateLine[];
  readonly when: When;
  readonly problems: RowProblem[];
}

/** How many drafts were made; a product that is refused is named at its first row. */
async function createMissing(
  tx: Tx,
  { connectionId, categoryKey }: TemplateTarget,
  { skus, lines, when, problems }: Creating,
): Promise<number> {
  const rows = await tx.rows<{ sku: string; product: string }>(
    `select v.sku_key as sku, v.product_id as product
     from argosy.variant v
     where v.organization_id = argosy.tenant() and v.sku_key = any ($2::text[]) and v.deleted_at is null
       and not exists (select 1 from argosy.listing_draft d
         where d.organization_id = v.organization_id and d.connection_id = $1 and d.product_id = v.product_id)`,
    [connectionId, skus],
  );
  if (rows.length === 0) return 0;
  const products = new Map(rows.map(({ sku, product }) => [sku, product]));
  const firstLine = new Map<string, TemplateLine>();
  for (const line of lines) {
    const product = products.get(line.sku.toLowerCase());
    if (product !== undefined && !firstLine.has(product)) firstLine.set(product, line);
  }
  const ids = [...firstLine.keys()];
  let made = 0;
  for (let at = 0; at < ids.length; at += PIECE) {
    const productIds = ids.slice(at, at + PIECE);
    for (const { id, ok, error } of await createDrafts(tx, { connectionId, categoryKey, productIds }, when)) {
      const { row = 0, sheet } = firstLine.get(id) ?? {};
      if (ok) made++;
      else problems.push(rowProblem(row, error ?? id, sheet));
    }
  }
  return made;
}
