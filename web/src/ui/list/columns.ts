import { type ReactNode, useMemo, useState } from "react";
import { jsonOf, saveJson } from "../../storage/choices.ts";

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  cell(row: Row): ReactNode;
  /** Numbers and money. */
  readonly isEnd?: boolean;
  /** Pixels at least. */
  readonly width?: number;
  /** Text of any length: the percent of the table it takes, less where the others need it. What does not fit is cut. */
  readonly share?: number;
  /** Value of the list's `sort` this column stands for. */
  readonly sort?: string;
  /** The same from the other end. */
  readonly sortUp?: string;
  /** First asked for from that end: names begin with A. */
  readonly isUpFirst?: boolean;
  /** Shown only where somebody chose it. */
  readonly isExtra?: boolean;
  /** Where it stands on a phone's card; absent: not there. */
  readonly onCard?: "title" | "state" | "fact";
}

/** What a column says about the order of the list. */
export type SortColumn = Pick<Column<unknown>, "header" | "sort" | "sortUp" | "isUpFirst">;

const nameOf = (subject: string) => `argosy.columns.${subject}`;

/** Null: nobody chose here, or what is kept cannot be read any more. */
function chosenBefore(subject: string): readonly string[] | null {
  const stored = jsonOf(nameOf(subject));
  return Array.isArray(stored) ? stored.map(String) : null;
}

/** The columns shown, by the person's choice on this machine. */
export function useColumns<Row>(subject: string, all: readonly Column<Row>[]) {
  const [chosen, setChosen] = useState(() => chosenBefore(subject));
  const shownIds = useMemo(() => chosen ?? all.filter(({ isExtra }) => !isExtra).map(({ id }) => id), [all, chosen]);
  // The same as long as nothing of it changes: every row is drawn anew with other columns.
  const shown = useMemo(() => all.filter(({ id }) => shownIds.includes(id)), [all, shownIds]);
  const choose = (ids: readonly string[] | null) => {
    saveJson(nameOf(subject), ids);
    setChosen(ids);
  };
  return {
    shown,
    isShown: (id: string) => shownIds.includes(id),
    toggle(id: string) {
      const next = shownIds.includes(id) ? shownIds.filter((each) => each !== id) : [...shownIds, id];
      if (next.length > 0) choose(next);
    },
    reset: () => choose(null),
  };
}
