/** A logo as black dots: what a PNG file holds, scaled down and spread (Floyd and Steinberg). */
import type { Dots } from "../../commerce/till/escpos.ts";
import { decodePng, scaledDown } from "./png.ts";

const MOST = { width: 384, height: 200 };

/** Null for files of other kinds (JPEG) and damaged ones: the paper goes without. */
export function logoDots(file: Buffer): Dots | null {
  const pixels = decodePng(file);
  if (pixels === null) return null;
  const { width, height, rgba } = scaledDown(pixels, MOST);
  return spread(
    Float32Array.from({ length: width * height }, (_, n) => brightness(rgba, n * 4)),
    width,
    height,
  );
}

/** 0 black to 255 white, over white paper. */
function brightness(rgba: Uint8Array, at: number): number {
  const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4);
  const value = (red * 299 + green * 587 + blue * 114) / 1000;
  return 255 - ((255 - value) * alpha) / 255;
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
