/** Whether rows are drawn on one line each, by the person's choice on this machine: for all lists. */
import { useSyncExternalStore } from "react";
import { choiceOf, saveChoice } from "../../storage/choices.ts";

const KEY = "argosy.compactRows";
const listeners = new Set<() => void>();

const isCompactKept = (): boolean => choiceOf(KEY) === "true";

export function setCompact(isCompact: boolean): void {
  saveChoice(KEY, String(isCompact));
  for (const listener of listeners) listener();
}

export const useIsCompact = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isCompactKept);
