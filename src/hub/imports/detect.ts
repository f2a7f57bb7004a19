/** What a file is, told from its beginning. */

import { type Message, message } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import { HubError } from "../errors.ts";
import { csvRows } from "./csv.ts";
import { isSeparatorLine, itemRecords } from "./records.ts";
import type { Shape } from "./shape.ts";
import { fieldOfHead } from "./synonyms.ts";
import { ENCODINGS, type Encoding, type FoundEncoding, findEncoding, textOf } from "./text.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** What the sender says of the file; the rest is found out. */
export type ShapeInput = Optional<{
  format: "csv" | "json";
  encoding: Encoding;
  delimiter: string;
  header: boolean;
}>;

export interface Inspection {
  readonly shape: Shape;
  readonly rows: number;
  /** The first rows, cells cut. */
  readonly sample: readonly (readonly string[])[];
  /** What was guessed or looks odd. */
  readonly notices: readonly Message[];
}

type Read = () => AsyncIterable<Uint8Array>;

export { ENCODINGS };

const MOST_ROWS = 1_000_000;
export const MOST_COLUMNS = 500;
const SAMPLE = 20;
const HEAD = 64 * 1024;

/** Reads the whole file once or twice in pieces. Throws HubError IMPORT_NOT_TEXT, IMPORT_EMPTY, IMPORT_TOO_MANY_ROWS, IMPORT_TOO_MANY_COLUMNS. */
export async function inspect(read: Read, input: ShapeInput): Promise<Inspection> {
  const found = input.encoding ? { encoding: input.encoding, isUnsure: false } : await findEncoding(read());
  const { encoding } = found;
  const notices = input.encoding ? [] : guessNotices(found);
  const head = await headOf(read, encoding);
  if (isBinary(head))
    throw new HubError("IMPORT_NOT_TEXT", "validation", "This is not a CSV or JSON file. Save a spreadsheet as CSV.");
  const format = input.format ?? (/^\s*[[{]/.test(head) ? "json" : "csv");
  const inspected =
    format === "csv" ? await inspectCsv(read, { encoding, head, shape: input }) : await inspectJson(read, encoding);
  if (inspected.rows === 0)
    throw new HubError("IMPORT_EMPTY", "validation", "The file has no rows besides its header.");
  return {
    ...inspected,
    shape: { ...inspected.shape, ...(found.isUnsure && { isUnsure: true as const }) },
    notices: [...notices, ...inspected.notices],
  };
}

function guessNotices({ encoding, isUnsure }: FoundEncoding): readonly Message[] {
  if (encoding.startsWith("utf")) return [];
  return [message(isUnsure ? "import.encodingUnsure" : "import.encodingGuessed", { encoding })];
}

async function headOf(read: Read, encoding: Encoding): Promise<string> {
  let head = "";
  for await (const piece of textOf(read(), encoding)) {
    head += piece;
    if (head.length >= HEAD) break;
  }
  return head.slice(0, HEAD);
}

/** Of a text no more than this share are control characters: a stray one of an old export is none of a binary file. */
const MOST_CONTROL = 0.01;

function isBinary(head: string): boolean {
  if (head.startsWith("%PDF-")) return true;
  let controls = 0;
  for (let at = 0; at < head.length; at++) {
    const code = head.charCodeAt(at);
    if (code < 9 || (code > 13 && code < 32)) controls++;
  }
  return controls > head.length * MOST_CONTROL;
}

async function inspectCsv(
  read: Read,
  { encoding, head, shape: input }: { readonly encoding: Encoding; readonly head: string; readonly shape: ShapeInput },
): Promise<Inspection> {
  const delimiter = input.delimiter ?? detectDelimiter(head);
  const newline = !head.includes("\n") && head.includes("\r") ? "\r" : "\n";
  const sample: string[][] = [];
  let first: readonly string[] | undefined;
  let rows = 0;
  for await (const { cells } of csvRows(textOf(read(), encoding), { delimiter, newline })) {
    if (!first && isSeparatorLine(cells, delimiter)) continue;
    if (!first) {
      if (cells.length > MOST_COLUMNS) throw tooManyColumns();
      first = cells;
    } else {
      if (cells.length > 0 && cells.every((cell) => cell.trim() === "")) continue;
      if (sample.length < SAMPLE) sample.push(cells.slice(0, MOST_COLUMNS).map(short));
      if (++rows > MOST_ROWS) throw tooManyRows();
    }
  }
  const line = first ?? [];
  const header = input.header ?? isHeader(line);
  if (!header) sample.unshift(line.map(short));
  const { columns, notices } = columnsOf(header ? line : line.map((_, index) => `Column ${index + 1}`));
  return {
    shape: { format: "csv", encoding, delimiter, newline, header, columns },
    rows: header ? rows : rows + (line.length > 0 ? 1 : 0),
    sample: sample.slice(0, SAMPLE),
    notices: [...notices, ...(header ? [] : [message("import.noHeader")])],
  };
}

async function inspectJson(read: Read, encoding: Encoding): Promise<Inspection> {
  const columns = new Set<string>();
  const first: Map<string, string>[] = [];
  let rows = 0;
  for await (const { cells } of itemRecords(textOf(read(), encoding))) {
    for (const [name] of cells) columns.add(name);
    if (columns.size > MOST_COLUMNS) throw tooManyColumns();
    if (first.length < SAMPLE) first.push(new Map(cells));
    if (++rows > MOST_ROWS) throw tooManyRows();
  }
  const names = [...columns];
  return {
    shape: { format: "json", encoding, delimiter: ",", newline: "\n", header: true, columns: names },
    rows,
    sample: first.map((cells) => names.map((name) => short(cells.get(name) ?? ""))),
    notices: [],
  };
}

function tooManyRows(): HubError {
  return new HubError("IMPORT_TOO_MANY_ROWS", "validation", "A file has at most 1,000,000 rows. Split it.");
}

export function tooManyColumns(): HubError {
  return new HubError("IMPORT_TOO_MANY_COLUMNS", "validation", `A file has at most ${MOST_COLUMNS} columns.`);
}

function short(cell: string): string {
  return cell.replaceAll("\0", "\ufffd").slice(0, 200);
}

/** The separator that stands most often in the first line, outside quotes; a comma where none does. */
export function detectDelimiter(head: string): string {
  const text = /^\ufeff?sep=(.)\r?\n/i.exec(head)?.[1];
  if (text !== undefined) return text;
  const line = head.replace(/"(?:[^"]|"")*"/g, "").split(/\r?\n|\r/)[0] ?? "";
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).delimiter;
}

/** A first row is a header when a cell of it is a known one, or when it holds words and no number. */
function isHeader(cells: readonly string[]): boolean {
  if (cells.some((cell) => fieldOfHead(cell) !== null)) return true;
  const filled = cells.filter((cell) => cell.trim() !== "");
  return (
    filled.length > 0 && filled.every((cell) => !/^[\s\d.,:/+-]+$/.test(cell)) && new Set(filled).size === filled.length
  );
}

function columnsOf(names: readonly string[]): { readonly columns: string[]; readonly notices: Message[] } {
  if (names.length > MOST_COLUMNS) throw tooManyColumns();
  const counts = new Map<string, number>();
  const notices: Message[] = [];
  const columns = names.map((given, index) => {
    const name = short(given).trim() || `Column ${index + 1}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count === 1) return name;
    const called = `${name} (${count})`;
    notices.push(message("import.headTwice", { name, place: index + 1, called }));
    return called;
  });
  return { columns, notices };
}
