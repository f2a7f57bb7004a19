/** A marketplace's own file, filled in, as values of fields by SKU. */
import type { ListingField, ListingSchema } from "../../commerce/listing/schema.ts";
import { inUnit, readMeasure } from "../../commerce/listing/units.ts";
import { message } from "../../commerce/message.ts";
import { HubError } from "../errors.ts";
import { isReadBack } from "./file-edits.ts";
import { valuesIn } from "./sheet.ts";
import { type Column, type FieldIndex, findHeads, type Heads, indexFields } from "./template-heads.ts";

/** A row of the file, as `TableRow` of the channel files. */
export interface CellRow {
  readonly sheet: string;
  readonly row: number;
  readonly cells: readonly string[];
}

export interface TemplateLine {
  readonly sheet: string;
  readonly row: number;
  readonly sku: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Why a column that holds values is not read: no field of the category, stock or price, or another column has it. */
export const LEFT_REASONS = ["unknown", "stockOrPrice", "repeated"] as const;
export interface LeftColumn {
  readonly column: string;
  readonly why: (typeof LEFT_REASONS)[number];
}

export interface TemplateFile {
  readonly lines: readonly TemplateLine[];
  readonly columns: readonly { readonly column: string; readonly field: string }[];
  readonly left: readonly LeftColumn[];
  /** Sheets with rows that were read. */
  readonly sheets: readonly string[];
}

/** Settings, groups, labels, codes and examples stand above the rows: the files known have seven lines at most. */
const HEAD_ROWS = 30;
const MOST_ROWS = 20_000;
const MOST_LETTERS = 50_000_000;
const MOST_LEFT = 200;

/** Throws HubError LISTING_SHEET_COLUMN where no row is a head, LISTING_FILE_ROWS where it is too large. */
export async function readTemplate(rows: AsyncIterable<CellRow>, schema: ListingSchema): Promise<TemplateFile> {
  const reading = startReading(indexFields(schema));
  for await (const row of rows) reading.take(row);
  return reading.finish();
}

interface Sheet {
  readonly name: string;
  /** Rows until the heads are known. */
  waiting: CellRow[] | null;
  layout: Layout | null;
}

interface Layout extends Heads {
  readonly read: readonly FieldColumns[];
}

/** The columns of one field. */
interface FieldColumns {
  readonly field: ListingField;
  readonly values: readonly number[];
  readonly unitAt: number | undefined;
}

function startReading(index: FieldIndex) {
  const lines: TemplateLine[] = [];
  const columns = new Map<string, string>();
  const left = new Map<string, LeftColumn>();
  const sheets = new Set<string>();
  let letters = 0;
  let sheet: Sheet | null = null;
  const settle = (of: Sheet) => {
    const waiting = of.waiting ?? [];
    of.waiting = null;
    const heads = findHeads(
      waiting.map(({ cells }) => cells),
      index,
    );
    if (!heads) return;
    of.layout = layoutOf(heads);
    sheets.add(of.name);
    for (const { head, field } of heads.columns) if (isReadBack(field)) columns.set(head, field.name);
    for (const row of waiting.slice(heads.dataFrom)) takeRow(row, of.layout);
  };
  const takeRow = ({ sheet: name, row, cells }: CellRow, layout: Layout) => {
    noteLeft(cells, layout, left);
    const sku = cells[layout.skuAt]?.trim() ?? "";
    const values = lineValues(cells, layout.read);
    if (sku === "" && Object.keys(values).length === 0) return;
    for (const value of Object.values(values).flat()) letters += value.length;
    lines.push({ sheet: name, row, sku, values });
    if (lines.length > MOST_ROWS || letters > MOST_LETTERS)
      throw new HubError("LISTING_FILE_ROWS", "validation", message("listing.file.tooLong", { most: MOST_ROWS }));
  };
  return {
    take(row: CellRow) {
      if (sheet?.name !== row.sheet) {
        if (sheet?.waiting) settle(sheet);
        sheet = { name: row.sheet, waiting: [], layout: null };
      }
      if (sheet.layout) takeRow(row, sheet.layout);
      else if (sheet.waiting && sheet.waiting.push(row) >= HEAD_ROWS) settle(sheet);
    },
    finish(): TemplateFile {
      if (sheet?.waiting) settle(sheet);
      if (sheets.size === 0)
        throw new HubError("LISTING_SHEET_COLUMN", "validation", message("listing.file.noHeads"), "file");
      return {
        lines,
        columns: [...columns].map(([column, field]) => ({ column, field })),
        left: [...left.values()].slice(0, MOST_LEFT),
        sheets: [...sheets],
      };
    },
  };
}

function layoutOf(heads: Heads): Layout {
  const byField = Map.groupBy(
    heads.columns.filter(({ field }) => isReadBack(field)),
    ({ field }) => field,
  );
  const read = [...byField].flatMap(([field, all]): FieldColumns[] => {
    const values = chosen(field, all);
    const unitAt = all.find(({ isUnit }) => isUnit)?.at;
    return values.length === 0 ? [] : [{ field, values: values.map(({ at }) => at), unitAt }];
  });
  return { ...heads, read };
}

/** Of columns for several languages or stores the first one's; a field of one value has one column. */
function chosen({ isMany }: ListingField, all: readonly Column[]): readonly Column[] {
  const values = all.filter(({ isUnit }) => !isUnit);
  const [first] = values;
  if (!first) return [];
  return isMany ? values.filter(({ selector }) => selector === first.selector) : [first];
}

/** What a row says of fields: an empty cell says nothing, for a marketplace's file has many columns nobody fills in. */
function lineValues(cells: readonly string[], read: readonly FieldColumns[]): Record<string, readonly string[]> {
  const values: Record<string, readonly string[]> = {};
  for (const { field, values: at, unitAt } of read) {
    const unit = unitAt === undefined ? "" : (cells[unitAt]?.trim() ?? "");
    const own = at.flatMap((column) => valuesIn(cells[column], field)).map((value) => fieldValue(field, value, unit));
    if (own.length > 0) values[field.key] = own;
  }
  return values;
}

/** A value as the field takes it: a choice by its name, a measure with its unit. What is none stays as it is. */
function fieldValue(field: ListingField, text: string, unit: string): string {
  if (field.kind === "boolean") return BOOLEANS.get(text.toLowerCase()) ?? text;
  if (field.kind === "measure") return measureOf(field, text, unit);
  return choiceOf(field, text);
}

/** A workbook holds 1 and 0 for what it shows as TRUE and FALSE (ECMA-376, ST_CellType b). */
const BOOLEANS = new Map([
  ["true", "true"],
  ["yes", "true"],
  ["1", "true"],
  ["false", "false"],
  ["no", "false"],
  ["0", "false"],
]);

function choiceOf({ choices = [] }: ListingField, text: string): string {
  if (choices.some(({ value }) => value === text)) return text;
  const lower = text.toLowerCase();
  const found = choices.filter(({ value, name }) => [value, name].some((one) => one.toLowerCase() === lower));
  const [one] = found;
  // A name that two values have is for the check to refuse.
  return one && found.length === 1 ? one.value : text;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;

function measureOf({ units = [] }: ListingField, text: string, unit: string): string {
  const [only] = units.length === 1 ? units : [];
  const own = unit === "" ? only : unit;
  const whole = NUMBER.test(text) && own !== undefined ? `${text} ${own}` : text;
  const read = readMeasure(whole);
  if (!read || units.length === 0 || units.includes(read.unit)) return whole;
  const named = units.find((one) => one.toLowerCase() === read.unit.toLowerCase());
  return named === undefined ? (units.flatMap((one) => inUnit(read, one) ?? [])[0] ?? whole) : `${read.value} ${named}`;
}

/** Columns that hold values and are not read. */
function noteLeft(cells: readonly string[], layout: Layout, left: Map<string, LeftColumn>): void {
  const note = (at: number, column: string, why: LeftColumn["why"]) => {
    if ((cells[at]?.trim() ?? "") !== "" && !left.has(column)) left.set(column, { column, why });
  };
  for (const { at, head } of layout.unknown) note(at, head, "unknown");
  const taken = new Set(
    layout.read.flatMap(({ values, unitAt }) => [...values, ...(unitAt === undefined ? [] : [unitAt])]),
  );
  for (const { at, head, field } of layout.columns) {
    if (!isReadBack(field)) note(at, head, "stockOrPrice");
    else if (!taken.has(at)) note(at, head, "repeated");
  }
}
