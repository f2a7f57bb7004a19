/** Lines as dots, for letters a printer does not have: drawn by the browser, which joins and orders Arabic. */
import { type Dots, type EscposWith, PAPER_WIDTH_DOTS } from "../../../../src/commerce/till/escpos.ts";

const SIZE = 24;
const LINE = 1.35;
const GAP = 12;
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", Arial, sans-serif';

type Draw = EscposWith["draw"];
type Part = Parameters<Draw>[0][number];

/** Draws as the papers of `direction` are read. */
export function drawFor(direction: "ltr" | "rtl"): Draw {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (pen === null) throw new Error("This browser draws no pictures.");
  const dress = ({ isBold, isLarge, align }: Part) => {
    pen.font = `${isBold ? 600 : 400} ${isLarge ? 2 * SIZE : SIZE}px ${FONT}`;
    pen.textBaseline = "alphabetic";
    // Figures at the end of a line read from the left in every language.
    pen.direction = align === "end" ? "ltr" : direction;
    pen.textAlign = "left";
    pen.fillStyle = "#000";
  };
  const widthOf = (part: Part, text: string) => {
    dress(part);
    return pen.measureText(text).width;
  };
  return (parts) => {
    const [first, second] = parts;
    const taken = second ? widthOf(second, second.text) + GAP : 0;
    const lines: { readonly part: Part; readonly text: string; readonly bottom: number }[] = [];
    let bottom = 0;
    for (const part of parts) {
      const height = (part.isLarge ? 2 * SIZE : SIZE) * LINE;
      const room = part === first ? Math.max(PAPER_WIDTH_DOTS - taken, PAPER_WIDTH_DOTS / 4) : PAPER_WIDTH_DOTS;
      const pieces = wrapped(part.text, room, (text) => widthOf(part, text));
      // The other end stands on the last line of the first.
      if (part !== first) bottom -= height;
      for (const text of pieces) {
        bottom += height;
        lines.push({ part, text, bottom });
      }
    }
    canvas.width = PAPER_WIDTH_DOTS;
    canvas.height = Math.ceil(bottom);
    for (const { part, text, bottom: end } of lines) {
      const left = leftOf(part.align, widthOf(part, text), direction);
      const size = part.isLarge ? 2 * SIZE : SIZE;
      pen.fillText(text, left, end - size * (LINE - 1));
    }
    return dotsOf(pen.getImageData(0, 0, canvas.width, canvas.height));
  };
}

function leftOf(align: Part["align"], width: number, direction: "ltr" | "rtl"): number {
  if (align === "center") return Math.max(0, (PAPER_WIDTH_DOTS - width) / 2);
  return (align === "start") === (direction === "ltr") ? 0 : Math.max(0, PAPER_WIDTH_DOTS - width);
}

/** Broken between words; a word that is longer than a line stands on its own. */
function wrapped(text: string, room: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** A dot where the letter covers more than half of it. */
function dotsOf({ width, height, data }: ImageData): Dots {
  const bits = new Uint8Array((width / 8) * height);
  for (let at = 0; at < width * height; at++)
    if ((data[at * 4 + 3] ?? 0) > 127) bits[at >> 3] = (bits[at >> 3] ?? 0) | (0x80 >> (at & 7));
  return { width, height, bits };
}
