import { useLocalStorage } from "@mantine/hooks";
import type { ReactNode } from "react";

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
  /** Shown only where somebody chose it. */
  readonly isExtra?: boolean;
  /** Where it stands on a phone's card; absent: not there. */
  readonly onCard?: "title" | "state" | "fact";
}

/** The columns shown, by the person's choice on this machine. */
export function useColumns<Row>(subject: string, all: readonly Column<Row>[]) {
  const [chosen, setChosen] = useLocalStorage<readonly string[] | null>({
    key: `argosy.columns.${subject}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const usual = all.filter(({ isExtra }) => !isExtra).map(({ id }) => id);
  const shownIds = chosen ?? usual;
  return {
    shown: all.filter(({ id }) => shownIds.includes(id)),
    isShown: (id: string) => shownIds.includes(id),
    toggle(id: string) {
      const next = shownIds.includes(id) ? shownIds.filter((each) => each !== id) : [...shownIds, id];
      if (next.length > 0) setChosen(next);
    },
    reset: () => setChosen(null),
  };
}
