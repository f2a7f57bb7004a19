/** What a file a seller uploads holds, as rows of cells: CSV, a workbook, or either inside a ZIP. */
import { buffer } from "node:stream/consumers";
import { type Entry, fromBuffer } from "yauzl";
import type { Message } from "../../commerce/message.ts";
import type { DateSystem } from "../../commerce/workbook-date.ts";
import { HubError } from "../errors.ts";
import { csvRows } from "../imports/csv.ts";
import { detectDelimiter } from "../imports/detect.ts";
import { detectEncoding, textOf } from "../imports/text.ts";
import { isWorkbook, type Member, MOST_COLUMNS, membersOf, workbookRows } from "./xlsx.ts";

export interface TableRow extends DateSystem {
  readonly sheet: string;
  readonly row: number;
  readonly cells: readonly string[];
  readonly problem?: string | undefined;
}

/** The file's bytes from the start, each time it is called. */
export type Bytes = () => AsyncIterable<Uint8Array>;

// A payment workbook of 100,000 rows has some 10 MB packed and 150 MB unpacked.
const MOST_PACKED = 64 * 1024 * 1024;
const MOST_UNPACKED = 512 * 1024 * 1024;
/** Sheets of numbers shrink to a fifteenth; what shrinks to less than a hundredth was made to. */
const MOST_RATIO = 100;
const ALWAYS_UNPACKED = 16 * 1024 * 1024;
const MOST_MEMBERS = 2_000;
const HEAD = 64 * 1024;

/** A table of a file: the file itself, or one inside an archive. */
export interface TableSource {
  /** Its name in the archive; "" of the file itself. */
  readonly name: string;
  readonly isCsv: boolean;
  /** Null: a file of the archive that is no table. */
  readonly rows: ((most: number) => AsyncGenerator<SourceRow>) | null;
}

export interface SourceRow extends Omit<TableRow, "problem"> {
  readonly problem?: Message | undefined;
}

/** Files of an archive that are tables: those of platforms' reports, and all that a spreadsheet saves. */
const REPORTS = /\.(?:xlsx|csv)$/i;
const TABLES = /\.(?:xlsx|xlsm|csv|txt|tsv)$/i;

/** The rows of a file. Throws HubError FILE_UNREADABLE with what is wrong. */
export function tableRows(bytes: Bytes): AsyncGenerator<TableRow> {
  return tableHead(bytes, Number.POSITIVE_INFINITY);
}

/** The first rows of each sheet; what comes behind them is not read. */
export async function* tableHead(bytes: Bytes, most: number): AsyncGenerator<TableRow> {
  for await (const { rows } of sources(bytes, REPORTS))
    for await (const row of rows?.(most) ?? []) {
      const { problem, ...rest } = row;
      yield problem === undefined ? rest : { ...rest, problem: problem.text };
    }
}

/** A file as its tables, one after the other; each is read before the next is asked for. Throws HubError FILE_UNREADABLE. */
export const tableSources = (bytes: Bytes): AsyncGenerator<TableSource> => sources(bytes, TABLES);

async function* sources(bytes: Bytes, tables: RegExp): AsyncGenerator<TableSource> {
  if (!(await isArchive(bytes))) {
    yield { name: "", isCsv: true, rows: (most) => csvTable(bytes, "", most) };
    return;
  }
  const packed = await whole(bytes(), MOST_PACKED);
  const members = await unpack(packed);
  if (isWorkbook(members)) yield { name: "", isCsv: false, rows: (most) => workbookRows(members, most) };
  else yield* filesInside(members, tables);
}

async function isArchive(bytes: Bytes): Promise<boolean> {
  let head = Buffer.alloc(0);
  for await (const piece of bytes()) {
    head = Buffer.concat([head, piece]);
    if (head.length >= 4) break;
  }
  return head.subarray(0, 4).equals(Buffer.from("PK\x03\x04", "latin1"));
}

/** Workbooks and CSV files of an archive, one after the other; anything else in it is left alone. */
async function* filesInside(members: readonly Member[], tables: RegExp): AsyncGenerator<TableSource> {
  const visible = members.filter(({ name }) => !/(^|\/)(\.|__MACOSX)/.test(name));
  if (!visible.some(({ name }) => tables.test(name))) throw unreadable("the archive holds no XLSX or CSV file");
  for (const member of visible) {
    const { name } = member;
    const isCsv = !/\.xls[xm]$/i.test(name);
    const rows = (most: number) => (isCsv ? csvInside(member, most) : workbookInside(member, most));
    yield { name, isCsv, rows: tables.test(name) ? rows : null };
  }
}

async function* csvInside(member: Member, most: number): AsyncGenerator<SourceRow> {
  const content = await whole(await member.open(), MOST_PACKED);
  yield* csvTable(() => once(content), member.name, most);
}

async function* workbookInside(member: Member, most: number): AsyncGenerator<SourceRow> {
  yield* workbookRows(await unpack(await whole(await member.open(), MOST_PACKED)), most);
}

async function* csvTable(bytes: Bytes, sheet: string, most: number): AsyncGenerator<SourceRow> {
  const encoding = await detectEncoding(bytes());
  let head = "";
  for await (const piece of textOf(bytes(), encoding)) {
    head += piece;
    if (head.length >= HEAD) break;
  }
  const newline = !head.includes("\n") && head.includes("\r") ? "\r" : "\n";
  let row = 0;
  for await (const { cells, problem } of csvRows(textOf(bytes(), encoding), {
    delimiter: delimiterOf(head),
    newline,
  })) {
    row += 1;
    if (cells.length > MOST_COLUMNS) throw unreadable(`row ${row} has more than ${MOST_COLUMNS} columns`);
    yield { sheet, row, cells, ...(problem !== undefined && { problem }) };
    if (row >= most) return;
  }
}

/** Reports begin with lines of words: the line with the most cells tells. */
function delimiterOf(head: string): string {
  const lines = head.split(/\r?\n|\r/).slice(0, 20);
  const found = lines.map((line) => ({ line, delimiter: detectDelimiter(line) }));
  const cells = ({ line, delimiter }: { line: string; delimiter: string }) => line.split(delimiter).length;
  return found.reduce((best, each) => (cells(each) > cells(best) ? each : best), { line: "", delimiter: "," })
    .delimiter;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function whole(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  let size = 0;
  async function* limited() {
    for await (const piece of bytes) {
      size += piece.length;
      if (size > most) throw unreadable(`it is larger than ${most / 1024 / 1024} MB`);
      yield piece;
    }
  }
  return buffer(limited());
}

function unpack(bytes: Buffer): Promise<Member[]> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(unreadable(`the archive is damaged (${error.message})`));
    // Sizes that are not what the archive declares end the reading: validateEntrySize is on by default.
    fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, archive) => {
      if (error) {
        refuse(error);
        return;
      }
      const entries: Entry[] = [];
      archive.on("error", refuse);
      archive.on("entry", (entry: Entry) => {
        entries.push(entry);
        if (entries.length > MOST_MEMBERS) refuse(new Error("it holds too many files"));
        else archive.readEntry();
      });
      archive.on("end", () => {
        const why = unusable(entries);
        if (why === undefined) resolve(membersOf(archive, entries));
        else reject(unreadable(why));
      });
      archive.readEntry();
    });
  });
}

function unusable(entries: readonly Entry[]): string | undefined {
  if (entries.some((entry) => entry.isEncrypted())) return "it is locked with a password";
  const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (unpacked > MOST_UNPACKED) return `unpacked it is larger than ${MOST_UNPACKED / 1024 / 1024} MB`;
  const packed = entries.reduce((sum, entry) => sum + entry.compressedSize, 0);
  return unpacked > Math.max(ALWAYS_UNPACKED, packed * MOST_RATIO)
    ? `unpacked it is more than ${MOST_RATIO} times as large`
    : undefined;
}

function unreadable(why: string): HubError {
  return new HubError("FILE_UNREADABLE", "validation", `The file cannot be read: ${why}.`);
}
