/** Whether this browser keeps packed orders or photos: what sends them is loaded then, whatever page is open. */
import { useSyncExternalStore } from "react";
import { storedNames } from "./choices.ts";
import { STORED_PACKINGS, STORED_PHOTOS } from "./stored-names.ts";

const listeners = new Set<() => void>();
const isStored = (name: string): boolean => name.startsWith(STORED_PACKINGS) || name.startsWith(STORED_PHOTOS);
let isRequested = storedNames().some(isStored);

/** For the station, once it has something to keep. */
export function requestSender(): void {
  isRequested = true;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  const hear = ({ key }: StorageEvent) => key !== null && isStored(key) && requestSender();
  listeners.add(listener);
  window.addEventListener("storage", hear);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", hear);
  };
}

/** True from the first packing on. */
export const useSenderRequested = (): boolean => useSyncExternalStore(listen, () => isRequested);
