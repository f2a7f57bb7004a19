/** What a file of an image says of itself, read from its first bytes; what a name or a header claims counts for nothing. */

import { crc32 } from "node:zlib";

export type ImageType = "image/jpeg" | "image/png" | "image/gif" | "image/webp";

export interface ImageFacts {
  readonly type: ImageType;
  readonly width: number;
  readonly height: number;
}

export const EXTENSIONS: Readonly<Record<ImageType, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
};

/** Type and size in pixels; null: it is none of the four kinds, or is broken. SVG is none: it may hold scripts. */
export function imageFacts(bytes: Buffer): ImageFacts | null {
  const size = pngSize(bytes) ?? gifSize(bytes) ?? webpSize(bytes) ?? jpegSize(bytes);
  return size !== null && size.width > 0 && size.height > 0 ? size : null;
}

const startsWith = (bytes: Buffer, text: string, at = 0) => bytes.toString("latin1", at, at + text.length) === text;

function pngSize(bytes: Buffer): ImageFacts | null {
  if (!startsWith(bytes, "\x89PNG\r\n\x1a\n") || !startsWith(bytes, "IHDR", 12) || bytes.length < 33) return null;
  return { type: "image/png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function gifSize(bytes: Buffer): ImageFacts | null {
  if ((!startsWith(bytes, "GIF87a") && !startsWith(bytes, "GIF89a")) || bytes.length < 13) return null;
  return { type: "image/gif", width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** Three layouts: lossy, lossless, and extended with the canvas in its header. */
function webpSize(bytes: Buffer): ImageFacts | null {
  if (!startsWith(bytes, "RIFF") || !startsWith(bytes, "WEBP", 8) || bytes.length < 30) return null;
  const type = "image/webp";
  if (startsWith(bytes, "VP8X", 12))
    return { type, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (startsWith(bytes, "VP8L", 12)) {
    const bits = bytes.readUInt32LE(21);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!startsWith(bytes, "VP8 ", 12)) return null;
  return { type, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
}

interface Segment {
  readonly marker: number;
  /** Of its marker. */
  readonly from: number;
  readonly end: number;
}

/** Parts a file may have: pictures of 10 MB have some thousands, and a file of nothing else a million. */
const MOST_PARTS = 20_000;

/** Parts of a JPEG before its picture data, which the last one (start of scan) begins. */
function* segmentsOf(bytes: Buffer): Generator<Segment> {
  let parts = 0;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && parts < MOST_PARTS; parts += 1) {
    const marker = bytes[at + 1] ?? 0;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return;
    yield { marker, from: at, end };
    if (marker === 0xda) return;
    at = end;
  }
}

/** Markers of a frame's header: C0 to CF without tables (C4, CC) and C8, which is reserved. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegSize(bytes: Buffer): ImageFacts | null {
  if (!startsWith(bytes, "\xff\xd8\xff")) return null;
  for (const { marker, from, end } of segmentsOf(bytes))
    if (isFrame(marker) && end - from >= 9)
      return { type: "image/jpeg", width: bytes.readUInt16BE(from + 7), height: bytes.readUInt16BE(from + 5) };
  return null;
}

/**
 * The same picture without what a camera or program wrote beside it: a photograph tells where it was taken, and this one
 * becomes public. How it is to be turned stays. Null: it has more parts than any picture.
 */
export function withoutNotes(bytes: Buffer, type: ImageType): Buffer | null {
  if (type === "image/jpeg") return jpegWithoutNotes(bytes);
  if (type === "image/png") return pngWithoutNotes(bytes);
  return type === "image/webp" ? webpWithoutNotes(bytes) : bytes;
}

/** Parts of programs that change how the picture looks: JFIF, the color profile, Adobe's transform. Comments are notes. */
const reports = (marker: number) =>
  (marker >= 0xe0 && marker <= 0xef && ![0xe0, 0xe2, 0xee].includes(marker)) || marker === 0xfe;

function jpegWithoutNotes(bytes: Buffer): Buffer | null {
  const stored: Buffer[] = [bytes.subarray(0, 2)];
  let rotation = 1;
  let end = 2;
  let parts = 0;
  let hasNotes = false;
  for (const segment of segmentsOf(bytes)) {
    parts += 1;
    if (parts === MOST_PARTS) return null;
    end = segment.end;
    const part = bytes.subarray(segment.from, segment.end);
    hasNotes ||= reports(segment.marker);
    if (!reports(segment.marker)) stored.push(part);
    else if (startsWith(part, "Exif\0\0", 4)) rotation = passOf(part.subarray(10));
  }
  const [start = Buffer.alloc(0), ...rest] = stored;
  // Behind a picture's end phones append films and second pictures, with notes of their own.
  const data = bytes.subarray(end, endOfJpeg(bytes, end));
  if (!hasNotes && end + data.length === bytes.length) return bytes;
  return Buffer.concat([start, ...(rotation === 1 ? [] : [turnSegment(rotation)]), ...rest, data]);
}

/** Behind the marker of the end; the end of the file where it is missing. */
function endOfJpeg(bytes: Buffer, from: number): number {
  // Byte by byte: a file may be nothing but 0xff, and a search of its own for each takes twenty times as long.
  for (let at = from; at + 3 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return at + 2;
    // Between the scans of a progressive picture stand tables, which may hold any bytes.
    const isTable = marker >= 0xc0 && marker < 0xff && !(marker >= 0xd0 && marker <= 0xd8);
    if (isTable) at += 1 + bytes.readUInt16BE(at + 2);
  }
  return bytes.length;
}

const PNG_START = 8;
/** PNG, third edition, 4.7 and 5: what draws the picture, its colors and its frames; texts, times and Exif are none of it. */
const PNG_KEPT = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split(" "),
);

function pngWithoutNotes(bytes: Buffer): Buffer | null {
  const stored: Buffer[] = [bytes.subarray(0, PNG_START)];
  let rotation = 1;
  let parts = 0;
  for (let at = PNG_START; at + 12 <= bytes.length; parts += 1) {
    if (parts >= MOST_PARTS) return null;
    const end = at + 12 + bytes.readUInt32BE(at);
    const kind = bytes.toString("latin1", at + 4, at + 8);
    if (end > bytes.length) break;
    if (PNG_KEPT.has(kind)) stored.push(bytes.subarray(at, end));
    else if (kind === "eXIf") rotation = passOf(bytes.subarray(at + 8, end - 4));
    if (kind === "IEND") break;
    at = end;
  }
  const [start = Buffer.alloc(0), head = Buffer.alloc(0), ...rest] = stored;
  return Buffer.concat([start, head, ...(rotation === 1 ? [] : [turnChunk(rotation)]), ...rest]);
}

function turnChunk(rotation: number): Buffer {
  const tiff = turnTiff(rotation);
  const chunk = Buffer.alloc(12 + tiff.length);
  chunk.writeUInt32BE(tiff.length, 0);
  chunk.write("eXIf", 4, "latin1");
  tiff.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + tiff.length)), 8 + tiff.length);
  return chunk;
}

/** Of a WebP's extended header (WebP container specification): which parts follow. */
const [HAS_EXIF, HAS_XMP] = [0x08, 0x04];
const WEBP_KEPT = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
const WEBP_START = 12;

function webpWithoutNotes(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  let rotation = 1;
  let seen = 0;
  for (let at = WEBP_START; at + 8 <= bytes.length; seen += 1) {
    if (seen >= MOST_PARTS) return null;
    const kind = bytes.toString("latin1", at, at + 4);
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    // Parts of odd length have a byte behind them; a file cut short keeps what it has of the last.
    const next = Math.min(bytes.length, end + (end & 1));
    if (WEBP_KEPT.has(kind)) parts.push(Buffer.from(bytes.subarray(at, next)));
    else if (kind === "EXIF") rotation = passOf(withoutPrefix(bytes.subarray(at + 8, Math.min(end, bytes.length))));
    at = end + (end & 1);
  }
  const head = parts.find((part) => startsWith(part, "VP8X"));
  // Only the extended header can say that Exif follows.
  const isTurned = rotation !== 1 && head !== undefined;
  if (head) head[8] = ((head[8] ?? 0) & ~(HAS_EXIF | HAS_XMP)) | (isTurned ? HAS_EXIF : 0);
  if (isTurned) parts.push(riffPart("EXIF", turnTiff(rotation)));
  const body = Buffer.concat([Buffer.from("WEBP", "latin1"), ...parts]);
  return riffPart("RIFF", body);
}

/** Some writers put JPEG's mark before the block. */
const withoutPrefix = (exif: Buffer) => (startsWith(exif, "Exif\0\0") ? exif.subarray(6) : exif);

function riffPart(kind: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(kind, 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}

const ORIENTATION = 0x0112;

/** The orientation (1 to 8) of a block of Exif; 1 where it tells none. */
function passOf(tiff: Buffer): number {
  const isLittle = startsWith(tiff, "II");
  const short = (at: number) => (at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  if (tiff.length < 8) return 1;
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = Math.min(short(directory), 1_000);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12;
    if (short(entry) !== ORIENTATION) continue;
    const rotation = short(entry + 8);
    return rotation >= 1 && rotation <= 8 ? rotation : 1;
  }
  return 1;
}

/** Exif that holds the orientation and nothing else. */
function turnTiff(rotation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(ORIENTATION, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(rotation, 18);
  return tiff;
}

function turnSegment(rotation: number): Buffer {
  const tiff = turnTiff(rotation);
  const head = Buffer.from([0xff, 0xe1, 0, 2 + 6 + tiff.length]);
  return Buffer.concat([head, Buffer.from("Exif\0\0", "latin1"), tiff]);
}
