/** How a statement's columns are read; connectors bring one for their platform's files, sellers make their own. */
import type { SettlementKind } from "./cost-kinds.ts";

/** as_is: what comes in is positive; taken, given: the size counts, whatever its sign. */
export const COLUMN_SIGNS = ["as_is", "taken", "given"] as const;
export const DAY_ORDERS = ["ymd", "dmy", "mdy"] as const;

export interface AmountColumn {
  readonly column: string;
  readonly kind: SettlementKind;
  readonly sign: (typeof COLUMN_SIGNS)[number];
}

/** Columns by their heads. Amounts stand in columns of their own (`columns`), or one in a row that says what it is (`rows`). */
export interface SettlementMapping {
  readonly order: string;
  /** Of the transfer; absent: the file is one transfer. */
  readonly reference?: string | undefined;
  readonly paidAt?: string | undefined;
  readonly occurredAt?: string | undefined;
  readonly currency?: string | undefined;
  /** What makes a row one of its own; absent: all its cells. */
  readonly lineId?: string | undefined;
  readonly decimal: "point" | "comma";
  /** How days are written that do not begin with the year. */
  readonly days: (typeof DAY_ORDERS)[number];
  readonly columns?: readonly AmountColumn[] | undefined;
  /** What a row comes to: where its columns say less or more, the rest is a line of its own. */
  readonly net?: string | undefined;
  readonly rows?:
    | {
        readonly amount: string;
        /** Their cells together name the entry: "Order / ItemFees / Commission". */
        readonly words: readonly string[];
        /** Kinds the seller gave to words, by the word in small letters. */
        readonly kinds: Readonly<Record<string, SettlementKind>>;
      }
    | undefined;
}
