/** For tests: files as large and as hard to read as a route takes them. */
import { deflateSync } from "node:zlib";
import { workbookOf, zipOf } from "../hub/channel-files/testing-zip.ts";

export interface UploadCase {
  readonly name: string;
  readonly type: string;
  bytes(): Buffer;
}

const MB = 1024 * 1024;
/** What an image may have. Of tables, of which more is taken, it tells as much: they are read piece by piece. */
const MOST = 10 * MB - 1_024;

const repeated = (head: Buffer, pattern: readonly number[]): Buffer =>
  Buffer.concat([head, Buffer.alloc(MOST - head.length, Buffer.from(pattern))]);

/** A start, a frame of ten by ten, and the beginning of its picture. */
const JPEG = Buffer.from("ffd8ffc0000b080a000a0001110000ffda000801010000003f00", "hex");
const GIF = Buffer.concat([Buffer.from("GIF89a\x0a\0\x0a\0\0\0\0", "latin1")]);

function chunk(kind: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(kind, 4, "latin1");
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

function png(...chunks: readonly Buffer[]): Buffer {
  const size = Buffer.from("0000000a0000000a0806000000", "hex");
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", size), ...chunks]);
}

function webp(part: Buffer): Buffer {
  const head = Buffer.from("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x0c\0\0\0\x09\0\0\x09\0\0", "latin1");
  return Buffer.concat([head, Buffer.alloc(MOST - head.length, part)]);
}

const text = (piece: string) => Buffer.alloc(MB, piece);

export const IMAGES: readonly UploadCase[] = [
  ...[[0xff], [0xff, 0x00], [0xff, 0xc4, 0x00, 0x00], [0xff, 0xd0]].map((pattern) => ({
    name: `JPEG of ${Buffer.from(pattern).toString("hex")}`,
    type: "image/jpeg",
    bytes: () => repeated(JPEG, pattern),
  })),
  { name: "JPEG of parts", type: "image/jpeg", bytes: () => repeated(JPEG.subarray(0, 2), [0xff, 0xe1, 0x00, 0x02]) },
  { name: "GIF", type: "image/gif", bytes: () => repeated(GIF, [0x21, 0xfe, 0x01, 0x00, 0x00]) },
  { name: "PNG of empty chunks", type: "image/png", bytes: () => repeated(png(), [...chunk("tEXt", Buffer.alloc(0))]) },
  { name: "PNG of one chunk", type: "image/png", bytes: () => png(chunk("IDAT", deflateSync(Buffer.alloc(MOST)))) },
  { name: "WebP of empty parts", type: "image/webp", bytes: () => webp(Buffer.from("ICCP\0\0\0\0", "latin1")) },
  { name: "WebP of Exif", type: "image/webp", bytes: () => webp(Buffer.from("EXIF\0\0\0\0", "latin1")) },
];

export const TABLES: readonly UploadCase[] = [
  ...["SKU,", '"', '","\n', "\n", "a\tb\n", '{"a":[', "[[", '{"a":1}\n'].map((piece) => ({
    name: `table of ${JSON.stringify(piece)}`,
    type: "text/csv",
    bytes: () => text(piece),
  })),
  { name: "table in UTF-16", type: "text/csv", bytes: () => Buffer.from(`\ufeff${"ع,".repeat(MB / 4)}`, "utf16le") },
  {
    name: "archive of a table",
    type: "application/zip",
    bytes: () => zipOf({ "a.csv": text("a,b\n") }),
  },
  {
    name: "workbook of cells",
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    bytes: () => workbookOf(["<row><c><v>1</v></c></row>".repeat(2_000)], { shared: ["a".repeat(100_000)] }),
  },
];

const row = (cell: (at: number) => string, columns: number): string =>
  `${Array.from({ length: columns }, (_, at) => cell(at)).join(",")}\n`;

/** Files of a channel whose heads are many, long and nearly those of fields, and whose rows are many. */
export const TEMPLATES: readonly UploadCase[] = [
  {
    name: "template of many heads",
    type: "text/csv",
    bytes: () =>
      Buffer.from(
        Array.from({ length: 30 }, () => row((at) => `Material[language=${at}]#1.value_${at}`, 2_000)).join(""),
      ),
  },
  {
    name: "template of many rows",
    type: "text/csv",
    bytes: () => Buffer.from(`sku,Material\n${Array.from({ length: 20_000 }, (_, at) => `SKU-${at},Clay\n`).join("")}`),
  },
];
