/**
 * What somebody chose in this browser, kept by its storage. Where that is full or blocked, a choice holds until the page is
 * left, and whatever was being done goes on.
 */

/** "machine": also after the tab is closed. */
type StorageScope = "machine" | "tab";

/** By place and name; null: taken away. */
const unsaved = new Map<string, string | null>();

const storageOf = (scope: StorageScope): Storage => (scope === "tab" ? sessionStorage : localStorage);

/** Null where nothing was chosen. */
export function choiceOf(name: string, scope: StorageScope = "machine"): string | null {
  const here = unsaved.get(scope + name);
  if (here !== undefined) return here;
  try {
    return storageOf(scope).getItem(name);
  } catch {
    return null;
  }
}

/** As `saveJson` kept it; null where nothing was, or something that cannot be read. */
export function jsonOf(name: string, scope: StorageScope = "machine"): unknown {
  try {
    return JSON.parse(choiceOf(name, scope) ?? "null");
  } catch {
    return null;
  }
}

/** Null takes it away. */
export function saveChoice(name: string, text: string | null, scope: StorageScope = "machine"): void {
  try {
    if (text === null) storageOf(scope).removeItem(name);
    else storageOf(scope).setItem(name, text);
    unsaved.delete(scope + name);
  } catch {
    unsaved.set(scope + name, text);
  }
}

export const saveJson = (name: string, value: unknown, scope: StorageScope = "machine"): void =>
  saveChoice(name, JSON.stringify(value), scope);

/** Names of what is kept on this machine, by anything of this address. */
export function storedNames(): readonly string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
