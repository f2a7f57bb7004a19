/** Files as strangers send them, read as the process for them reads them, and their rows as an import understands them. */
import fc from "fast-check";
import { tableRows } from "../../src/hub/channel-files/rows.ts";
import { workbookOf, zipOf } from "../../src/hub/channel-files/testing-zip.ts";
import { HubError } from "../../src/hub/errors.ts";
import { FIELDS } from "../../src/hub/imports/fields.ts";
import { DEFAULT_OPTIONS } from "../../src/hub/imports/options.ts";
import { readHere } from "../../src/hub/imports/reader.ts";
import { rowReader } from "../../src/hub/imports/row.ts";
import { type FuzzCase, type Fuzzer, refusing } from "./fuzzer.ts";
import { nastyJson, nastyRecord, nastyText } from "./text.ts";

const PIECE = 4_096;

const inPieces = (bytes: Uint8Array) =>
  async function* () {
    for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
  };

async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _row of rows);
}

const HEADS = FIELDS.map(({ id }) => id);
/** A file is read in pieces: what takes long in a small one takes longer in a large one. */
const LONGEST = 150_000;
const cell = fc.oneof(
  nastyText,
  nastyText.map((text) => `"${text}`),
  nastyText.map((text) => `"${text.replaceAll('"', '""')}"`),
);
const csv = fc
  .tuple(
    fc.constantFrom(",", ";", "\t", "|"),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 6 }),
  )
  .map(([delimiter, newline, rows]) =>
    ["SKU,Title,Price".replaceAll(",", delimiter), ...rows.map((row) => row.join(delimiter))].join(newline),
  );
const json = fc
  .array(fc.oneof(nastyRecord([...HEADS, "variants", "images"]), nastyJson(["SKU"])), { maxLength: 5 })
  .map((items) => JSON.stringify(items));
const lines = fc
  .array(nastyJson(["SKU", "Title"]), { maxLength: 5 })
  .map((items) => items.map((item) => JSON.stringify(item)).join("\n"));
const damaged = fc.tuple(fc.oneof(csv, json, lines), fc.nat(500)).map(([text, at]) => text.slice(at));
const plain = fc
  .tuple(fc.oneof(csv, json, lines, damaged, nastyText), fc.constantFrom<BufferEncoding>("utf8", "utf16le", "latin1"))
  .map(([text, encoding]) => Buffer.from(text.slice(0, LONGEST), encoding));

const MARKS = [
  "<row>",
  '<row r="7">',
  "</row>",
  '<c r="B2" t="s">',
  '<c t="inlineStr">',
  "<c>",
  "</c>",
  "<is>",
  "<t>",
  "</t>",
  "<v>",
  "</v>",
  "1",
  "0",
  "<f>",
  "<!--",
  "]]>",
  "<x:c>",
];
const sheet = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...MARKS) }, { weight: 1, arbitrary: nastyText }), {
    maxLength: 40,
  })
  .map((parts) => parts.join(""));
const workbook = fc
  .tuple(fc.array(sheet, { maxLength: 3 }), fc.array(nastyText, { maxLength: 4 }))
  .map(([sheets, shared]) => workbookOf(sheets, { shared }));
const archive = fc
  .oneof(
    workbook,
    fc
      .array(fc.tuple(fc.constantFrom("a.csv", "b.xlsx", "../c.csv", "xl/workbook.xml", "d/"), plain), { maxLength: 3 })
      .map((members) => zipOf(Object.fromEntries(members))),
  )
  .chain((bytes) =>
    fc.array(fc.tuple(fc.nat(Math.max(0, bytes.length - 1)), fc.nat(255)), { maxLength: 3 }).map((changes) => {
      const changed = Buffer.from(bytes);
      for (const [at, value] of changes) changed[at] = value;
      return changed;
    }),
  );

const table = fc.oneof(plain, archive).map(
  (bytes): FuzzCase => ({
    what: `table ${bytes.toString("latin1").slice(0, 600)}`,
    // Whatever breaks an archive's reading ends in the process for it as "damaged": only how long it takes counts here.
    run: () => refusing(() => drain(tableRows(inPieces(bytes))), Error),
  }),
);

const catalog = plain.map(
  (bytes): FuzzCase => ({
    what: `catalog ${bytes.toString("latin1").slice(0, 600)}`,
    run: () =>
      refusing(async () => {
        const { shape } = await readHere.inspect(inPieces(bytes), {});
        await drain(readHere.records(inPieces(bytes), shape));
      }, HubError),
  }),
);

const understood = fc
  .array(fc.tuple(fc.constantFrom(...HEADS), nastyText), { minLength: 1, maxLength: 6 })
  .map((cells): FuzzCase => {
    const columns = cells.map(([field], index) => `${field} ${index}`);
    const read = rowReader({
      columns,
      mapping: cells.map(([field]) => field),
      options: DEFAULT_OPTIONS,
      guarded: true,
    });
    return {
      what: `row ${JSON.stringify(cells).slice(0, 600)}`,
      run: () => read({ row: 2, cells: cells.map(([, text]) => text) }),
    };
  });

export const files: Fuzzer = { name: "files", cases: fc.oneof(table, catalog, understood) };
