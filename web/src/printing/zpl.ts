/**
 * ZPL: the language of label printers. Commands as in Zebra's "ZPL II Programming Guide" (^GF with its compression of
 * ASCII data, ~HS; read 2026-11), which other makers' printers follow.
 */
import type { Dots } from "../../../src/commerce/till/escpos.ts";

/** Of letters for counts: G to Y are 1 to 19, g to z are 20 to 400 in steps of 20. */
const [ONES, TWENTIES] = ["G".charCodeAt(0), "g".charCodeAt(0)];
const MOST_RUN = 419;

function counted(digit: string, times: number): string {
  let text = "";
  for (let left = times; left > 0; left -= MOST_RUN) {
    const run = Math.min(left, MOST_RUN);
    const [twenties, ones] = [Math.floor(run / 20), run % 20];
    if (run > 1 && twenties > 0) text += String.fromCharCode(TWENTIES + twenties - 1);
    if (run > 1 && ones > 0) text += String.fromCharCode(ONES + ones - 1);
    text += digit;
  }
  return text;
}

/** A row as hexadecimal digits, runs of one digit shortened, and what is empty at its end left to a comma. */
function row(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
  const ink = digits.replace(/0+$/, "");
  const runs = ink.match(/(.)\1*/g) ?? [];
  const text = runs.map((run) => (run.length > 2 ? counted(run.charAt(0), run.length) : run)).join("");
  return ink.length === digits.length ? text : `${text},`;
}

/** A label that is one picture. */
export function pictureZpl({ width, height, bits }: Dots): string {
  const perRow = width / 8;
  let data = "";
  let before = "";
  for (let y = 0; y < height; y++) {
    const now = row(bits.subarray(y * perRow, (y + 1) * perRow));
    // As the row above.
    data += now === before ? ":" : now;
    before = now;
  }
  const size = perRow * height;
  return `^XA^PW${width}^LL${height}^LH0,0^FO0,0^GFA,${size},${size},${perRow},${data}^FS^XZ\n`;
}

/** Whether a courier's text is of this language: others' commands would be printed as letters, or worse. */
export function isZpl(text: string): boolean {
  // Drivers begin with signs that are not printed.
  const begin = Array.from(text.slice(0, 200)).findIndex((sign) => sign > " ");
  const isCommand = begin >= 0 && ["^", "~", "CT~~"].some((sign) => text.startsWith(sign, begin));
  const upper = text.toUpperCase();
  const first = upper.indexOf("^XA");
  return isCommand && first >= 0 && upper.includes("^XZ", first);
}

/** A frame along the edge, words and a bar code: what is cut off, pale or too wide is seen. */
export function testZpl({ width, height }: Pick<Dots, "width" | "height">): string {
  const letter = Math.round(width / 14);
  return [
    `^XA^PW${width}^LL${height}^LH0,0`,
    `^FO0,0^GB${width},${height},4^FS`,
    `^FO${letter},${letter}^A0N,${letter},${letter}^FDArgosy^FS`,
    `^FO${letter},${letter * 3}^A0N,${Math.round(letter / 2)}^FD${width} x ${height}^FS`,
    `^FO${letter},${letter * 4}^BY2^BCN,${letter * 2},Y,N,N^FDARGOSY-1^FS`,
    "^XZ\n",
  ].join("");
}

export const STATUS_QUESTION = "~HS";
const [STX, ETX] = ["\x02", "\x03"];
/** Three lines, each between STX and ETX. */
export const isWholeStatus = (answer: string): boolean => answer.split(ETX).length > 3;

export type LabelPrinterTrouble = "paper" | "cover" | "paused" | "ribbon";

/** Of the first line the second and third figure: out of paper, paused; of the second the third and fourth: head, ribbon. */
export function troubleIn(answer: string): LabelPrinterTrouble | null {
  const [first = [], second = []] = answer.split(ETX).map((line) => line.slice(line.indexOf(STX) + 1).split(","));
  if (first[1] === "1") return "paper";
  if (second[2] === "1") return "cover";
  if (second[3] === "1") return "ribbon";
  return first[2] === "1" ? "paused" : null;
}
