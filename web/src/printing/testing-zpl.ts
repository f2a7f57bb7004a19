/** What a printer makes of ZPL: its pictures as dots, and all else as text. */
import type { Dots } from "../../../src/commerce/till/escpos.ts";

const GRAPHIC = /\^GFA,(\d+),(\d+),(\d+),([^^]*)/;

const DIGIT = /([G-Yg-z]*)([0-9A-F,!:])/g;

function timesOf(letters: string): number {
  let times = 0;
  for (const letter of letters) {
    const code = letter.charCodeAt(0);
    times += code >= 0x67 ? (code - 0x66) * 20 : code - 0x46;
  }
  return letters === "" ? 1 : times;
}

/** The first picture of a label. Throws where there is none, or it is not as long as it says. */
export function readPicture(zpl: string): Dots {
  const [, text = "", , perRowSaid = "", data = ""] = GRAPHIC.exec(zpl) ?? [];
  const perRow = Number(perRowSaid);
  const rows: string[] = [];
  let row = "";
  const close = () => {
    rows.push(row);
    row = "";
  };
  for (const [, letters = "", sign = ""] of data.matchAll(DIGIT)) {
    if (sign === ":") rows.push(rows.at(-1) ?? "");
    else if (sign === ",") {
      row = row.padEnd(perRow * 2, "0");
      close();
    } else row += sign.repeat(timesOf(letters));
    if (row.length === perRow * 2) close();
  }
  const bits = Uint8Array.from(rows.join("").match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  if (perRow === 0 || bits.length !== Number(text)) throw new Error(`${bits.length} bytes, said were ${text}`);
  return { width: perRow * 8, height: bits.length / perRow, bits };
}

/** Rows with ink, from the first to the last; null: the paper is empty. */
export function inked({ width, height, bits }: Dots) {
  const perRow = width / 8;
  const rows = Array.from({ length: height }, (_, y) =>
    bits.subarray(y * perRow, (y + 1) * perRow).some((byte) => byte > 0),
  );
  return rows.includes(true) ? { first: rows.indexOf(true), last: rows.lastIndexOf(true) } : null;
}
