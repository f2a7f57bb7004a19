/** A line of text as the pieces it is drawn in, from left to right, each in one font and direction. */
import bidiFactory from "bidi-js";
import { type Subset, subsetOf } from "./fonts.ts";

// The package is CommonJS whose types describe its module: what Node imports is the factory itself.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

export type Direction = "ltr" | "rtl";

export interface Run {
  readonly text: string;
  readonly subset: Subset;
}

interface Piece extends Run {
  readonly level: number;
}

/** Letters of scripts written from right to left: what shapes them turns them round as well. */
const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** The direction of the first letter that has one; `otherwise` where none has. */
export function directionOf(text: string, otherwise: Direction): Direction {
  const first = /\p{L}/u.exec(text)?.[0];
  return first === undefined ? otherwise : RTL_LETTER.test(first) ? "rtl" : "ltr";
}

/** Marks that steer direction: they do their work before anything is drawn, and have no picture. */
const STEERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A value within a text of another direction: its own order stays, as "20-11" does within Arabic. */
export function apart(value: string): string {
  return `\u2068${value}\u2069`;
}

/** A number or code, always from left to right. */
export function code(value: string): string {
  return `\u2066${value}\u2069`;
}

/** Lines are measured, measured again and drawn; the words of one paper come back on the next. */
const MAX_STORED = 5_000;
const cached = new Map<string, readonly Run[]>();

/** The pieces of one line, in the order they stand on paper from the left. */
export function runsOf(line: string, base: Direction): readonly Run[] {
  const key = `${base} ${line}`;
  const cachedValue = cached.get(key);
  if (cachedValue !== undefined) return cachedValue;
  const runs = placedRuns(line, base);
  if (cached.size >= MAX_STORED) cached.clear();
  cached.set(key, runs);
  return runs;
}

function placedRuns(line: string, base: Direction): Run[] {
  const { levels } = bidi.getEmbeddingLevels(line, base);
  return inPlaces(piecesOf(line, levels)).flatMap(({ text, subset, level }) => {
    const drawn = text.replace(STEERING, "");
    return drawn === "" ? [] : { subset, text: shown(drawn, level) };
  });
}

/** Neighbours of one direction and font, in the order they are read. */
function piecesOf(line: string, levels: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  for (const { segment, index } of graphemes.segment(line)) {
    const level = levels[index] ?? 0;
    const last = pieces.at(-1);
    const subset = subsetOf(segment, last?.subset);
    if (last && last.level === level && last.subset === subset)
      pieces[pieces.length - 1] = { ...last, text: last.text + segment };
    else pieces.push({ text: segment, level, subset });
  }
  return pieces;
}

/** Rule L2 of Unicode's bidirectional algorithm, on pieces: from the highest level down, what lies at or above is turned round. */
function inPlaces(pieces: readonly Piece[]): Piece[] {
  const placed = [...pieces];
  const highest = Math.max(0, ...pieces.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < placed.length; ) {
      let to = from;
      while ((placed[to]?.level ?? -1) >= level) to++;
      if (to > from) placed.splice(from, to - from, ...placed.slice(from, to).reverse());
      from = to + 1;
    }
  }
  return placed;
}

/** Arabic digits count as Arabic for the font's shaping, which turns them round, though they are read from the left. */
const TURNED = /[\p{Script=Arabic}\p{Script=Hebrew}\u0660-\u066c\u06f0-\u06f9]/u;

/** Brackets open the other way from right to left; what shaping turns the wrong way, or not at all, is turned here. */
function shown(text: string, level: number): string {
  const signs = [...graphemes.segment(text)].map(({ segment }) => segment);
  const isTurned = TURNED.test(text);
  if (level % 2 === 0) return isTurned ? signs.reverse().join("") : text;
  const mirrored = signs.map((sign) => bidi.getMirroredCharacter(sign) ?? sign);
  return (isTurned ? mirrored : mirrored.reverse()).join("");
}
