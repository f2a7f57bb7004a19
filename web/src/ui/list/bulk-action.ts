/** What can be done to many rows of a list. */
import type { ReactNode } from "react";

/** How one row fared; `problem` absent: it worked. */
export interface Outcome {
  readonly id: string;
  readonly problem?: string | undefined;
}

export interface BulkAction {
  readonly id: string;
  /** The verb with its object and number: "Cancel 12 orders"; null: all that match, which nobody has counted yet. */
  readonly label: (count: number | null) => string;
  readonly icon?: ReactNode;
  /** Names the consequence; asked before it is done. Absent: done at once. */
  confirm?(count: number): string;
  /** What came of it, where "done" and "failed" do not say it. */
  result?(done: number, failed: number): string;
  /** Asked beside the confirmation, loaded when it is; the caller keeps what is chosen. */
  readonly fields?: ReactNode | ((ids: readonly string[]) => ReactNode);
  /** False: the fields lack something. */
  readonly isReady?: boolean;
  readonly isDestructive?: boolean;
  /** It cannot be taken back: done to several rows, their number has to be typed. */
  readonly isFinal?: boolean;
  /** Does it to these rows; rows it does not mention worked. Throws what failed for all of them. */
  run(ids: readonly string[]): Promise<readonly Outcome[]>;
}

/** Goes on with these rows on a screen of its own. */
export interface BulkStep extends Pick<BulkAction, "id" | "label" | "icon"> {
  lead(ids: readonly string[]): void;
}

/** Rows that were chosen. */
export interface Chosen {
  readonly count: number;
  /** True where rows beyond the loaded ones may match. */
  readonly mayBeMore: boolean;
  readonly isAll: boolean;
  onAll(): void;
  /** Chooses the first rows alone, in the order of the list; null: there are no more than these. */
  readonly first: { readonly count: number; choose(): Promise<void> } | null;
  onClear(): void;
  /** Every chosen row's id; pages are read as needed. */
  ids(): AsyncIterable<string>;
  onDone(): void;
  nameOf(id: string): string;
}
