/** For tests: PNG files of every kind, sound and not. */
import { deflateSync } from "node:zlib";
import { chunkOf } from "./png.ts";

interface Head {
  readonly width: number;
  readonly height: number;
  readonly color?: 0 | 2 | 3 | 4 | 6;
  readonly bits?: 1 | 2 | 4 | 8 | 16;
  readonly interlace?: 0 | 1;
}

/** `rows`: each with its filter before it; `more` stands before the picture's data. */
export function pngFile(
  { width, height, color = 6, bits = 8, interlace = 0 }: Head,
  rows: Buffer,
  { more = [], packed = deflateSync(rows) }: { readonly more?: readonly Buffer[]; readonly packed?: Buffer } = {},
): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bits, color, 0, 0, interlace], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunkOf("IHDR", head), ...more, chunkOf("IDAT", packed), chunkOf("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}
