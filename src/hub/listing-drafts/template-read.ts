/** A marketplace's own file, filled in, as values of fields by SKU. */
import type { ListingField, ListingSchema } from "../../commerce/listing/schema.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { DateSystem } from "../../commerce/workbook-date.ts";
import { HubError } from "../errors.ts";
import { columnName } from "../table-files/workbook.ts";
import { isReadBack, type LEFT_REASONS, valuesIn } from "./sheet-cells.ts";
import { type Column, type FieldIndex, findHeads, type Heads, indexFields } from "./template-heads.ts";
import { type ValueReader, valueReader } from "./template-values.ts";

/** A row of the file, as `SourceRow` of the channel files. */
export interface CellRow extends FilePosition, DateSystem {
  readonly cells: readonly string[];
  /** Why its cells are not known. */
  readonly problem?: Message | undefined;
}

export interface FilePosition {
  readonly sheet: string;
  readonly row: number;
}

/** A row whose cells could not be told apart. */
export interface BrokenRow extends FilePosition {
  readonly problem: Message;
}

export interface TemplateLine extends FilePosition {
  readonly sku: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export interface LeftColumn {
  readonly column: string;
  readonly why: (typeof LEFT_REASONS)[number];
}

/** What holds of the whole file. */
export interface TemplateSummary {
  readonly columns: readonly { readonly column: string; readonly field: string }[];
  readonly left: readonly LeftColumn[];
  /** Sheets with rows that were read. */
  readonly sheets: readonly string[];
  /** Sheets, and files of an archive, in which no heads were found. */
  readonly unread: readonly string[];
}

export interface TemplateFile extends TemplateSummary {
  readonly lines: readonly TemplateLine[];
  readonly broken: readonly BrokenRow[];
}

/** What is found in a file one after the other: its rows, and behind the last the whole. */
export type TemplateItem =
  | { readonly line: TemplateLine }
  | { readonly broken: BrokenRow }
  | { readonly summary: TemplateSummary };

/** Settings, groups, labels, codes and examples stand above the rows: the files known have seven lines at most. */
const HEAD_ROWS = 30;
const MOST_ROWS = 20_000;
/** Of values and SKUs: the hub holds them until they are written. */
const MOST_LETTERS = 20_000_000;
/** Of one row's values: a message to the hub is not much larger. */
const MOST_LINE_LETTERS = 1_000_000;
/** Of rows that wait for their sheet's heads; they are looked for among those before. */
const MOST_WAITING_LETTERS = 5_000_000;
/** A longer SKU is no variant's. */
const MOST_SKU = 256;
const MOST_LEFT = 200;
const MOST_UNREAD = 100;

/**
 * What a filled file says of fields, in the process that reads it: the hub is given nothing but the values found.
 * Throws HubError LISTING_SHEET_COLUMN where no row is a head, LISTING_FILE_ROWS where it is too large.
 */
export async function* templateItems(
  rows: AsyncIterable<CellRow>,
  schema: ListingSchema,
): AsyncGenerator<TemplateItem> {
  const reading = startReading(indexFields(schema));
  for await (const row of rows) {
    reading.take(row);
    yield* reading.found();
  }
  const summary = reading.finish();
  yield* reading.found();
  yield { summary };
}

export async function templateFile(items: AsyncIterable<TemplateItem>): Promise<TemplateFile> {
  const lines: TemplateLine[] = [];
  const broken: BrokenRow[] = [];
  let summary: TemplateSummary = { columns: [], left: [], sheets: [], unread: [] };
  for await (const item of items)
    if ("line" in item) lines.push(item.line);
    else if ("broken" in item) broken.push(item.broken);
    else summary = item.summary;
  return { ...summary, lines, broken };
}

interface Sheet {
  readonly name: string;
  /** Rows until the heads are known. */
  waiting: CellRow[] | null;
  /** Its latest row. */
  last: number;
  letters: number;
  layout: Layout | null;
}

interface Layout extends Heads {
  readonly read: readonly FieldColumns[];
  /** Columns with a head, and the SKU's. */
  readonly headed: ReadonlySet<number>;
  /** Columns whose values are taken. */
  readonly taken: ReadonlySet<number>;
}

/** The columns of one field. */
interface FieldColumns {
  readonly field: ListingField;
  readonly values: readonly number[];
  /** The column of each value's unit; empty: it is in the value, or there is but one. */
  readonly units: readonly (number | undefined)[];
}

function startReading(index: FieldIndex) {
  const toValue = valueReader();
  const { give, found } = boundedItems();
  const columns = new Map<string, string>();
  const left = new Map<string, LeftColumn>();
  const sheets = new Set<string>();
  const unread = new Set<string>();
  let sheet: Sheet | null = null;
  const settle = (of: Sheet) => {
    const waiting = of.waiting ?? [];
    of.waiting = null;
    const heads = findHeads(
      waiting.map(({ cells }) => cells),
      index,
    );
    if (!heads) {
      if (unread.size < MOST_UNREAD) unread.add(of.name);
      return;
    }
    of.layout = layoutOf(heads);
    sheets.add(of.name);
    for (const { at, head, field } of heads.columns) if (of.layout.taken.has(at)) columns.set(head, field.name);
    for (const [at, row] of waiting.entries()) if (at >= heads.dataFrom || row.problem) takeRow(row, of.layout);
  };
  const takeRow = (given: CellRow, layout: Layout) => {
    const { sheet: name, row, problem } = given;
    if (problem) {
      give({ broken: { sheet: name, row, problem } }, 0);
      return;
    }
    noteLeft(given.cells, layout, left);
    const line = lineOf(given, layout, toValue);
    if (line) give({ line }, lettersOf(Object.values(line.values).flat()) + line.sku.length);
  };
  return {
    take(row: CellRow) {
      // Two sheets of one name are two: the second's rows are counted from its own first.
      if (sheet?.name !== row.sheet || row.row <= sheet.last) {
        if (sheet?.waiting) settle(sheet);
        sheet = { name: row.sheet, waiting: [], last: 0, letters: 0, layout: null };
      }
      sheet.last = row.row;
      if (sheet.layout) takeRow(row, sheet.layout);
      if (!sheet.waiting) return;
      sheet.letters += lettersOf(row.cells);
      if (sheet.waiting.push(row) >= HEAD_ROWS || sheet.letters > MOST_WAITING_LETTERS) settle(sheet);
    },
    found,
    finish(): TemplateSummary {
      if (sheet?.waiting) settle(sheet);
      if (sheets.size === 0)
        throw new HubError("LISTING_SHEET_COLUMN", "validation", message("listing.file.noHeads"), "file");
      return {
        columns: [...columns].map(([column, field]) => ({ column, field })),
        left: [...left.values()],
        sheets: [...sheets],
        unread: [...unread],
      };
    },
  };
}

/** Undefined: the row says nothing. */
function lineOf(given: CellRow, layout: Layout, toValue: ValueReader): TemplateLine | undefined {
  const sku = (given.cells[layout.skuAt] ?? "").trim().slice(0, MOST_SKU);
  const values = lineValues(given, layout.read, toValue);
  return sku === "" && Object.keys(values).length === 0
    ? undefined
    : { sheet: given.sheet, row: given.row, sku, values };
}

/** What was found and not given yet. Throws HubError LISTING_FILE_ROWS beyond what the hub holds of one file. */
function boundedItems() {
  let ready: TemplateItem[] = [];
  let [given, letters] = [0, 0];
  return {
    give(item: TemplateItem, own: number): void {
      letters += own;
      ready.push(item);
      if (++given > MOST_ROWS || letters > MOST_LETTERS || own > MOST_LINE_LETTERS)
        throw new HubError("LISTING_FILE_ROWS", "validation", message("listing.file.tooLong", { most: MOST_ROWS }));
    },
    found(): readonly TemplateItem[] {
      const items = ready;
      ready = [];
      return items;
    },
  };
}

const lettersOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0);

function layoutOf(heads: Heads): Layout {
  const byField = Map.groupBy(
    heads.columns.filter(({ field }) => isReadBack(field)),
    ({ field }) => field,
  );
  const read = [...byField].flatMap(([field, all]): FieldColumns[] => {
    const values = chosen(field, all);
    return values.length === 0 ? [] : [{ field, values: values.map(({ at }) => at), units: unitsOf(values, all) }];
  });
  const taken = new Set(read.flatMap(({ values, units }) => [...values, ...units.filter((at) => at !== undefined)]));
  const headed = new Set([heads.skuAt, ...heads.columns.map(({ at }) => at), ...heads.unknown.map(({ at }) => at)]);
  return { ...heads, read, headed, taken };
}

/** Of columns for several languages or stores the first one's; a field of one value has one column, by its code if any is. */
function chosen({ isMany }: ListingField, all: readonly Column[]): readonly Column[] {
  const values = all.filter(({ isUnit }) => !isUnit);
  const first = values.find(({ isCode }) => isCode) ?? values[0];
  if (!first) return [];
  return isMany ? values.filter(({ selector }) => selector === first.selector) : [first];
}

/** Of several measures each has the unit that stands as its own does; one unit alone is that of all. */
function unitsOf(values: readonly Column[], all: readonly Column[]): readonly (number | undefined)[] {
  const units = all.filter(({ isUnit }) => isUnit);
  const same = units.filter(({ selector }) => selector === values[0]?.selector);
  const own = same.length > 0 ? same : units;
  if (own.length === 1) return values.map(() => own[0]?.at);
  if (own.length === values.length || values.length === 1) return values.map((_, index) => own[index]?.at);
  return values.map(() => undefined);
}

/** What a row says of fields: an empty cell says nothing, for a marketplace's file has many columns nobody fills in. */
function lineValues(
  { cells, isDate1904 }: CellRow,
  read: readonly FieldColumns[],
  toValue: ValueReader,
): Record<string, readonly string[]> {
  const values: Record<string, readonly string[]> = {};
  for (const { field, values: at, units } of read) {
    const own = at.flatMap((column, index) => {
      const unitAt = units[index];
      const unit = unitAt === undefined ? "" : (cells[unitAt]?.trim() ?? "");
      return valuesIn(cells[column], field).map((value) => toValue(field, value, { unit, isDate1904 }));
    });
    if (own.length > 0) values[field.key] = own;
  }
  return values;
}

/** Columns that hold values and are not read. */
function noteLeft(cells: readonly string[], layout: Layout, left: Map<string, LeftColumn>): void {
  const note = (at: number, column: string, why: LeftColumn["why"]) => {
    if (left.size < MOST_LEFT && !left.has(column) && (cells[at]?.trim() ?? "") !== "")
      left.set(column, { column, why });
  };
  for (const { at, head } of layout.unknown) note(at, head, "unknown");
  for (const { at, head, field } of layout.columns) {
    if (!isReadBack(field)) note(at, head, "stockOrPrice");
    else if (!layout.taken.has(at)) note(at, head, "repeated");
  }
  // By its letter, as a spreadsheet names it.
  for (const at of cells.keys()) if (!layout.headed.has(at)) note(at, columnName(at), "unknown");
}
