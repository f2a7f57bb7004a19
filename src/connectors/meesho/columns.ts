/** Finds a table in a report: the header row, whatever stands above it, and its columns by name. */
import type { FileRow } from "../kit/contract/files.ts";

/** Names as they are compared: case, spaces and the misspelling "Commision" do not count. */
export const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/commision/g, "commission")
    .replaceAll(/[^a-z0-9]/g, "");

/** The header stands within these rows; returns have about seven lines above it (sheet section 5.2). */
const HEADER_WITHIN = 12;

export interface Header {
  readonly row: FileRow;
  readonly columns: ReadonlyMap<string, number>;
}

function headerOf(row: FileRow): Header {
  const columns = new Map<string, number>();
  for (const [index, cell] of row.cells.entries()) {
    const name = plain(cell);
    if (name !== "" && !columns.has(name)) columns.set(name, index);
  }
  return { row, columns };
}

/** The row that has all these columns, among the first of the sheet; else the names the best row lacks. */
export function findHeader(
  head: readonly FileRow[],
  required: readonly string[],
): { readonly header: Header } | { readonly lacks: readonly string[] } {
  let lacks = required;
  for (const row of head.slice(0, HEADER_WITHIN)) {
    const header = headerOf(row);
    const missing = required.filter((name) => !header.columns.has(plain(name)));
    if (missing.length === 0) return { header };
    if (missing.length < lacks.length) lacks = missing;
  }
  return { lacks };
}

/** The cell of the first of these columns that the file has; "" where it has none. */
export function reader(header: Header, row: FileRow): (...names: readonly string[]) => string {
  return (...names) => {
    const index = names.map((name) => header.columns.get(plain(name))).find((found) => found !== undefined);
    return index === undefined ? "" : (row.cells[index] ?? "").trim();
  };
}
