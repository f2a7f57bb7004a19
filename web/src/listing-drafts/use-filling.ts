/** The keys and the clipboard of the table of drafts: pasting into several cells, filling down, going up and down. */
import { type ClipboardEvent, type FocusEvent, type KeyboardEvent, useRef } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { keyOf } from "../ui/key-letter.ts";
import { notify } from "../ui/notices.ts";
import { cellsPasted, type Filled, filledDown, firstFilled, pastedInto, type Spot, type Table } from "./grid-fill.ts";
import { type Changed, undone } from "./grid-values.ts";

/** Names of what was not taken, in a notice. */
const NAMED = 3;

export function useFilling(table: Table, setChanged: (next: Changed | ((changed: Changed) => Changed)) => void) {
  const { t } = useTranslation("listing-drafts");
  const spot = useRef<Spot | null>(null);

  const take = ({ changed, count, lost, misplaced, refused }: Filled) => {
    if (misplaced > 0) return notify({ text: t("grid.misplaced", { count: misplaced }), meaning: "failed" });
    const before = table.changed;
    setChanged(changed);
    const faults = [
      ...(lost > 0 ? [t("grid.lost", { count: lost })] : []),
      ...(refused.length > 0
        ? [t("grid.refused", { values: refused.slice(0, NAMED).join(", "), count: refused.length })]
        : []),
    ];
    notify({
      text: [t("grid.filled", { count }), ...faults].join(" "),
      meaning: faults.length > 0 ? "failed" : "good",
      ...(count > 0 && {
        action: { label: t("grid.undo"), run: () => setChanged((now) => undone(now, before, changed)) },
      }),
    });
  };

  return {
    /** Down from the cell of the column that was chosen last, else from its first value. */
    column(column: number) {
      const chosen = spot.current?.column === column ? spot.current.row : firstFilled(table, column);
      if (chosen !== null) take(filledDown(table, { row: chosen, column }));
    },
    events: {
      onFocus(event: FocusEvent) {
        spot.current = spotOf(event.target) ?? spot.current;
      },
      onPaste(event: ClipboardEvent) {
        const at = spotOf(event.target);
        const field = at && table.columns[at.column];
        const cells = field ? cellsPasted(event.clipboardData.getData("text"), field) : null;
        if (at === null || cells === null) return;
        event.preventDefault();
        take(pastedInto(table, at, cells));
      },
      onKeyDown(event: KeyboardEvent) {
        const at = spotOf(event.target);
        if (at === null) return;
        if (isFillDown(event)) {
          event.preventDefault();
          take(filledDown(table, at));
        } else step(event, at);
      },
    },
  };
}

/** Ctrl+D, as in spreadsheets. */
function isFillDown({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  if (!(ctrlKey || metaKey) || altKey || shiftKey) return false;
  return keyOf({ key, code, ctrlKey: false, metaKey: false, altKey: false }) === "d";
}

function spotOf(target: EventTarget): Spot | null {
  const at = target instanceof Element ? target.closest<HTMLElement>("[data-cell]")?.dataset["cell"] : undefined;
  const [row, column] = at?.split(" ").map(Number) ?? [];
  return row === undefined || column === undefined ? null : { row, column };
}

/** Enter and the arrows go to the next line that has the field; where they open choices or lines, they stay. */
function step(event: KeyboardEvent, { row, column }: Spot): void {
  const { target, key } = event;
  const by = key === "ArrowUp" ? -1 : key === "ArrowDown" || key === "Enter" ? 1 : 0;
  if (by === 0 || !(target instanceof HTMLInputElement) || target.hasAttribute("aria-haspopup")) return;
  const table = target.closest("table");
  for (let at = row + by; ; at += by) {
    const cell = table?.querySelector(`[data-cell="${at} ${column}"]`);
    if (!cell) return;
    const input = cell.querySelector("input");
    if (!input) continue;
    event.preventDefault();
    input.focus();
    input.select();
    return;
  }
}
