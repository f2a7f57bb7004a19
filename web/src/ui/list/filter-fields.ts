/** What a list can be asked by. */
import { type Option, worded } from "../../i18n/options.ts";
import type { SearchState } from "./search-state.ts";

/** One thing a list can be asked by; `name` is the query's. */
export type FilterField = {
  readonly name: string;
  readonly label: string;
  /** Told and taken away, but not offered: only a link sets it. */
  readonly isOnlyLinked?: boolean;
} & (
  | { readonly kind: "choices"; readonly options: readonly Option[] }
  | { readonly kind: "choice"; readonly options: readonly Option[] }
  | { readonly kind: "flag" }
  | { readonly kind: "text"; readonly placeholder?: string }
  /** An amount of this currency, sent in minor units. */
  | { readonly kind: "amount"; readonly currency: string }
  /** A day, sent as the moment it begins in the organization's zone. */
  | { readonly kind: "date" }
  /** A day, sent as it is; the last one is included. */
  | { readonly kind: "day" }
  /** A country, sent by its code. */
  | { readonly kind: "country" }
  /** A currency, sent by its code. */
  | { readonly kind: "currency" }
);

/** What the filters of a list are shown by. */
export interface FiltersProps {
  readonly state: SearchState;
  readonly fields: readonly FilterField[];
}

/** The first and the last day of a list. */
export const days = (from: string, to: string, kind: "date" | "day" = "date"): readonly FilterField[] => [
  { name: "from", label: from, kind },
  { name: "to", label: to, kind },
];

/** Of a fixed list; worded where it is offered: a list's rows are drawn only when all its screen says has been looked up. */
const ofFixed =
  (kind: "choice" | "choices") =>
  <const Value extends string>(
    name: string,
    label: string,
    values: readonly Value[],
    word: (value: Value) => string,
  ): FilterField => ({
    name,
    label,
    kind,
    get options() {
      return worded(values, word);
    },
  });

/** One of a fixed list. */
export const choice = ofFixed("choice");

/** Any of a fixed list. */
export const choices = ofFixed("choices");
