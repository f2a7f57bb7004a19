/** The rows of a marketplace's own file, each with the sheet or the file of an archive it stands in. */
import type { TableSource } from "../channel-files/rows.ts";
import { unguarded } from "../table-files/cells.ts";
import type { CellRow } from "./template-read.ts";

/** A file of the archive that is no table is a sheet without heads: it is listed with them. */
export async function* templateRows(sources: AsyncIterable<TableSource>): AsyncGenerator<CellRow> {
  for await (const { name, isCsv, rows } of sources) {
    if (!rows) yield { sheet: name, row: 1, cells: [] };
    for await (const { sheet, ...row } of rows?.(Number.POSITIVE_INFINITY) ?? []) {
      // Workbooks of one archive often name their sheets alike.
      const title = isCsv || name === "" ? sheet : `${name}: ${sheet}`;
      // Only CSV is given with a guard against formulas: in a workbook an apostrophe is the seller's.
      yield { ...row, sheet: title, cells: isCsv ? row.cells.map(unguarded) : row.cells };
    }
  }
}
