/** Sends labels to the printer chosen on this device: asks how it is, sends one after the other, and asks again. */
import { openPrinter, type PrinterLine, PrinterUnreachable, type PrintTrouble } from "../register/printer/line.ts";
import type { LabelPrinter } from "./printers.ts";
import { isWholeStatus, type LabelPrinterTrouble, STATUS_QUESTION, troubleIn } from "./zpl.ts";

export type SendTrouble = LabelPrinterTrouble | PrintTrouble;

export interface SendEnd {
  /** How many of them the printer took, as far as it tells. */
  readonly done: number;
  /** Null: all of them. */
  readonly why: SendTrouble | null;
  /** Part of the next one may be on paper. */
  readonly isBegun: boolean;
}

const MOST_PIECES = 8;

/** Many printers answer nothing: then nothing is known, and that is no trouble. */
async function inspect(line: PrinterLine): Promise<LabelPrinterTrouble | null | "silent"> {
  await line.send(new TextEncoder().encode(STATUS_QUESTION));
  let answer = "";
  for (let pieces = 0; pieces < MOST_PIECES && !isWholeStatus(answer); pieces += 1) {
    const piece = await line.hear();
    if (piece === null) break;
    answer += new TextDecoder().decode(piece);
  }
  return isWholeStatus(answer) ? troubleIn(answer) : "silent";
}

/** While a long label prints, a printer may answer late: it is asked again, after a longer wait each time. */
const RETRY_REQUEST_MS = [500, 1_500, 3_000];

async function readAgain(line: PrinterLine): Promise<LabelPrinterTrouble | null | "lost"> {
  let state = await inspect(line);
  for (const ms of RETRY_REQUEST_MS) {
    if (state !== "silent") return state;
    await new Promise((resolve) => setTimeout(resolve, ms));
    state = await inspect(line);
    if (state === "silent") continue;
    // Answers to all that was asked: the last one tells how it is now.
    for (let pieces = 0; pieces < MOST_PIECES && (await line.hear()) !== null; pieces += 1);
    state = await inspect(line);
  }
  return state === "silent" ? "lost" : state;
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: a printer takes one at a time. Never throws for what the printer does. */
export function sendLabels(printer: LabelPrinter, labels: readonly Uint8Array<ArrayBuffer>[]): Promise<SendEnd> {
  const sending = last.then(() => sendNow(printer, labels));
  last = sending.catch(() => undefined);
  return sending;
}

async function sendNow({ chosen }: LabelPrinter, labels: readonly Uint8Array<ArrayBuffer>[]): Promise<SendEnd> {
  let [done, isStarted] = [0, false];
  try {
    const line = await openPrinter(chosen);
    try {
      const first = await inspect(line);
      // One that never says anything is not asked again: that takes as long as waiting for its answer.
      const isMute = first === "silent";
      let why: SendTrouble | null = isMute ? null : first;
      for (const label of labels) {
        if (why !== null) break;
        isStarted = true;
        await line.send(label);
        if (!isMute) why = await readAgain(line);
        if (why === null) {
          done += 1;
          isStarted = false;
        }
      }
      return { done, why, isBegun: isStarted };
    } finally {
      // Closing one that is gone fails too.
      await line.close().catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof PrinterUnreachable)) throw error;
    return { done, why: error.trouble, isBegun: isStarted };
  }
}
