/** Which printer this device uses, and when. */

import { jsonOf, saveChoice } from "../../storage/choices.ts";
import type { Chosen } from "./device.ts";

export interface PrinterChoice {
  readonly chosen: Chosen;
  /** Each receipt at once, without being asked. */
  readonly isAutomatic: boolean;
  /** The drawer opens where cash goes in or out. */
  readonly opensDrawer: boolean;
}

const STORAGE_KEY = "argosy.register.printer";
const listeners = new Set<() => void>();
let cached: PrinterChoice | null | undefined;

export function printerChoice(): PrinterChoice | null {
  cached ??= jsonOf(STORAGE_KEY) as PrinterChoice | null;
  return cached;
}

export function savePrinterChoice(choice: PrinterChoice | null): void {
  cached = choice;
  saveChoice(STORAGE_KEY, choice && JSON.stringify(choice));
  for (const listener of listeners) listener();
}

export function onPrinterChoice(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
