/**
 * What somebody chose in this browser, kept by its storage. Where that is full or blocked, a choice holds until the page is
 * left, and whatever was being done goes on.
 */

/** "machine": also after the tab is closed. */
type Place = "machine" | "tab";

/** By place and name; null: taken away. */
const unsaved = new Map<string, string | null>();

const storageOf = (place: Place): Storage => (place === "tab" ? sessionStorage : localStorage);

/** Null where nothing was chosen. */
export function choiceOf(name: string, place: Place = "machine"): string | null {
  const here = unsaved.get(place + name);
  if (here !== undefined) return here;
  try {
    return storageOf(place).getItem(name);
  } catch {
    return null;
  }
}

/** As `keepJson` kept it; null where nothing was, or something that cannot be read. */
export function jsonOf(name: string, place: Place = "machine"): unknown {
  try {
    return JSON.parse(choiceOf(name, place) ?? "null");
  } catch {
    return null;
  }
}

/** Null takes it away. */
export function keepChoice(name: string, text: string | null, place: Place = "machine"): void {
  try {
    if (text === null) storageOf(place).removeItem(name);
    else storageOf(place).setItem(name, text);
    unsaved.delete(place + name);
  } catch {
    unsaved.set(place + name, text);
  }
}

export const keepJson = (name: string, value: unknown, place: Place = "machine"): void =>
  keepChoice(name, JSON.stringify(value), place);

/** Names of what is kept on this machine, by anything of this address. */
export function namesKept(): readonly string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
