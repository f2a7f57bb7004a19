/**
 * Drafts of one category in the marketplace's own names: labels and codes of its attributes as heads, a row for each
 * variant, and the values it allows, as the workbook's second sheet and its cells' choices.
 */
import type { ListingField, ListingSchema } from "../../commerce/listing/schema.ts";
import { cellText } from "../table-files/cells.ts";
import { csvText } from "../table-files/csv-text.ts";
import { type CellList, columnName, MOST_CELL_TEXT, workbookBytes } from "../table-files/workbook.ts";
import type { ShownDraft } from "./list.ts";
import { type Line, linesOf } from "./sheet.ts";
import { BETWEEN } from "./sheet-cells.ts";
import { codeOf } from "./template-heads.ts";

const SKU = { label: "SKU", code: "sku", note: "The variant's SKU: rows are read back by it." };
const ROWS_SHEET = "Template";
const VALUES_SHEET = "Allowed values";
/** Choices named in a note; all of them are in the second sheet. */
const NAMED = 20;

interface TemplateColumn {
  readonly field: ListingField;
  readonly code: string;
}

/** A code that is also another field's code or key says nothing: such fields stand with their keys. */
function columnsOf({ fields }: ListingSchema): readonly TemplateColumn[] {
  const names = fields.flatMap((field) => [...new Set([codeOf(field).toLowerCase(), field.key.toLowerCase()])]);
  const counts = Map.groupBy([SKU.code, ...names], (name) => name);
  return fields.map((field) => {
    const code = codeOf(field);
    return { field, code: (counts.get(code.toLowerCase())?.length ?? 0) > 1 ? field.key : code };
  });
}

const NEEDS = { required: "Required", recommended: "Recommended", optional: "Optional" } as const;

/** What the marketplace takes, in the words of its file. */
function noteOf({ need, choices = [], isOpen, isMany, most, units = [], maxLength, kind }: ListingField): string {
  const named = choices.slice(0, NAMED).map(({ value, name }) => (value === name ? value : `${value} = ${name}`));
  const rest = choices.length - named.length;
  return [
    NEEDS[need],
    named.length > 0 &&
      `${isOpen ? "For example" : "One of"}: ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
    isMany && `Several values with${BETWEEN}between them${most === undefined ? "" : `, ${most} at most`}`,
    units.length > 1 && `With a unit: ${units.join(", ")}`,
    units.length === 1 && `In ${units.join()}`,
    kind === "boolean" && "true or false",
    kind === "date" && "YYYY-MM-DD",
    maxLength !== undefined && `At most ${maxLength} characters`,
  ]
    .filter((part) => typeof part === "string")
    .join(". ");
}

/** Notes, labels and codes. */
function headsOf(columns: readonly TemplateColumn[]): string[][] {
  return [
    [SKU.note, ...columns.map(({ field }) => noteOf(field))],
    [SKU.label, ...columns.map(({ field }) => field.name)],
    [SKU.code, ...columns.map(({ code }) => code)],
  ];
}

type Pages = AsyncIterable<readonly ShownDraft[]>;

const cellsOf = ({ sku, product, values }: Line, columns: readonly TemplateColumn[]): string[] => [
  sku,
  ...columns.map(({ field }) =>
    (values[field.key] ?? product[field.key] ?? []).map((value) => numberAlone(value, field)).join(BETWEEN),
  ),
];

/** The only unit goes without saying, as in the marketplace's own file; it is added again when the file is read. */
function numberAlone(value: string, { units = [] }: ListingField): string {
  const [unit] = units;
  return units.length === 1 && value.endsWith(` ${unit}`) ? value.slice(0, -` ${unit}`.length) : value;
}

export async function* templateCsv(schema: ListingSchema, pages: Pages): AsyncGenerator<string> {
  const columns = columnsOf(schema);
  // A byte order mark, by which spreadsheets know UTF-8.
  yield `\ufeff${csvText(
    headsOf(columns).map((row) => row.map(cellText)),
    "\r\n",
  )}`;
  for await (const drafts of pages)
    yield csvText(
      linesOf(drafts).map((line) => cellsOf(line, columns).map(cellText)),
      "\r\n",
    );
}

export function templateWorkbook(schema: ListingSchema, pages: Pages): AsyncGenerator<Buffer> {
  const columns = columnsOf(schema);
  const choices = choiceColumns(columns);
  const heads = headsOf(columns).map((row) => row.map(fitting));
  async function* pieces() {
    yield heads;
    for await (const drafts of pages) yield linesOf(drafts).map((line) => cellsOf(line, columns).map(fitting));
  }
  return workbookBytes([
    {
      ...{ name: ROWS_SHEET, headRows: heads.length, columns: columns.length + 1, pieces: pieces() },
      lists: choices.flatMap(({ list }) => list),
    },
    { name: VALUES_SHEET, headRows: 2, columns: Math.max(1, choices.length), pieces: valueRows(choices) },
  ]);
}

/** A longer text than a cell holds is left out: an empty cell changes nothing when the file is read back. */
const fitting = (text: string): string => (text.length > MOST_CELL_TEXT ? "" : text);

interface ChoiceColumn {
  readonly field: ListingField;
  readonly code: string;
  readonly values: readonly string[];
  readonly list: readonly CellList[];
}

/** Fields with choices, a column each, and beside it their names where they have any of their own. */
function choiceColumns(columns: readonly TemplateColumn[]): readonly ChoiceColumn[] {
  const found: ChoiceColumn[] = [];
  for (const [at, { field, code }] of columns.entries()) {
    const { choices = [], isMany, isOpen = false } = field;
    if (choices.length === 0) continue;
    const letter = columnName(found.length);
    const range = `'${VALUES_SHEET}'!$${letter}$3:$${letter}$${choices.length + 2}`;
    const values = choices.map(({ value }) => value);
    found.push({ field, code, values, list: isMany ? [] : [{ column: at + 1, range, isOpen }] });
    if (choices.some(({ value, name }) => value !== name))
      found.push({ field, code: `${code} (name)`, values: choices.map(({ name }) => name), list: [] });
  }
  return found;
}

const ROWS_AT_ONCE = 500;

function* valueRows(choices: readonly ChoiceColumn[]): Generator<string[][]> {
  yield [choices.map(({ field }) => fitting(field.name)), choices.map(({ code }) => fitting(code))];
  const longest = Math.max(0, ...choices.map(({ values }) => values.length));
  for (let from = 0; from < longest; from += ROWS_AT_ONCE)
    yield Array.from({ length: Math.min(ROWS_AT_ONCE, longest - from) }, (_, at) =>
      choices.map(({ values }) => fitting(values[from + at] ?? "")),
    );
}
