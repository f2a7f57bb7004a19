/** Which keys a list knows, and the way into its rows by one. */
import { useEffect } from "react";
import { keyOf, TYPED_IN } from "../key-letter.ts";

/** What a key does to the row that has the focus, beside opening and choosing it. */
export interface RowKey<Row> {
  /** What it does, in the sheet of keys. */
  readonly word: "book" | "ship" | "slip" | "hub" | "channel" | "stock" | "label";
  run(row: Row): void;
}

/** Leads to what can be done with a row, in every list whose rows have that. */
export const ACTIONS_KEY = "m";

export type RowKeys<Row> = Readonly<Record<string, RowKey<Row>>>;

interface ListKeys {
  readonly canChoose: boolean;
  readonly opens: boolean;
  readonly hasActions: boolean;
  readonly keys: readonly (readonly [key: string, word: RowKey<never>["word"]])[];
}

let shown: ListKeys | undefined;

/** Of the list that is open; undefined where none is. */
export const keysOfList = (): ListKeys | undefined => shown;

/** Leads the keyboard into a list's rows, from anywhere on the page but the rows themselves. */
export function toFirstRow(event: Pick<Event, "preventDefault">): void {
  const first = document.querySelector("main [data-row][tabindex]");
  if (!(first instanceof HTMLElement) || document.activeElement?.closest("[data-row]")) return;
  event.preventDefault();
  first.focus();
}

function hear(event: KeyboardEvent): void {
  if (keyOf(event) !== "j") return;
  if (event.target instanceof Element && event.target.closest(TYPED_IN)) return;
  toFirstRow(event);
}

/** The key j leads into the rows; the sheet of keys says what others do. */
export function useKeyToRows(
  existing: Omit<ListKeys, "keys">,
  keys: Readonly<Record<string, RowKey<never>>> = {},
): void {
  useEffect(() => {
    const mine = { ...existing, keys: Object.entries(keys).map(([key, { word }]) => [key, word] as const) };
    shown = mine;
    return () => {
      if (shown === mine) shown = undefined;
    };
  });
  useEffect(() => {
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}
