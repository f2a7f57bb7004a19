/** The products that were ticked in the list to have their prices edited; kept while the tab is open. */
import { jsonOf, saveJson } from "../storage/choices.ts";

const CHOSEN = "argosy.pricedProducts";

export const saveProducts = (ids: readonly string[]): void => saveJson(CHOSEN, ids, "tab");

export function storedProducts(): readonly string[] {
  const read = jsonOf(CHOSEN, "tab");
  return Array.isArray(read) ? read.map(String) : [];
}
