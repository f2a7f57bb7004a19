/** What is said in the corner of the page. The drawing is loaded with the first notice, so that no page waits for it. */
import { useSyncExternalStore } from "react";

export interface Notice {
  readonly title?: string;
  readonly text: string;
  readonly meaning: "good" | "failed" | "information";
  /** Offered beside the text for as long as it is shown. */
  readonly action?: { readonly label: string; run(): unknown };
}

const waiting: Notice[] = [];
let show: ((notice: Notice) => void) | undefined;
let isRequested = false;
const listeners = new Set<() => void>();

/** Says something to the person. */
export function notify(notice: Notice): void {
  isRequested = true;
  if (show) show(notice);
  else waiting.push(notice);
  for (const listener of listeners) listener();
}

/** The loaded drawing takes over, with what was said before it was there. */
export function drawNotices(draw: (notice: Notice) => void): () => void {
  show = draw;
  for (const notice of waiting.splice(0)) draw(notice);
  return () => {
    show = undefined;
  };
}

/** True from the first notice on. */
export function useNoticesRequested(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isRequested,
  );
}
