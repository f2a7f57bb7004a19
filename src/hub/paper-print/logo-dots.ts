/** A logo as black dots: what PNG files of eight bits hold, scaled down and spread (Floyd and Steinberg). */
import { inflateSync } from "node:zlib";
import type { Dots } from "../../commerce/till/escpos.ts";

const SIGNATURE = 8;
const MOST_PIXELS = 4_000_000;
const MOST_WIDTH = 384;
const MOST_HEIGHT = 200;

interface Grey {
  readonly width: number;
  readonly height: number;
  /** 0 black to 255 white, over white paper. */
  readonly at: (x: number, y: number) => number;
}

/** Null for files of other kinds (JPEG, interlaced, sixteen bits): the paper goes without. */
export function logoDots(file: Buffer): Dots | null {
  const grey = greyOf(file);
  if (grey === null) return null;
  const scale = Math.min(1, MOST_WIDTH / grey.width, MOST_HEIGHT / grey.height);
  const width = Math.max(1, Math.round(grey.width * scale));
  const height = Math.max(1, Math.round(grey.height * scale));
  const values = Float32Array.from({ length: width * height }, (_, n) =>
    mean(grey, n % width, Math.floor(n / width), scale),
  );
  return spread(values, width, height);
}

function mean(grey: Grey, x: number, y: number, scale: number): number {
  const [left, top] = [Math.floor(x / scale), Math.floor(y / scale)];
  const [right, bottom] = [
    Math.max(left + 1, Math.floor((x + 1) / scale)),
    Math.max(top + 1, Math.floor((y + 1) / scale)),
  ];
  let [sum, count] = [0, 0];
  for (let row = top; row < Math.min(bottom, grey.height); row++)
    for (let column = left; column < Math.min(right, grey.width); column++) {
      sum += grey.at(column, row);
      count += 1;
    }
  return count === 0 ? 255 : sum / count;
}

function spread(values: Float32Array, width: number, height: number): Dots {
  const across = Math.ceil(width / 8);
  const bits = new Uint8Array(across * height);
  const add = (x: number, y: number, error: number) => {
    if (x >= 0 && x < width && y < height) values[y * width + x] = (values[y * width + x] ?? 0) + error;
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = values[y * width + x] ?? 255;
      const isBlack = value < 128;
      if (isBlack) bits[y * across + (x >> 3)] = (bits[y * across + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
      const error = value - (isBlack ? 0 : 255);
      add(x + 1, y, (error * 7) / 16);
      add(x - 1, y + 1, (error * 3) / 16);
      add(x, y + 1, (error * 5) / 16);
      add(x + 1, y + 1, error / 16);
    }
  return { width: across * 8, height, bits };
}

/** Samples a pixel by color type: grey, RGB, palette, grey with alpha, RGB with alpha. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** PNG, third edition (W3C), chapters 5, 9 and 11. */
function greyOf(file: Buffer): Grey | null {
  const chunks = chunksOf(file);
  const head = chunks.find(({ kind }) => kind === "IHDR")?.data;
  if (!head || head.length < 13) return null;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const [bits, color, , , interlaced] = head.subarray(8);
  const samples = SAMPLES[color ?? -1];
  if (bits !== 8 || interlaced !== 0 || samples === undefined || width * height > MOST_PIXELS) return null;
  const stride = width * samples;
  const packed = Buffer.concat(chunks.flatMap(({ kind, data }) => (kind === "IDAT" ? [data] : [])));
  const rows = unfiltered(inflated(packed, (stride + 1) * height), { stride, height, samples });
  if (rows === null) return null;
  const palette = chunks.find(({ kind }) => kind === "PLTE")?.data;
  const clear = chunks.find(({ kind }) => kind === "tRNS")?.data;
  const at = (x: number, y: number): number => {
    const [a = 0, b = 0, c = 0, d = 255] = rows.subarray(y * stride + x * samples, y * stride + x * samples + samples);
    if (color === 0) return a;
    if (color === 4) return onWhite(a, b);
    if (color === 3) {
      const [red = 0, green = 0, blue = 0] = palette?.subarray(a * 3, a * 3 + 3) ?? [];
      return onWhite(brightness(red, green, blue), clear?.[a] ?? 255);
    }
    return onWhite(brightness(a, b, c), color === 6 ? d : 255);
  };
  return { width, height, at };
}

const brightness = (red: number, green: number, blue: number) => (red * 299 + green * 587 + blue * 114) / 1000;
const onWhite = (value: number, alpha: number) => 255 - ((255 - value) * alpha) / 255;

function chunksOf(file: Buffer): { readonly kind: string; readonly data: Buffer }[] {
  const chunks: { kind: string; data: Buffer }[] = [];
  for (let at = SIGNATURE; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    chunks.push({ kind: file.toString("latin1", at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function inflated(packed: Buffer, length: number): Buffer | null {
  try {
    return inflateSync(packed, { maxOutputLength: length });
  } catch (error) {
    // A damaged file: the paper goes without its logo.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

function unfiltered(
  data: Buffer | null,
  { stride, height, samples }: { readonly stride: number; readonly height: number; readonly samples: number },
): Buffer | null {
  if (data === null || data.length < (stride + 1) * height) return null;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)] ?? 0;
    for (let n = 0; n < stride; n++) {
      const left = n >= samples ? (rows[y * stride + n - samples] ?? 0) : 0;
      const above = y > 0 ? (rows[(y - 1) * stride + n] ?? 0) : 0;
      const corner = y > 0 && n >= samples ? (rows[(y - 1) * stride + n - samples] ?? 0) : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      if (guess === undefined) return null;
      rows[y * stride + n] = (data[y * (stride + 1) + 1 + n] ?? 0) + guess;
    }
  }
  return rows;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}
