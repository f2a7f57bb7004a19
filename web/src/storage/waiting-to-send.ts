/** What a page does while this browser keeps something for the hub. */
import { useEffect } from "react";

/** Tried again every so often, and when the network is back. */
export function useTryAgain(attempt: (() => void) | null, everyMs: number): void {
  useEffect(() => {
    if (attempt === null) return;
    const timer = setInterval(attempt, everyMs);
    window.addEventListener("online", attempt);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", attempt);
    };
  }, [attempt, everyMs]);
}

/** The browser asks before a page is left with what it could not store. */
export function useHoldPage(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", hold);
    return () => window.removeEventListener("beforeunload", hold);
  }, [isUnsaved]);
}
