/** Whether this browser keeps packed orders: what sends them is loaded then, whatever page is open. */
import { useSyncExternalStore } from "react";
import { namesKept } from "../storage/choices.ts";
import { KEPT_NAMES } from "./kept-names.ts";

const listeners = new Set<() => void>();
let isWanted = namesKept().some((name) => name.startsWith(KEPT_NAMES));

/** For the station, once it has something to keep. */
export function wantSender(): void {
  isWanted = true;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  const hear = ({ key }: StorageEvent) => key?.startsWith(KEPT_NAMES) && wantSender();
  listeners.add(listener);
  window.addEventListener("storage", hear);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", hear);
  };
}

/** True from the first packing on. */
export const useSenderWanted = (): boolean => useSyncExternalStore(listen, () => isWanted);
