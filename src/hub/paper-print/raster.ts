/** Lines and logos as dots for receipt printers: outlines of the papers' fonts filled row by row. */
import { type Dots, type LineStyle, PAPER_WIDTH_DOTS } from "../../commerce/till/escpos.ts";
import { type Direction, directionOf, runsOf } from "./bidi-runs.ts";
import type { Weight } from "./fonts.ts";
import { fontOf, layoutOf } from "./layouts.ts";
import { wrapped } from "./sheet.ts";

/** Dots a letter is high: font A of printers is 24. */
const SIZE = 24;
const LINE = 1.35;
const ASCENT = 1.02;
const GAP = 16;

type Part = LineStyle & { readonly text: string };
type Point = readonly [x: number, y: number];

interface Written {
  readonly outlines: readonly (readonly Point[])[];
  readonly width: number;
}

/** Words of one paper come back on the next; a process draws for one organization. */
const MAX_STORED = 20_000;
const widths = new Map<string, number>();

function widthOf(text: string, how: { size: number; weight: Weight; base: Direction }): number {
  const key = `${how.size} ${how.weight} ${how.base} ${text}`;
  const cached = widths.get(key);
  if (cached !== undefined) return cached;
  const { width } = written(text, how);
  if (widths.size >= MAX_STORED) widths.clear();
  widths.set(key, width);
  return width;
}

/** A text from left to right with its base line at 0, in dots. */
function written(text: string, { size, weight, base }: { size: number; weight: Weight; base: Direction }): Written {
  const outlines: Point[][] = [];
  let x = 0;
  for (const run of runsOf(text, base)) {
    const scale = size / fontOf(run.subset, weight).unitsPerEm;
    const { glyphs, positions } = layoutOf(run.text, run.subset, weight);
    for (const [n, glyph] of glyphs.entries()) {
      const place = positions[n];
      if (!place) continue;
      const at = (px: number, py: number): Point => [x + (px + place.xOffset) * scale, -(py + place.yOffset) * scale];
      outlines.push(...contours(glyph.path.commands, at));
      x += place.xAdvance * scale;
    }
  }
  return { outlines, width: x };
}

const STEPS = 6;

/** Closed lines of straight pieces. */
function contours(
  commands: readonly { readonly command: string; readonly args: readonly number[] }[],
  at: (x: number, y: number) => Point,
): Point[][] {
  const all: Point[][] = [];
  let pen: Point = [0, 0];
  for (const { command, args } of commands) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
    const line = all.at(-1);
    if (command === "moveTo") {
      all.push([at(a, b)]);
      pen = [a, b];
    } else if (command === "lineTo") {
      line?.push(at(a, b));
      pen = [a, b];
    } else if (command === "quadraticCurveTo") {
      const [x, y] = pen;
      for (let n = 1; n <= STEPS; n++) {
        const [t, u] = [n / STEPS, 1 - n / STEPS];
        line?.push(at(u * u * x + 2 * u * t * a + t * t * c, u * u * y + 2 * u * t * b + t * t * d));
      }
      pen = [c, d];
    } else if (command === "bezierCurveTo") {
      const [x, y] = pen;
      for (let n = 1; n <= STEPS; n++) {
        const [t, u] = [n / STEPS, 1 - n / STEPS];
        const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
        line?.push(at(p * x + q * a + r * c + s * e, p * y + q * b + r * d + s * f));
      }
      pen = [e, f];
    }
  }
  return all;
}

/** Parts on one line, where they fit; the others' lines below each other. */
export function drawLine(parts: readonly Part[], direction: Direction): Dots {
  const laid = parts.map((part) => {
    const how = { size: part.isLarge ? 2 * SIZE : SIZE, weight: part.isBold ? (600 as const) : (400 as const) };
    // Figures read from the left in every language.
    const base = directionOf(part.text, part.align === "end" ? "ltr" : direction);
    return { part, ...how, base };
  });
  const [first, second] = laid;
  const taken = second ? widthOf(second.part.text, second) + GAP : 0;
  const lines: { readonly x: number; readonly y: number; readonly outlines: Written["outlines"] }[] = [];
  let y = 0;
  for (const each of laid) {
    const room = each === first ? Math.max(PAPER_WIDTH_DOTS - taken, PAPER_WIDTH_DOTS / 4) : PAPER_WIDTH_DOTS;
    const pieces = wrapped(each.part.text, room, (text) => widthOf(text, each));
    // The other end stands on the last line of the first.
    if (each !== first && first) y -= LINE * first.size;
    for (const piece of pieces) {
      const { outlines, width } = written(piece, each);
      lines.push({ outlines, x: leftOf(each.part.align, width, direction), y: y + ASCENT * each.size });
      y += LINE * each.size;
    }
  }
  return filled(lines, Math.ceil(y));
}

function leftOf(align: LineStyle["align"], width: number, direction: Direction): number {
  if (align === "center") return Math.max(0, (PAPER_WIDTH_DOTS - width) / 2);
  return (align === "start") === (direction === "ltr") ? 0 : Math.max(0, PAPER_WIDTH_DOTS - width);
}

/** What lies within the outlines by their winding, sampled at the middle of each dot. */
function filled(
  lines: readonly { readonly x: number; readonly y: number; readonly outlines: Written["outlines"] }[],
  height: number,
): Dots {
  const across = PAPER_WIDTH_DOTS / 8;
  const bits = new Uint8Array(across * height);
  const crossings: { x: number; turn: number }[][] = Array.from({ length: height }, () => []);
  for (const { x: left, y: top, outlines } of lines)
    for (const outline of outlines)
      for (const [n, [x1, y1]] of outline.entries()) {
        const [x2, y2] = outline[(n + 1) % outline.length] ?? [x1, y1];
        cross(crossings, [left + x1, top + y1], [left + x2, top + y2]);
      }
  for (const [row, found] of crossings.entries()) {
    found.sort((a, b) => a.x - b.x);
    let winding = 0;
    for (const [n, { x, turn }] of found.entries()) {
      winding += turn;
      const next = found[n + 1];
      if (winding === 0 || !next) continue;
      for (let dot = Math.max(0, Math.ceil(x - 0.5)); dot + 0.5 < next.x && dot < PAPER_WIDTH_DOTS; dot++)
        bits[row * across + (dot >> 3)] = (bits[row * across + (dot >> 3)] ?? 0) | (0x80 >> (dot & 7));
    }
  }
  return { width: PAPER_WIDTH_DOTS, height, bits };
}

function cross(rows: { x: number; turn: number }[][], [x1, y1]: Point, [x2, y2]: Point): void {
  const [low, high] = y1 < y2 ? [y1, y2] : [y2, y1];
  for (let row = Math.max(0, Math.ceil(low - 0.5)); row + 0.5 < high && row < rows.length; row++)
    rows[row]?.push({ x: x1 + ((row + 0.5 - y1) / (y2 - y1)) * (x2 - x1), turn: y1 < y2 ? 1 : -1 });
}
