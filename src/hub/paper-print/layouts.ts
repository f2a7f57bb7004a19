/**
 * Texts as their letters stand, kept for as long as the process lives: shaping Arabic takes most of the time of a paper,
 * and the words of one come back on the next. A process draws for one organization.
 */
import { createRequire } from "node:module";
import { fontFile, type Subset, type Weight } from "./fonts.ts";

/** What of fontkit is used here; it has no types of its own. */
export interface Font {
  readonly unitsPerEm: number;
  layout(text: string, features: readonly string[]): Layout;
}

interface Position {
  readonly xAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

export interface Layout {
  readonly glyphs: readonly {
    readonly path: { readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[] };
  }[];
  readonly positions: readonly Position[];
}

const fontkit = createRequire(import.meta.url)("fontkit") as { create(file: Buffer): Font };

const MAX_STORED = 5_000;
const fonts = new Map<string, Font>();
const cached = new Map<string, Layout>();
let shaped = 0;

/** How many texts this process has shaped. */
export const shapedTexts = (): number => shaped;

/** The font of a subset, opened once. */
export function fontOf(subset: Subset, weight: Weight): Font {
  const key = `${subset}-${weight}`;
  const font = fonts.get(key) ?? fontkit.create(fontFile(subset, weight));
  fonts.set(key, font);
  return font;
}

/** A list of features, even an empty one, has a text shaped as a whole: word by word, Arabic would stand in the wrong order. */
export function layoutOf(text: string, subset: Subset, weight: Weight): Layout {
  const key = `${subset} ${weight} ${text}`;
  const cachedValue = cached.get(key);
  if (cachedValue !== undefined) return cachedValue;
  shaped += 1;
  const layout = fontOf(subset, weight).layout(text, []);
  if (cached.size >= MAX_STORED) cached.clear();
  cached.set(key, layout);
  return layout;
}

/** The same as pdfkit takes it: it scales the positions where they stand. */
export function layoutForPdf(text: string, subset: Subset, weight: Weight) {
  const { glyphs, positions: own } = layoutOf(text, subset, weight);
  const positions = own.map((position) => ({ ...position }));
  return {
    glyphs,
    positions,
    get advanceWidth() {
      return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
    },
  };
}
