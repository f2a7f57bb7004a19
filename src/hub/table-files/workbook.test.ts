import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { type TableRow, tableRows } from "../channel-files/rows.ts";
import { columnName, type WorkbookSheet, workbookBytes } from "./workbook.ts";

const sheetOf = (name: string, rows: string[][], more: Partial<WorkbookSheet> = {}): WorkbookSheet => ({
  ...{ name, headRows: 1, columns: 3, pieces: [rows] },
  ...more,
});

async function readBack(bytes: Buffer): Promise<TableRow[]> {
  const found: TableRow[] = [];
  for await (const row of tableRows(async function* () {
    yield bytes;
  }))
    found.push(row);
  return found;
}

test("a workbook written piece by piece is read back cell by cell, with markup, line breaks and leading zeros", async () => {
  async function* pieces() {
    yield [["a", "b", "c"]];
    yield [
      ["007", "", '<b>&"x"</b>'],
      ["=1+1", "two\nlines\r\n", " spaces "],
    ];
  }
  const lists = [{ column: 1, range: "'Allowed values'!$A$1:$A$2", isOpen: false }];
  const bytes = await buffer(
    workbookBytes([sheetOf("Rows & more", [], { pieces: pieces(), lists }), sheetOf("Allowed values", [["x"], ["y"]])]),
  );
  expect(await readBack(bytes)).toEqual([
    { sheet: "Rows & more", row: 1, cells: ["a", "b", "c"] },
    { sheet: "Rows & more", row: 2, cells: ["007", "", '<b>&"x"</b>'] },
    { sheet: "Rows & more", row: 3, cells: ["=1+1", "two\nlines\r\n", " spaces "] },
    { sheet: "Allowed values", row: 1, cells: ["x"] },
    { sheet: "Allowed values", row: 2, cells: ["y"] },
  ]);
});

test("characters XML does not have are left out of a workbook", async () => {
  const bytes = await buffer(workbookBytes([sheetOf("s", [["a\u0000b\u001fc\ud800"]])]));
  expect(await readBack(bytes)).toEqual([{ sheet: "s", row: 1, cells: ["abc\ufffd"] }]);
});

test("a failing source of rows ends the workbook with its error", async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has a row.
  async function* broken(): AsyncGenerator<string[][]> {
    throw new Error("the database is gone");
  }
  const bytes = buffer(workbookBytes([sheetOf("s", [], { pieces: broken() })]));
  await expect(bytes).rejects.toThrow("the database is gone");
});

test("columns are named by letters", () => {
  expect([0, 25, 26, 701, 702].map(columnName)).toEqual(["A", "Z", "AA", "ZZ", "AAA"]);
});
