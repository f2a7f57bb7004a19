/** Prints with the printer chosen on this device: asks how it is, sends, and asks again. */
import type { Chosen } from "./device.ts";
import { openPrinter, type PrinterLine, PrinterUnreachable, type PrintTrouble } from "./line.ts";
import { isPaperLow, isStatus, type PrinterTrouble, statusQuestion, troubleOf } from "./status.ts";

export type Printing =
  | { readonly state: "printed"; readonly isPaperLow: boolean }
  /** `isStarted`: part of it may be on paper. */
  | { readonly state: "failed"; readonly why: PrinterTrouble | PrintTrouble; readonly isBegun: boolean };

interface ServerAnswer {
  readonly trouble: PrinterTrouble | null;
  readonly isPaperLow: boolean;
}

/** Many printers answer nothing: then nothing is known, and that is no trouble. */
async function inspect(line: PrinterLine): Promise<ServerAnswer> {
  const answers: (number | null)[] = [];
  for (const n of [1, 2, 3, 4] as const) {
    await line.send(statusQuestion(n));
    const [byte] = (await line.receive()) ?? [];
    if (byte === undefined || !isStatus(byte)) break;
    answers.push(byte);
  }
  return { trouble: troubleOf(answers), isPaperLow: isPaperLow(answers[3] ?? null) };
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: a printer takes one at a time. Never throws for what the printer does. */
export function print(chosen: Chosen, bytes: Uint8Array<ArrayBuffer>): Promise<Printing> {
  const printing = last.then(() => printNow(chosen, bytes));
  last = printing.catch(() => undefined);
  return printing;
}

async function printNow(chosen: Chosen, bytes: Uint8Array<ArrayBuffer>): Promise<Printing> {
  let isStarted = false;
  try {
    const line = await openPrinter(chosen);
    try {
      const before = await inspect(line);
      if (before.trouble !== null) return { state: "failed", why: before.trouble, isBegun: isStarted };
      isStarted = true;
      await line.send(bytes);
      const after = await inspect(line);
      if (after.trouble !== null) return { state: "failed", why: after.trouble, isBegun: isStarted };
      return { state: "printed", isPaperLow: after.isPaperLow };
    } finally {
      // Closing one that is gone fails too.
      await line.close().catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof PrinterUnreachable)) throw error;
    return { state: "failed", why: error.trouble, isBegun: isStarted };
  }
}
