import { createSlices } from "../../commerce/slices.ts";
import { type CsvRow, csvRows } from "./csv.ts";
import { MOST_COLUMNS, tooManyColumns } from "./detect.ts";

/** A small file whole, line by line. */
export type Cells = readonly (readonly string[])[];

const DELIMITERS = [",", ";", "\t", "|"];

/** The rows of a small CSV; what parts cells is seen at its first `sampleRows` lines. Throws HubError IMPORT_TOO_MANY_COLUMNS. */
export async function* csvCells(csv: string, sampleRows: number): AsyncGenerator<Pick<CsvRow, "cells">> {
  const text = csv.replace(/^\ufeff/, "");
  const lines = text.split(/\r?\n/, sampleRows);
  const most = (delimiter: string) => Math.max(...lines.map((line) => line.split(delimiter).length));
  const delimiter = DELIMITERS.reduce((best, one) => (most(one) > most(best) ? one : best));
  async function* whole() {
    yield text;
  }
  for await (const { cells } of csvRows(whole(), { delimiter, newline: "\n" })) {
    // Millions of empty ones would be handed to the hub in one go.
    if (cells.length > MOST_COLUMNS) throw tooManyColumns();
    yield { cells };
  }
}

/** Heads without spaces around them, rows as they are. */
export function smallTable([heads = [], ...rows]: Cells): { readonly heads: readonly string[]; readonly rows: Cells } {
  return { heads: heads.map((head) => head.trim()), rows };
}

/** Each row with its place, and others' turns between them: a file may have three hundred thousand. */
export async function* inSlices<T>(rows: readonly T[]): AsyncGenerator<readonly [number, T]> {
  const rest = createSlices({ isPolite: true });
  for (const [index, row] of rows.entries()) {
    await rest();
    yield [index, row];
  }
}

/** Where a column of that head stands, whatever its capitals; null where there is none. */
export function columnAt(heads: readonly string[], head: string): number | null {
  const at = heads.findIndex((one) => one.toLowerCase() === head.trim().toLowerCase());
  return at < 0 ? null : at;
}
