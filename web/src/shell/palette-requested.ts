/** Whether the palette was asked for, by its button, mod+K or a slash; or the sheet of keys, by a question mark. */
import { useEffect, useSyncExternalStore } from "react";
import { TYPED_IN } from "../ui/key-letter.ts";

let isRequested = false;
let open: (() => void) | undefined;
let areKeysShown = false;
const listeners = new Set<() => void>();

/** The sheet of keys is opened and closed. */
export function showKeys(isShown: boolean): void {
  areKeysShown = isShown;
  for (const listener of listeners) listener();
}

/** Opens the palette, and has it loaded first where it is not there yet. */
export function openPalette(): void {
  isRequested = true;
  open?.();
  for (const listener of listeners) listener();
}

/** The loaded palette says how it is opened, and opens for whoever asked before. */
export function onPaletteOpen(opens: () => void): () => void {
  open = opens;
  opens();
  return () => {
    open = undefined;
  };
}

/** By the key's place, too: with Arabic letters on it, K is still K. */
function hear(event: KeyboardEvent): void {
  if (event.target instanceof Element && event.target.closest(TYPED_IN)) return;
  if (event.key === "?" || event.key === "؟") {
    showKeys(true);
    return;
  }
  const isModK = (event.ctrlKey || event.metaKey) && (event.code === "KeyK" || event.key === "k");
  if (!isModK && event.key !== "/") return;
  event.preventDefault();
  openPalette();
}

/** True from the first time on; also hears the keys. */
export function usePaletteRequested(): boolean {
  useEffect(() => {
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
  return useSyncExternalStore(listen, () => isRequested);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useKeysShown = (): boolean => useSyncExternalStore(listen, () => areKeysShown);
