/**
 * What a printer says of itself: DLE EOT n, answered at once even while it stands still. Bits as Epson's manuals have
 * them (TM-U220, "DLE EOT n", read 2026-11), which other makers follow.
 */

export type PrinterTrouble = "paper" | "cover" | "cutter" | "fault" | "offline";

/** Asks for n = 1 printer, 2 why it is offline, 3 errors, 4 paper. */
export const statusQuestion = (n: 1 | 2 | 3 | 4): Uint8Array<ArrayBuffer> => Uint8Array.of(0x10, 0x04, n);

/** Bits 1 and 4 are always set in an answer, 0 and 7 never. */
export const isStatus = (byte: number): boolean => (byte & 0b1001_0011) === 0b0001_0010;

/** Reads the answers to questions 1 to 4; null where one is missing. */
export function troubleOf(answers: readonly (number | null)[]): PrinterTrouble | null {
  const [printer = null, offline = null, error = null, paper = null] = answers;
  if (((paper ?? 0) & 0x60) !== 0 || ((offline ?? 0) & 0x20) !== 0) return "paper";
  if (((offline ?? 0) & 0x04) !== 0) return "cover";
  if (((error ?? 0) & 0x08) !== 0) return "cutter";
  if (((error ?? 0) & 0x60) !== 0 || ((offline ?? 0) & 0x40) !== 0) return "fault";
  return ((printer ?? 0) & 0x08) === 0 ? null : "offline";
}

/** The roll is nearly at its end. */
export const isPaperLow = (paper: number | null): boolean => ((paper ?? 0) & 0x0c) !== 0;
