/** The products that were ticked in the list to be listed on a marketplace; the listings take them with the next look. */
import { jsonOf, keepJson } from "../storage/choices.ts";

const CHOSEN = "argosy.productsToList";

export const keepToList = (ids: readonly string[]): void => keepJson(CHOSEN, ids, "tab");

/** They are asked for once: whoever comes back later begins anew. */
export function takeToList(): readonly string[] {
  const read = jsonOf(CHOSEN, "tab");
  keepJson(CHOSEN, [], "tab");
  return Array.isArray(read) ? read.map(String) : [];
}
