import { type Cell, cellJson, cellText } from "./cells.ts";
import { csvText } from "./csv-text.ts";

/** One column of an exported table: its name in the head, and what it shows of a row. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => Cell;
}

/** What of a row goes into a cell as it is. */
type Shown<Row> = { [Name in keyof Row]-?: Row[Name] extends Cell ? Name & string : never }[keyof Row];

/** Columns that show a row's own values under their own names. */
export const fields = <Row>(...names: readonly Shown<Row>[]): Column<Row>[] =>
  names.map((name) => ({ name, cell: (row) => row[name] as Cell }));

/** A table to be written piece by piece, so that no more than one piece of it is ever in memory. */
export interface Table<Row> {
  readonly columns: readonly Column<Row>[];
  /** Rows in pieces (a few hundred each), asked for one after the other as the reader takes them. */
  readonly pieces: AsyncIterable<readonly Row[]>;
}

export const tableFormats = ["csv", "jsonl"] as const;
export type TableFormat = (typeof tableFormats)[number];

export interface TableStyle {
  readonly format: TableFormat;
  /** CSV only: begins with a byte order mark, by which spreadsheets know UTF-8. */
  readonly bom?: boolean | undefined;
}

/**
 * The table as text, piece by piece. CSV (RFC 4180: commas, CRLF, quotes doubled) begins with the columns' names, and
 * text that a spreadsheet would run as a formula is guarded; JSON lines are one object a row.
 */
export async function* tableText<Row>(table: Table<Row>, style: TableStyle): AsyncGenerator<string> {
  const { columns } = table;
  if (style.format === "csv")
    yield `${style.bom ? "\ufeff" : ""}${csvText([columns.map((column) => column.name)], "\r\n")}`;
  for await (const rows of table.pieces) {
    if (rows.length === 0) continue;
    yield style.format === "csv"
      ? csvText(
          rows.map((row) => columns.map((column) => cellText(column.cell(row)))),
          "\r\n",
        )
      : rows.map((row) => `${JSON.stringify(jsonRow(columns, row))}\n`).join("");
  }
}

function jsonRow<Row>(columns: readonly Column<Row>[], row: Row): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.map(({ name, cell }) => [name, cellJson(cell(row))]));
}

/** The pieces of a list that is read page by page: each page is a query of its own, as short as the list's own. */
export async function* pagesOf<Row>(
  read: (cursor: string | undefined) => Promise<{ readonly items: readonly Row[]; readonly nextCursor: string | null }>,
): AsyncGenerator<readonly Row[]> {
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    yield page.items;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}
