/** Whether rows are drawn on one line each, by the person's choice on this machine: for all lists. */
import { useSyncExternalStore } from "react";

const KEY = "argosy.compactRows";
const listeners = new Set<() => void>();

const isCompactKept = (): boolean => localStorage.getItem(KEY) === "true";

export function setCompact(isCompact: boolean): void {
  localStorage.setItem(KEY, String(isCompact));
  for (const listener of listeners) listener();
}

export const useIsCompact = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isCompactKept);
