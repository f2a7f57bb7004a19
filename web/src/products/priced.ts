/** The products that were ticked in the list to have their prices edited; kept while the tab is open. */
import { jsonOf, keepJson } from "../storage/choices.ts";

const CHOSEN = "argosy.pricedProducts";

export const keepProducts = (ids: readonly string[]): void => keepJson(CHOSEN, ids, "tab");

export function keptProducts(): readonly string[] {
  const read = jsonOf(CHOSEN, "tab");
  return Array.isArray(read) ? read.map(String) : [];
}
