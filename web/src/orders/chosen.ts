/** The orders that were ticked in the list, for the screens that work on them; kept while the tab is open. */
import { jsonOf, saveJson } from "../storage/choices.ts";

const CHOSEN = "argosy.chosenOrders";
const PICKED = "argosy.pickedLines";

/** Rows one screen works on at once; more are worked on in turns. */
export const MAX_SELECTED = 500;

/** All of them, however many. */
export function saveChosen(ids: readonly string[]): void {
  saveJson(CHOSEN, ids, "tab");
}

const texts = (read: unknown): readonly string[] => (Array.isArray(read) ? read.map(String) : []);

export const chosenOrders = (): readonly string[] => texts(jsonOf(CHOSEN, "tab"));

/** What was ticked off the picking list of these orders, in this tab. */
export function pickedLines(orders: readonly string[]): ReadonlySet<string> {
  const read = jsonOf(PICKED, "tab");
  if (!Array.isArray(read)) return new Set();
  const [of, lines] = read;
  return new Set(of === orders.join() ? texts(lines) : []);
}

export function savePicked(orders: readonly string[], lines: ReadonlySet<string>): void {
  saveJson(PICKED, [orders.join(), [...lines]], "tab");
}
