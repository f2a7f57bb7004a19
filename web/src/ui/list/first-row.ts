import { useEffect } from "react";

/** Leads the keyboard into a list's rows, from anywhere on the page but the rows themselves. */
export function toFirstRow(event: Pick<Event, "preventDefault">): void {
  const first = document.querySelector("main [data-row][tabindex]");
  if (!(first instanceof HTMLElement) || document.activeElement?.closest("[data-row]")) return;
  event.preventDefault();
  first.focus();
}

const TYPED_IN = "input, textarea, select, [contenteditable=true]";

function hear(event: KeyboardEvent): void {
  if (event.key !== "j" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest(TYPED_IN)) return;
  toFirstRow(event);
}

/** The key j leads into the rows. */
export function useKeyToRows(): void {
  useEffect(() => {
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}
