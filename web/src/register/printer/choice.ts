/** Which printer this device uses, and when. */

import { jsonOf, keepChoice } from "../../storage/choices.ts";
import type { Chosen } from "./device.ts";

export interface PrinterChoice {
  readonly chosen: Chosen;
  /** Each receipt at once, without being asked. */
  readonly isAutomatic: boolean;
  /** The drawer opens where cash goes in or out. */
  readonly opensDrawer: boolean;
}

const KEPT_AS = "argosy.register.printer";
const listeners = new Set<() => void>();
let kept: PrinterChoice | null | undefined;

export function printerChoice(): PrinterChoice | null {
  kept ??= jsonOf(KEPT_AS) as PrinterChoice | null;
  return kept;
}

export function keepPrinterChoice(choice: PrinterChoice | null): void {
  kept = choice;
  keepChoice(KEPT_AS, choice && JSON.stringify(choice));
  for (const listener of listeners) listener();
}

export function onPrinterChoice(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
