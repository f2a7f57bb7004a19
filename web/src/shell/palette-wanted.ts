/** Whether the palette was asked for: by its button, mod+K or a slash. */
import { useHotkeys } from "@mantine/hooks";
import { useSyncExternalStore } from "react";

let isWanted = false;
let open: (() => void) | undefined;
const listeners = new Set<() => void>();

/** Opens the palette, and has it loaded first where it is not there yet. */
export function openPalette(): void {
  isWanted = true;
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

/** True from the first time on; also hears the keys. */
export function usePaletteWanted(): boolean {
  useHotkeys([
    ["mod+K", openPalette],
    ["/", openPalette],
  ]);
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isWanted,
  );
}
