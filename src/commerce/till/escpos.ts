/**
 * Receipts as bytes for 80 mm printers. Commands as in Epson's "ESC/POS Command Reference" (download4.epson.biz, read
 * 2026-11), which others follow. Letters the printer's own font has go as text; lines with others, and every line of a
 * paper read from the right, go as pictures: no printer shapes Arabic.
 */
import type { ReceiptBlock } from "./receipt.ts";

/** Dots that are set, packed eight to a byte, the leftmost highest. */
export interface Dots {
  /** A multiple of 8. */
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

export interface LineStyle {
  readonly align: "start" | "center" | "end";
  readonly isLarge: boolean;
  readonly isBold: boolean;
}

export interface EscposWith {
  readonly direction: "ltr" | "rtl";
  readonly logo: Dots | null;
  /** Draws words on a line as wide as the paper; several parts stand on one line where they fit. */
  draw(parts: readonly (LineStyle & { readonly text: string })[]): Dots;
}

/** 72 mm at 203 dots an inch. */
export const PAPER_WIDTH_DOTS = 576;
/** Letters of font A (12 dots) on a line. */
const COLUMNS = 48;

const [ESC, GS, LF] = [0x1b, 0x1d, 0x0a];
const INIT = [ESC, 0x40];
/** Code page 16 is Windows-1252. */
const WINDOWS_1252 = [ESC, 0x74, 16];
const align = (side: "start" | "center") => [ESC, 0x61, side === "center" ? 1 : 0];
const bold = (isBold: boolean) => [ESC, 0x45, isBold ? 1 : 0];
const large = (isLarge: boolean) => [GS, 0x21, isLarge ? 0x11 : 0];
/** Feeds to the blade and cuts, leaving a corner. */
const CUT = [GS, 0x56, 66, 0];
/** Opens a cash drawer on the printer's first socket: 50 ms on, 500 ms off. */
export const DRAWER: readonly number[] = [ESC, 0x70, 0, 25, 250];

/** What Windows-1252 has from 128 to 159; a space where it has nothing. */
const HIGH = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** Bytes of a text; null where the printer lacks a letter. */
export function printerText(text: string): number[] | null {
  const bytes: number[] = [];
  for (const letter of text.normalize("NFC")) {
    const code = letter.codePointAt(0) ?? 0;
    const high = letter === " " ? -1 : HIGH.indexOf(letter);
    if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) bytes.push(code);
    else if (high >= 0) bytes.push(0x80 + high);
    // Spaces that do not break, as figures of some languages have them.
    else if (code === 0x202f || code === 0x2009) bytes.push(0x20);
    else return null;
  }
  return bytes;
}

/** The bytes of a paper, cut off at its end; `opensDrawer`: the drawer springs open too. */
export function escposOf(
  blocks: readonly ReceiptBlock[],
  how: EscposWith & { readonly opensDrawer?: boolean },
): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [...INIT, ...WINDOWS_1252];
  for (const block of blocks) for (const byte of blockBytes(block, how)) bytes.push(byte);
  bytes.push(...CUT, ...(how.opensDrawer ? DRAWER : []));
  return Uint8Array.from(bytes);
}

function blockBytes(block: ReceiptBlock, how: EscposWith): readonly number[] {
  switch (block.kind) {
    case "logo":
      return how.logo === null ? [] : [...align("center"), ...picture(how.logo), LF, ...align("start")];
    case "rule":
      return [...Array.from({ length: COLUMNS }, () => 0x2d), LF];
    case "qr":
      return [...align("center"), LF, ...qrCode(block.data), LF, ...align("start")];
    case "text": {
      const style = { align: block.align, isLarge: block.isLarge === true, isBold: block.isBold === true };
      return textBytes(block.text, style, how);
    }
    case "pair":
      return pairBytes(block, how);
  }
}

function textBytes(
  text: string,
  style: LineStyle & { readonly align: "start" | "center" },
  how: EscposWith,
): readonly number[] {
  return text.split("\n").flatMap((line) => {
    const bytes = how.direction === "rtl" ? null : printerText(line);
    if (bytes === null) return picture(how.draw([{ ...style, text: line }]));
    const dressed = [...align(style.align), ...bold(style.isBold), ...large(style.isLarge)];
    return [...dressed, ...bytes, LF, ...align("start"), ...bold(false), ...large(false)];
  });
}

function pairBytes(pair: Extract<ReceiptBlock, { kind: "pair" }>, how: EscposWith): readonly number[] {
  const isBold = pair.isBold === true;
  const [start, end] = how.direction === "rtl" ? [null, null] : [printerText(pair.start), printerText(pair.end)];
  const style = { isLarge: false, isBold };
  if (start === null || end === null)
    return picture(
      how.draw([
        { ...style, align: "start", text: pair.start },
        { ...style, align: "end", text: pair.end },
      ]),
    );
  const room = COLUMNS - end.length - 1;
  const lines = wrappedBytes(start, Math.max(room, COLUMNS / 4));
  const last = lines.at(-1) ?? [];
  const gap = COLUMNS - last.length - end.length;
  const tail = gap > 0 ? [...last, ...spaces(gap), ...end] : [...last, LF, ...spaces(COLUMNS - end.length), ...end];
  return [...bold(isBold), ...lines.slice(0, -1).flatMap((line) => [...line, LF]), ...tail, LF, ...bold(false)];
}

const SPACE = 0x20;
const spaces = (count: number) => Array.from({ length: Math.max(0, count) }, () => SPACE);

/** Broken between words, and within one that is longer than a line. */
function wrappedBytes(bytes: readonly number[], width: number): number[][] {
  const lines: number[][] = [];
  let rest = [...bytes];
  while (rest.length > width) {
    const space = rest.lastIndexOf(SPACE, width);
    const at = space > 0 ? space : width;
    lines.push(rest.slice(0, at));
    rest = rest.slice(space > 0 ? at + 1 : at);
  }
  return [...lines, rest];
}

/** GS v 0: at most 65,535 dots high. */
function picture({ width, height, bits }: Dots): number[] {
  const across = width / 8;
  const command = [GS, 0x76, 0x30, 0, across & 0xff, across >> 8, height & 0xff, height >> 8];
  return [...command, ...bits];
}

/** GS ( k: model 2, six dots a cell, error correction M, stored and printed. */
function qrCode(data: string): number[] {
  const bytes = [...new TextEncoder().encode(data)];
  const command = (call: number, ...values: number[]) => {
    const length = values.length + 2;
    return [GS, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, call, ...values];
  };
  return [
    ...command(0x41, 0x32, 0),
    ...command(0x43, 6),
    ...command(0x45, 0x31),
    ...command(0x50, 0x30, ...bytes),
    ...command(0x51, 0x30),
  ];
}
