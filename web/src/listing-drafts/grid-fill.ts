/** Many cells of the table at once: what is pasted from a spreadsheet, and a value that is filled down its column. */
import { separatedCells } from "../ui/separated-cells.ts";
import { type Cell, type Changed, cellOf, type Line, linesOf, withCell } from "./grid-values.ts";
import type { Draft, Field } from "./shapes.ts";

export interface Table {
  readonly rows: readonly Row[];
  readonly columns: readonly Field[];
  readonly changed: Changed;
}

export interface Row {
  readonly draft: Draft;
  readonly line: Line;
}

export interface Spot {
  readonly row: number;
  readonly column: number;
}

export interface Filled {
  readonly changed: Changed;
  /** Cells that have another value now. */
  readonly count: number;
  /** Pasted values below the last line or beside the last column. */
  readonly lost: number;
  /** Pasted values that meet a line without their field: the rows are of other lines, so nothing was written. */
  readonly misplaced: number;
  /** Pasted values the channel does not take in that field, each once. */
  readonly refused: readonly string[];
}

export const rowsOf = (drafts: readonly Draft[]): Row[] =>
  drafts.flatMap((draft) => linesOf(draft).map((line) => ({ draft, line })));

/**
 * What a text puts into cells; null: its field takes it as any text. Lines in a field of several values are values of
 * that cell, unless tabs say that they are rows. A choice is looked up here, because its field would only search for it.
 */
export function cellsPasted(text: string, field: Pick<Field, "isMany" | "isOpen" | "choices">): string[][] | null {
  const isChosen = (field.choices?.length ?? 0) > 0 && !field.isOpen;
  const hasRows = !field.isMany && (isChosen || text.trimEnd().includes("\n"));
  if (!text.includes("\t") && !hasRows) return null;
  const cells = separatedCells(text, "\t");
  // Spreadsheets end the last row as well.
  if (cells.at(-1)?.every((cell) => cell === "") && /\n$/.test(text)) cells.pop();
  return cells;
}

const unfilled = ({ changed }: Table): Filled => ({ changed, count: 0, lost: 0, misplaced: 0, refused: [] });

/** From the spot on, into the lines that have any of these fields. All of it or, where rows and lines differ, nothing. */
export function pastedInto(table: Table, at: Spot, cells: readonly (readonly string[])[]): Filled {
  const width = Math.max(...cells.map((row) => row.length));
  const under = table.columns.slice(at.column, at.column + width);
  const lines = table.rows.slice(at.row).filter((row) => under.some((field) => cellIn(table, row, field) !== null));
  const pasted = cells.flatMap((row, down) =>
    row.map((text, aside): Placing => ({ line: lines[down], field: under[aside], text })),
  );
  const misplaced = pasted.filter(
    ({ line, field, text }) => text !== "" && line && field && cellIn(table, line, field) === null,
  ).length;
  if (misplaced > 0) return { ...unfilled(table), misplaced };
  let filled = unfilled(table);
  for (const each of pasted) filled = placed({ ...table, ...filled }, each, filled);
  return filled;
}

interface Placing {
  readonly line: Row | undefined;
  readonly field: Field | undefined;
  readonly text: string;
}

function placed(table: Table, { line, field, text }: Placing, filled: Filled): Filled {
  const cell = line && field ? cellIn(table, line, field) : null;
  if (!line || !field || cell === null) return text === "" ? filled : { ...filled, lost: filled.lost + 1 };
  const values = valuesOf(text, field);
  if (values === null) return { ...filled, refused: [...new Set([...filled.refused, text])] };
  return { ...filled, ...written({ cell, line, field, values }, filled) };
}

/** The spot's value in every line below that has the field. */
export function filledDown(table: Table, at: Spot): Filled {
  const [from, field] = [table.rows[at.row], table.columns[at.column]];
  const value = from && field ? cellIn(table, from, field) : null;
  let filled = unfilled(table);
  if (!field || value === null) return filled;
  for (const line of table.rows.slice(at.row + 1)) {
    const cell = cellIn(table, line, field);
    if (cell !== null) filled = { ...filled, ...written({ cell, line, field, values: value.values }, filled) };
  }
  return filled;
}

/** Where a column is filled down from before a cell of it was chosen: its first value. */
export function firstFilled(table: Table, column: number): number | null {
  const field = table.columns[column];
  const row = field ? table.rows.findIndex((line) => (cellIn(table, line, field)?.values.length ?? 0) > 0) : -1;
  return row < 0 ? null : row;
}

const cellIn = ({ changed }: Pick<Table, "changed">, { draft, line }: Row, field: Field): Cell | null =>
  cellOf(draft, line, field, changed);

interface Writing {
  readonly cell: Cell;
  readonly line: Row;
  readonly field: Field;
  readonly values: readonly string[];
}

function written(
  { cell, line, field, values }: Writing,
  { changed, count }: Filled,
): Pick<Filled, "changed" | "count"> {
  if (JSON.stringify(cell.values) === JSON.stringify(values)) return { changed, count };
  const place = { draftId: line.draft.id, variantId: cell.variantId, key: field.key };
  return { changed: withCell(changed, place, values), count: count + 1 };
}

/** As the CSV file writes several values. */
const BETWEEN = /\n| \| /;

/** Null: the channel has no such choice. Choices are known by their value or their name, whatever the capitals. */
function valuesOf(text: string, { isMany, isOpen, choices = [] }: Field): string[] | null {
  const reported = (isMany ? text.split(BETWEEN) : [text]).map((one) => one.trim()).filter((one) => one !== "");
  if (choices.length === 0) return reported;
  const existing = reported.map((one) => {
    const lower = one.toLowerCase();
    const choice =
      choices.find(({ value }) => value === one) ??
      choices.find(({ value, name }) => [value.toLowerCase(), name.toLowerCase()].includes(lower));
    return choice?.value ?? (isOpen ? one : null);
  });
  return existing.every((one) => one !== null) ? existing : null;
}
