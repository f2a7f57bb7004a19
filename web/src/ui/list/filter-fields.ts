/** What a list can be asked by. */
import { type Option, worded } from "../../i18n/options.ts";

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

/** The first and the last day of a list. */
export const days = (from: string, to: string, kind: "date" | "day" = "date"): readonly FilterField[] => [
  { name: "from", label: from, kind },
  { name: "to", label: to, kind },
];

/** One of a fixed list; worded where it is offered, because the list's own rows wait for all that is said before them. */
export function choice<const Value extends string>(
  name: string,
  label: string,
  values: readonly Value[],
  word: (value: Value) => string,
): FilterField {
  return {
    name,
    label,
    kind: "choice",
    get options() {
      return worded(values, word);
    },
  };
}

/** Any of a fixed list. */
export function choices<const Value extends string>(...field: Parameters<typeof choice<Value>>): FilterField {
  const [name, label, values, word] = field;
  return {
    name,
    label,
    kind: "choices",
    get options() {
      return worded(values, word);
    },
  };
}
