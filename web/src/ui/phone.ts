import { useSyncExternalStore } from "react";

// Below Mantine's "sm", as the style sheets have it: tables are cards and dialogs fill the screen.
const query = window.matchMedia("(max-width: 47.99em)");

function onChange(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** True on a screen as narrow as a phone's, from the first drawing on. */
export const useIsPhone = (): boolean => useSyncExternalStore(onChange, () => query.matches);
