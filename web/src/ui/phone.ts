import { useSyncExternalStore } from "react";

// Mantine's "sm", below which tables are cards and dialogs fill the screen.
const query = window.matchMedia("(max-width: 48em)");

function onChange(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** True on a screen as narrow as a phone's, from the first drawing on. */
export const useIsPhone = (): boolean => useSyncExternalStore(onChange, () => query.matches);
