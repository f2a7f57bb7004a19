/** Workbooks (XLSX) row by row: each sheet is read as a stream, only the shared texts are held. */
import type { Readable } from "node:stream";
import { Parser } from "htmlparser2";
import type { Entry, ZipFile } from "yauzl";
import type { DateSystem } from "../../commerce/workbook-date.ts";
import { HubError } from "../errors.ts";

/** A member of an open archive, by its path. */
export interface Member {
  readonly name: string;
  /** Bytes unpacked, as the archive declares them; more is refused while reading. */
  readonly size: number;
  open(): Promise<Readable>;
}

export function membersOf(archive: ZipFile, entries: readonly Entry[]): Member[] {
  return entries
    .filter((entry) => !entry.fileName.endsWith("/"))
    .map((entry) => ({
      name: entry.fileName,
      size: entry.uncompressedSize,
      open: () =>
        new Promise((resolve, reject) =>
          archive.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
        ),
    }));
}

export interface SheetRow extends DateSystem {
  readonly sheet: string;
  readonly row: number;
  readonly cells: readonly string[];
}

// Excel's own limits are 1,048,576 rows, 16,384 columns and 32,767 characters a cell ("Excel specifications and limits").
// Marketplaces' files for new listings have some 900 columns (a repository of a seller's tool, seen 2026-11).
export const MOST_COLUMNS = 2_000;
const LAST_ROW = 1_048_576;
const MOST_TEXT = 32_767;
/** A row is handed on whole, and a text that many cells share stands in the file once; as in CSV (csv.ts). */
const MOST_ROW_TEXT = 2_000_000;
const MOST_SHEETS = 100;
const MOST_SHARED = 2_000_000;
const MOST_SHARED_TEXT = 100_000_000;

export const isWorkbook = (members: readonly Member[]) => members.some(({ name }) => name === "xl/workbook.xml");

/** The first rows of every sheet in the workbook's order; cells "" where nothing stands. Throws HubError FILE_UNREADABLE. */
export async function* workbookRows(members: readonly Member[], most: number): AsyncGenerator<SheetRow> {
  const byName = new Map(members.map((member) => [member.name, member]));
  const shared = await sharedTexts(byName.get("xl/sharedStrings.xml"));
  const { sheets, system } = await bookOf(byName);
  for (const { name, path } of sheets) {
    const member = byName.get(path);
    if (!member) continue;
    let rows = 0;
    for await (const row of sheetRows(member, name, shared)) {
      yield { ...row, ...system };
      if (++rows >= most) break;
    }
  }
}

interface Book {
  readonly sheets: readonly { readonly name: string; readonly path: string }[];
  readonly system: DateSystem;
}

async function bookOf(byName: ReadonlyMap<string, Member>): Promise<Book> {
  const targets = new Map<string, string>();
  await parse(byName.get("xl/_rels/workbook.xml.rels"), {
    onopentag(name, { Id = "", Target = "" }) {
      if (name === "Relationship") targets.set(Id, Target.startsWith("/") ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const sheets: { name: string; path: string }[] = [];
  let system: DateSystem = {};
  await parse(byName.get("xl/workbook.xml"), {
    onopentag(name, attributes) {
      // An xsd:boolean that is false where it is left out (ECMA-376 part 1, 18.2.28).
      if (local(name) === "workbookPr" && ["1", "true"].includes(attributes["date1904"] ?? ""))
        system = { isDate1904: true };
      const path = targets.get(attributes["r:id"] ?? "");
      if (local(name) !== "sheet" || path === undefined) return;
      // Each sheet is a part of its own: one listed twice would be read twice.
      if (sheets.some((sheet) => sheet.path === path)) throw unreadable("it lists the same sheet twice");
      if (sheets.push({ name: (attributes["name"] ?? "").slice(0, 255), path }) > MOST_SHEETS)
        throw unreadable(`it has more than ${MOST_SHEETS} sheets`);
    },
  });
  return { sheets, system };
}

/** Texts of cells, by number; a text of several runs is one. */
async function sharedTexts(member: Member | undefined): Promise<readonly string[]> {
  const texts: string[] = [];
  let held = 0;
  let text: string | null = null;
  let isText = false;
  let isPhonetic = false;
  await parse(member, {
    onopentag(name) {
      if (local(name) === "si") text = "";
      if (local(name) === "rPh") isPhonetic = true;
      isText = local(name) === "t" && !isPhonetic;
    },
    ontext(piece) {
      if (isText && text !== null) text = longer(text, piece);
    },
    onclosetag(name) {
      isText = false;
      if (local(name) === "rPh") isPhonetic = false;
      if (local(name) !== "si") return;
      texts.push(text ?? "");
      held += text?.length ?? 0;
      text = null;
      if (texts.length > MOST_SHARED || held > MOST_SHARED_TEXT) throw unreadable("it holds too many different texts");
    },
  });
  return texts;
}

async function* sheetRows(member: Member, sheet: string, shared: readonly string[]): AsyncGenerator<SheetRow> {
  let ready: SheetRow[] = [];
  let cells: string[] = [];
  let row = 0;
  let column = 0;
  let letters = 0;
  let type = "";
  let value = "";
  let isValue = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const tag = local(name);
        if (tag === "row") {
          row = Number(attributes["r"] ?? row + 1);
          if (!Number.isInteger(row) || row < 1 || row > LAST_ROW) throw unreadable("a row has no number");
          cells = [];
          letters = 0;
          column = -1;
        } else if (tag === "c") {
          column = columnOf(attributes["r"]) ?? column + 1;
          type = attributes["t"] ?? "n";
          value = "";
        }
        isValue = tag === "v" || (tag === "t" && type === "inlineStr");
      },
      ontext(piece) {
        if (isValue) value = longer(value, piece);
      },
      onclosetag(name) {
        const tag = local(name);
        isValue = false;
        if (tag === "c") {
          if (column >= MOST_COLUMNS) throw unreadable(`row ${row} has more than ${MOST_COLUMNS} columns`);
          while (cells.length < column) cells.push("");
          const text = type === "s" ? (shared[Number(value)] ?? "") : value;
          cells[column] = text;
          letters += text.length;
          if (letters > MOST_ROW_TEXT) throw unreadable(`row ${row} has more than ${MOST_ROW_TEXT} characters`);
        } else if (tag === "row") ready.push({ sheet, row, cells });
      },
    },
    { xmlMode: true },
  );
  const decoder = new TextDecoder();
  for await (const bytes of await member.open()) {
    parser.write(decoder.decode(bytes as Uint8Array, { stream: true }));
    yield* ready;
    ready = [];
  }
  parser.end();
  yield* ready;
}

type Handlers = ConstructorParameters<typeof Parser>[0];

async function parse(member: Member | undefined, handlers: Handlers): Promise<void> {
  if (!member) return;
  const parser = new Parser(handlers, { xmlMode: true });
  const decoder = new TextDecoder();
  for await (const bytes of await member.open()) parser.write(decoder.decode(bytes as Uint8Array, { stream: true }));
  parser.end();
}

function longer(text: string, piece: string): string {
  if (text.length + piece.length > MOST_TEXT) throw unreadable(`a cell has more than ${MOST_TEXT} characters`);
  return text + piece;
}

/** A tag without its namespace's prefix. */
const local = (name: string) => name.slice(name.indexOf(":") + 1);

/** "C12" stands in the third column, 2. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? "")?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function unreadable(why: string): HubError {
  return new HubError("FILE_UNREADABLE", "validation", `The workbook cannot be read: ${why}.`);
}
