/** Letters of papers: which file of a font has a sign. Files are read when a paper first needs them, and kept. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openWoff } from "./woff.ts";

const weights = [400, 600] as const;
export type Weight = (typeof weights)[number];

/** Subsets in the order they are asked, the most used first. */
const SUBSETS = [
  ["noto-sans", "latin"],
  ["noto-sans-arabic", "arabic"],
  ["noto-sans", "devanagari"],
  ["noto-sans", "latin-ext"],
  ["noto-sans", "vietnamese"],
  ["noto-sans", "greek"],
  ["noto-sans", "greek-ext"],
  ["noto-sans", "cyrillic"],
  ["noto-sans", "cyrillic-ext"],
] as const;

export type Subset = (typeof SUBSETS)[number][1];

const fileOf = (font: string, path: string) => fileURLToPath(import.meta.resolve(`@fontsource/${font}/${path}`));

interface Coverage {
  readonly subset: Subset;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

let existing: readonly Coverage[] | undefined;

/** What each file covers, as its own package says. */
function coverage(): readonly Coverage[] {
  existing ??= SUBSETS.map(([font, subset]) => {
    const ranges = JSON.parse(readFileSync(fileOf(font, "unicode.json"), "utf8")) as Readonly<Record<string, string>>;
    return {
      subset,
      ranges: (ranges[subset] ?? "").split(",").map((range) => {
        const [from = "", to = from] = range.trim().replace(/^U\+/i, "").split("-");
        return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
      }),
    };
  });
  return existing;
}

/** The file that has a sign; `before` (that of the sign before) where it has it too. Unknown signs become empty boxes. */
export function subsetOf(sign: string, before: Subset | undefined): Subset {
  const code = sign.codePointAt(0) ?? 0;
  const has = ({ ranges }: Coverage) => ranges.some(([from, to]) => from <= code && code <= to);
  const all = coverage();
  const same = all.find(({ subset }) => subset === before);
  return same && has(same) ? same.subset : (all.find(has)?.subset ?? before ?? "latin");
}

const files = new Map<string, Buffer>();

/** The font of a file. */
export function fontFile(subset: Subset, weight: Weight): Buffer {
  const font = SUBSETS.find(([, name]) => name === subset)?.[0] ?? "noto-sans";
  const path = `files/${font}-${subset}-${weight}-normal.woff`;
  const bytes = files.get(path) ?? openWoff(readFileSync(fileOf(font, path)));
  files.set(path, bytes);
  return bytes;
}
