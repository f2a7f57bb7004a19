import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workbookDate } from "../../commerce/workbook-date.ts";
import { type TableRow, tableHead, tableRows } from "./rows.ts";
import { workbookOf } from "./testing-zip.ts";

const fixture = (name: string) => readFile(join(import.meta.dirname, "fixtures", name));

/** Reads bytes as they come over a network: in pieces. */
async function rowsOf(bytes: Uint8Array): Promise<TableRow[]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
  }
  const found: TableRow[] = [];
  for await (const row of tableRows(pieces)) found.push(row);
  return found;
}

const BOOK = [
  ["Order Payments", 2, ["Sub Order No", "", "Live Order Status"]],
  ["Order Payments", 3, ["2102195680298950_1", "45980", "Größe ₹", "2", "2.10219568029895E+17"]],
  ["Ads & Cost", 1, ["plain", "7"]],
];

test("a workbook's sheets are read in their order: shared and own texts, formulas' values, numbers with all their digits", async () => {
  const rows = await rowsOf(await fixture("book.xlsx"));
  expect(rows.map(({ sheet, row, cells }) => [sheet, row, cells])).toEqual(BOOK);
});

test("rows of a workbook that counts days from 1904 say so, and those of another do not", async () => {
  const rows = await rowsOf(await fixture("since-1904.xlsx"));
  expect(rows.map(({ isDate1904 }) => isDate1904)).toEqual([true, true]);
  expect(
    rows
      .at(-1)
      ?.cells.slice(1)
      .map((cell) => workbookDate(Number(cell), { isDate1904: true })),
  ).toEqual(["2025-12-09", "2025-12-09"]);
  expect((await rowsOf(await fixture("book.xlsx"))).map((row) => "isDate1904" in row)).toEqual([false, false, false]);
});

test("workbooks and CSV files inside a ZIP are read, anything else in it is left alone", async () => {
  const rows = await rowsOf(await fixture("report.zip"));
  expect(rows.map(({ sheet, row, cells }) => [sheet, row, cells])).toEqual([
    ...BOOK,
    ["more.csv", 1, ["a", "b"]],
    ["more.csv", 2, ["1", "2;3"]],
  ]);
});

test.each([
  ["a comma", "x,y\r\n1,2\r\n"],
  ["a semicolon, with a byte order mark", "\ufeffx;y\n1;2\n"],
  ["a tab, below lines of words", "Report of today\nx\ty\n1\t2\n"],
])("CSV separated by %s", async (_what, text) => {
  const rows = await rowsOf(Buffer.from(text));
  expect(rows.map(({ cells }) => cells).slice(-2)).toEqual([
    ["x", "y"],
    ["1", "2"],
  ]);
});

test("a row with an open quote is named, the rows after it are read", async () => {
  const rows = await rowsOf(Buffer.from('a,b\n"1,2\n3,4\n'));
  expect(rows.map(({ row, problem }) => [row, problem === undefined])).toEqual([
    [1, true],
    [2, false],
    [3, true],
  ]);
});

test("archives that are cut, hold no table, or unpack to too much are refused with a reason", async () => {
  const book = await fixture("book.xlsx");
  await expect(rowsOf(book.subarray(0, book.length - 40))).rejects.toThrow(/cannot be read: the archive is damaged/);
  await expect(rowsOf(await fixture("bomb.zip"))).rejects.toThrow(/more than 100 times as large/);
});

const row = (cells: string, number = 1) => `<row r="${number}">${cells}</row>`;
const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;

test("a workbook is read no larger than spreadsheets write it", async () => {
  const sheet = row(text("a"));
  expect(
    (await rowsOf(workbookOf([sheet, row("<c t='s'><v>0</v></c>")], { shared: ["b"] }))).map(({ cells }) => cells),
  ).toEqual([["a"], ["b"]]);
  const refused: readonly (readonly [Buffer, RegExp])[] = [
    [workbookOf([sheet], { listed: Array.from({ length: 20_000 }, () => 1) }), /same sheet twice/],
    [workbookOf(Array.from({ length: 101 }, () => sheet)), /more than 100 sheets/],
    [workbookOf([row(text("x".repeat(32_768)))]), /more than 32767 characters/],
    [workbookOf([sheet], { shared: ["x".repeat(32_768)] }), /more than 32767 characters/],
    [workbookOf([row("<c/>".repeat(2_001))]), /more than 2000 columns/],
    [
      workbookOf([row("<c t='s'><v>0</v></c>".repeat(70))], { shared: ["x".repeat(30_000)] }),
      /row 1 has more than 2000000 characters/,
    ],
    [workbookOf([row(text("a"), 1e9)]), /a row has no number/],
    [workbookOf([row(`<c>${" ".repeat(20_000_000)}</c>`)]), /more than 100 times as large/],
  ];
  for (const [file, why] of refused) await expect(rowsOf(file)).rejects.toThrow(why);
});

test("a CSV of very many columns is refused", async () => {
  await expect(rowsOf(Buffer.from(`a,b\n${",".repeat(2_000)}\n`))).rejects.toThrow(/row 2 has more than 2000 columns/);
});

test("only the first rows of each sheet are read to detect the kind of a file", async () => {
  const many = Array.from({ length: 200_000 }, (_, at) => row(text(`x${at}`), at + 1)).join("");
  const found: TableRow[] = [];
  const book = workbookOf([many, row(text("b"))]);
  for await (const one of tableHead(async function* () {
    yield book;
  }, 2))
    found.push(one);
  expect(found.map(({ sheet, cells }) => [sheet, cells[0]])).toEqual([
    ["Sheet1", "x0"],
    ["Sheet1", "x1"],
    ["Sheet2", "b"],
  ]);
});
