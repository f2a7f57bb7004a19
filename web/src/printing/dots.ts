/** Pages and pictures as the dots of a label printer: turned where that fits better, as large as the paper, in its middle. */
import type { Dots } from "../../../src/commerce/till/escpos.ts";

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** A picture of greys, one byte a dot, 0 black. */
export interface Greys extends Area {
  readonly data: Uint8Array;
}

/** How a page of this shape lies on the paper. */
export function placed(page: Area, format: Area): Area & { readonly isTurned: boolean } {
  const isTurned = page.width > page.height !== format.width > format.height && page.width !== page.height;
  const room = isTurned ? { width: format.height, height: format.width } : format;
  const scale = Math.min(room.width / page.width, room.height / page.height);
  const side = (length: number) => Math.max(1, Math.floor(length * scale));
  return { width: side(page.width), height: side(page.height), isTurned };
}

/** Darker than this is a dot: letters and bars are drawn with soft edges. */
const DARK = 128;

/** A quarter to the right where it is turned. */
export function dotsFrom({ width, height, data }: Greys, isTurned: boolean, format: Area): Dots {
  const perRow = format.width / 8;
  const bits = new Uint8Array(perRow * format.height);
  const [wide, high] = isTurned ? [height, width] : [width, height];
  const [left, top] = [Math.max(0, (format.width - wide) >> 1), Math.max(0, (format.height - high) >> 1)];
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const at = isTurned ? (height - 1 - x) * width + y : y * width + x;
      if ((data[at] ?? 255) >= DARK) continue;
      const column = left + x;
      const index = (top + y) * perRow + (column >> 3);
      bits[index] = (bits[index] ?? 0) | (0x80 >> (column & 7));
    }
  }
  return { width: format.width, height: format.height, bits };
}
