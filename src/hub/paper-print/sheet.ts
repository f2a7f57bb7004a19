/** A page to write on, by places that count from where reading begins: the left in English, the right in Arabic. */
import PDFDocument from "pdfkit";
import { type Direction, directionOf, runsOf } from "./bidi-runs.ts";
import { fontFile, type Subset, type Weight } from "./fonts.ts";
import { layoutForPdf } from "./layouts.ts";

export const PAGE = { width: 595.28, height: 841.89, margin: 40 } as const;
/** What may be written on. */
export const WIDTH = PAGE.width - 2 * PAGE.margin;
export const BOTTOM = PAGE.height - PAGE.margin - 20;

export interface Style {
  readonly size?: number;
  readonly weight?: Weight;
  readonly color?: string;
  /** Where in its box: `start` is where reading begins. */
  readonly align?: "start" | "center" | "end";
  /** Absent: as its first letter is written; numbers and codes are always `ltr`. */
  readonly direction?: Direction;
}

const LINE = 1.35;
/** Share of a line's height above its base line. */
const ASCENT = 1.02;

export interface Sheet {
  readonly direction: Direction;
  /** Writes a text into a box and answers how high it became; `x` and `width` count from the start. */
  text(text: string, at: { readonly x: number; readonly y: number; readonly width: number }, style?: Style): number;
  /** How wide a text is on one line. */
  width(text: string, style?: Style): number;
  /** How high the text becomes. */
  height(text: string, width: number, style?: Style): number;
  rule(y: number, color?: string): void;
  band(y: number, height: number, color: string): void;
  image(
    bytes: Buffer,
    at: { readonly x: number; readonly y: number },
    fit: readonly [number, number],
    align?: "center",
  ): void;
  /** Fills the cells that are set: of a square, a QR code; of `height`, a barcode of one row. */
  cells(
    rows: readonly (readonly boolean[])[],
    at: {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly columns: number;
      /** Of each row; absent: as high as a column is wide. */
      readonly height?: number;
    },
  ): void;
  newPage(): void;
  /** Writes on every page, once all are there. */
  onEachPage(write: (page: number, of: number) => void): void;
  end(): Promise<Buffer>;
}

export interface SheetInfo {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly direction: Direction;
  readonly madeAt: Date;
  /** In points; absent: A4. */
  readonly page?: { readonly width: number; readonly height: number; readonly margin: number };
}

export function createSheet({ title, author, language, direction, madeAt, page = PAGE }: SheetInfo): Sheet {
  const doc = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    bufferPages: true,
    lang: language,
    displayTitle: true,
    info: { Title: title, Author: author, Producer: "Argosy", Creator: "Argosy", CreationDate: madeAt },
  });
  const done = collected(doc);
  const [use, imageOf] = [fontsOf(doc), imagesOf(doc)];
  // A text is measured once a font, at one size: breaking lines asks for the same words again and again.
  const widths = new Map<string, number>();
  const runWidth = (text: string, subset: Subset, weight: Weight, size: number) => {
    const key = `${weight} ${subset} ${text}`;
    const cached = widths.get(key);
    if (cached !== undefined) return cached * size;
    use(subset, weight, 1);
    const width = doc.widthOfString(text, WHOLE);
    widths.set(key, width);
    return width * size;
  };
  const measure = (line: string, style: Required<Pick<Style, "size" | "weight">>, base: Direction) =>
    runsOf(line, base).map((run) => ({ ...run, width: runWidth(run.text, run.subset, style.weight, style.size) }));
  const widthOf = (line: string, style: Required<Pick<Style, "size" | "weight">>, base: Direction) =>
    measure(line, style, base).reduce((sum, { width }) => sum + width, 0);
  /** From the left edge of the paper. */
  const physical = (x: number, width: number) =>
    direction === "ltr" ? page.margin + x : page.width - page.margin - x - width;
  const settled = (text: string, style: Style = {}) => ({
    size: style.size ?? 9,
    weight: style.weight ?? (400 as const),
    color: style.color ?? "#1a1a1a",
    align: style.align ?? ("start" as const),
    base: style.direction ?? directionOf(text, direction),
  });
  const linesOf = (text: string, width: number, style: ReturnType<typeof settled>) =>
    text.split("\n").flatMap((line) => wrapped(line, width, (part) => widthOf(part, style, style.base)));

  return {
    direction,
    text(text, { x, y, width }, given) {
      const style = settled(text, given);
      const lines = linesOf(text, width, style);
      const isRight = (style.align === "end") === (direction === "ltr");
      for (const [index, line] of lines.entries()) {
        const runs = measure(line, style, style.base);
        const whole = runs.reduce((sum, run) => sum + run.width, 0);
        let left = physical(x, width) + (width - whole) * (style.align === "center" ? 0.5 : isRight ? 1 : 0);
        for (const run of runs) {
          use(run.subset, style.weight, style.size);
          doc.fillColor(style.color).text(run.text, left, y + (index * LINE + ASCENT) * style.size, WRITTEN);
          left += run.width;
        }
      }
      return lines.length * LINE * style.size;
    },
    width: (text, given) => widthOf(text, settled(text, given), settled(text, given).base),
    height(text, width, given) {
      const style = settled(text, given);
      return linesOf(text, width, style).length * LINE * style.size;
    },
    rule(y, color = "#c9ced6") {
      doc
        .moveTo(page.margin, y)
        .lineTo(page.width - page.margin, y)
        .lineWidth(0.6)
        .strokeColor(color)
        .stroke();
    },
    band(y, height, color) {
      doc.rect(page.margin, y, page.width - 2 * page.margin, height).fill(color);
    },
    image: (bytes, { x, y }, [width, height], align) =>
      doc.image(imageOf(bytes), physical(x, width), y, {
        fit: [width, height],
        align: align ?? (direction === "rtl" ? "right" : undefined),
      }),
    cells: (rows, at) => fillCells(doc, rows, { ...at, left: physical(at.x, at.width) }),
    newPage() {
      doc.addPage();
    },
    onEachPage(write) {
      const { start, count } = doc.bufferedPageRange();
      for (let page = start; page < start + count; page++) {
        doc.switchToPage(page);
        write(page - start + 1, count);
      }
    },
    end() {
      doc.end();
      return done;
    },
  };
}

/** Sets a font; each is opened once a document. */
function fontsOf(doc: PDFKit.PDFDocument): (subset: Subset, weight: Weight, size: number) => void {
  const registered = new Set<string>();
  return (subset, weight, size) => {
    const name = `${subset}-${weight}`;
    const isNew = !registered.has(name);
    if (isNew) doc.registerFont(name, fontFile(subset, weight));
    registered.add(name);
    doc.font(name).fontSize(size);
    if (isNew) opened(doc).layout = (text) => layoutForPdf(text, subset, weight);
  };
}

/** An image as pdfkit draws it: read and kept once a document, however often it stands in it. */
function imagesOf(doc: PDFKit.PDFDocument): (bytes: Buffer) => Buffer {
  const opened = new Map<Buffer, Buffer>();
  const { openImage } = doc as unknown as { openImage(bytes: Buffer): Buffer };
  return (bytes) => {
    const cached = opened.get(bytes);
    if (cached !== undefined) return cached;
    // Its types tell only of files and bytes; it takes what it opened itself as well.
    const image = openImage.call(doc, bytes);
    opened.set(bytes, image);
    return image;
  };
}

/** What pdfkit shapes texts with in the font that was set last; its types keep it to itself. */
const opened = (doc: PDFKit.PDFDocument) =>
  (doc as unknown as { readonly _font: { readonly font: { layout: (text: string) => unknown } } })._font.font;

/** A list of features, even an empty one, has a run shaped as a whole: word by word, Arabic would stand in the wrong order. */
const WHOLE = { features: [] };
const WRITTEN = { ...WHOLE, lineBreak: false, baseline: "alphabetic" } as const;

const signs = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Lines that fit: broken between words, and within one that is longer than a line. Each word is measured once. */
export function wrapped(text: string, width: number, measure: (part: string) => number): string[] {
  const lines: string[] = [];
  const space = measure(" ");
  let line = "";
  let taken = 0;
  for (const word of text.split(/[ \t]+/).filter((each) => each !== "")) {
    const wide = measure(word);
    if (line !== "" && taken + space + wide <= width) {
      line = `${line} ${word}`;
      taken += space + wide;
      continue;
    }
    if (line !== "") lines.push(line);
    const broken = wide <= width ? [word] : pieces(word, width, measure);
    line = broken.pop() ?? "";
    taken = broken.length === 0 ? wide : measure(line);
    lines.push(...broken);
  }
  return [...lines, line];
}

/** A word that is longer than a line: as many signs as fit on each, at least one. */
function pieces(word: string, width: number, measure: (part: string) => number): string[] {
  const all = [...signs.segment(word)].map(({ segment }) => segment);
  const found: string[] = [];
  for (let from = 0; from < all.length; ) {
    const fits = (count: number) => measure(all.slice(from, from + count).join("")) <= width;
    // Never the whole rest: what is measured stays about as long as a line.
    let most = 2;
    while (from + most < all.length && fits(most)) most *= 2;
    let [least, over] = [1, Math.min(most, all.length - from) + 1];
    while (over - least > 1) {
      const middle = (least + over) >> 1;
      if (fits(middle)) least = middle;
      else over = middle;
    }
    found.push(all.slice(from, from + least).join(""));
    from += least;
  }
  return found;
}

function collected(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
}

function fillCells(
  doc: PDFKit.PDFDocument,
  rows: Parameters<Sheet["cells"]>[0],
  { left, y, width, columns, height }: Parameters<Sheet["cells"]>[1] & { readonly left: number },
): void {
  const side = width / columns;
  const high = height ?? side;
  for (const [row, cells] of rows.entries())
    for (const [column, isSet] of cells.entries())
      if (isSet) doc.rect(left + column * side, y + row * high, side, high);
  doc.fill("#000000");
}
