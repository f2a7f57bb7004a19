/** For tests: files that are images as far as anybody reads before drawing them. */

export function png(width: number, height: number, more = ""): Buffer {
  const head = Buffer.alloc(33);
  head.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 0, "latin1");
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return Buffer.concat([head, Buffer.from(more, "latin1")]);
}

interface Photograph {
  readonly exif?: { readonly turn: number; readonly note: string };
}

/** A JPEG with a table before its frame; with the notes of a camera. */
export function jpeg(width: number, height: number, { exif }: Photograph = {}): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const table = Buffer.from([0xff, 0xdb, 0, 4, 0, 1]);
  const scan = Buffer.from([0xff, 0xda, 0, 3, 1, 0x12, 0x34, 0xff, 0xd9]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), exif ? notes(exif) : Buffer.alloc(0), table, frame, scan]);
}

/** What a camera writes: which way up, and more. */
export function tiffOf({ turn, note }: NonNullable<Photograph["exif"]>): Buffer {
  const tiff = Buffer.alloc(22);
  tiff.write("II*\0", 0, "latin1");
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(turn, 18);
  return Buffer.concat([tiff, Buffer.from(note, "latin1")]);
}

function notes(exif: NonNullable<Photograph["exif"]>): Buffer {
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiffOf(exif)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

export function webp(layout: "VP8 " | "VP8L" | "VP8X", width: number, height: number, notes = ""): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.write("RIFF\0\0\0\0WEBP", 0, "latin1");
  bytes.write(layout, 12, "latin1");
  bytes.writeUInt32LE(10, 16);
  if (layout === "VP8 ") {
    bytes.writeUInt16LE(width, 26);
    bytes.writeUInt16LE(height, 28);
  } else if (layout === "VP8L") bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  else {
    if (notes !== "") bytes.writeUInt8(0x0c, 20);
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
  }
  const parts = notes === "" ? [] : [webpNotes("EXIF", notes), webpNotes("XMP ", notes)];
  const whole = Buffer.concat([bytes, ...parts]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

function webpNotes(kind: string, notes: string): Buffer {
  const body = Buffer.concat([tiffOf({ turn: 6, note: notes }), Buffer.alloc(notes.length & 1)]);
  const head = Buffer.alloc(8);
  head.write(kind, 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** A chunk as PNG has them, its sum left out: nothing here checks it. */
export function pngChunk(kind: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(kind, 4, "latin1");
  data.copy(chunk, 8);
  return chunk;
}
