/** The orders that were ticked in the list, for the screens that work on them; kept while the tab is open. */
const KEY = "argosy.chosenOrders";

/** More than this are packed in several turns. */
export const MOST_CHOSEN = 500;

export function keepChosen(ids: readonly string[]): void {
  sessionStorage.setItem(KEY, JSON.stringify(ids.slice(0, MOST_CHOSEN)));
}

export function chosenOrders(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}
