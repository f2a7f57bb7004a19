/** The products that were ticked in the list to be listed on a marketplace; the listings take them with the next look. */
import { jsonOf, saveJson } from "../storage/choices.ts";

const CHOSEN = "argosy.productsToList";

export const keepToList = (ids: readonly string[]): void => saveJson(CHOSEN, ids, "tab");

/** They are asked for once: whoever comes back later begins anew. */
export function takeToList(): readonly string[] {
  const read = jsonOf(CHOSEN, "tab");
  saveJson(CHOSEN, [], "tab");
  return Array.isArray(read) ? read.map(String) : [];
}
