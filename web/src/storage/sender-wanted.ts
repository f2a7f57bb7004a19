/** Whether this browser keeps packed orders or photos: what sends them is loaded then, whatever page is open. */
import { useSyncExternalStore } from "react";
import { namesKept } from "./choices.ts";
import { KEPT_NAMES, KEPT_PHOTOS } from "./kept-names.ts";

const listeners = new Set<() => void>();
const isKept = (name: string): boolean => name.startsWith(KEPT_NAMES) || name.startsWith(KEPT_PHOTOS);
let isWanted = namesKept().some(isKept);

/** For the station, once it has something to keep. */
export function wantSender(): void {
  isWanted = true;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  const hear = ({ key }: StorageEvent) => key !== null && isKept(key) && wantSender();
  listeners.add(listener);
  window.addEventListener("storage", hear);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", hear);
  };
}

/** True from the first packing on. */
export const useSenderWanted = (): boolean => useSyncExternalStore(listen, () => isWanted);
