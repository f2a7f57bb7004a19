/** What keys do in a row that has the focus: lead to the next one, or to what can be done with it. */
import type { KeyboardEvent } from "react";
import { keyOf } from "../key-letter.ts";
import { ACTIONS_KEY } from "./first-row.ts";

/** j and k, or the arrows, go from row to row. */
const STEPS: Readonly<Record<string, 1 | -1>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** For rows without keys of their own. */
export function pressInRow(event: KeyboardEvent<HTMLElement>): void {
  const key = keyOf(event);
  if (key !== undefined && event.target === event.currentTarget) stepFrom(event, key);
}

/** Keys pressed in something inside the row are its own: the caller asks for that. */
export function stepFrom(event: KeyboardEvent<HTMLElement>, key: string): void {
  const row = event.currentTarget;
  if (key === ACTIONS_KEY) toActions(row);
  const step = STEPS[key];
  if (step === undefined) return;
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row][tabindex]")];
  const next = rows[rows.indexOf(row) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** A menu opens; of buttons the first has the focus. */
function toActions(row: HTMLElement): void {
  const first = row.querySelector<HTMLElement>("[data-actions] :is(button, a):not(:disabled)");
  first?.focus();
  if (first?.ariaHasPopup === "menu") first.click();
}
