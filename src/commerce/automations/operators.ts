/** How a field is compared with a value, by the kind of the field. */

export type FieldKind = "text" | "number" | "money" | "boolean" | "list" | "date";

/** What stands beside an operator: nothing, one value of the field's kind, texts, or a number of hours. */
export type ValueKind = "none" | "one" | "texts" | "hours";

/** Texts are compared without regard to capitals and outer spaces. */
export const OPERATORS = {
  text: {
    is: "one",
    is_not: "one",
    one_of: "texts",
    not_one_of: "texts",
    contains: "one",
    not_contains: "one",
    begins_with: "one",
    begins_with_one_of: "texts",
    ends_with: "one",
    is_empty: "none",
    is_not_empty: "none",
  },
  number: { is: "one", is_not: "one", at_least: "one", at_most: "one", more_than: "one", less_than: "one" },
  money: { is: "one", is_not: "one", at_least: "one", at_most: "one", more_than: "one", less_than: "one" },
  boolean: { is: "one" },
  list: {
    has_any: "texts",
    has_all: "texts",
    has_none: "texts",
    any_begins_with: "texts",
    any_contains: "texts",
    is_empty: "none",
    is_not_empty: "none",
  },
  date: {
    before: "one",
    after: "one",
    within_last_hours: "hours",
    longer_ago_than_hours: "hours",
    within_next_hours: "hours",
    is_empty: "none",
    is_not_empty: "none",
  },
} as const satisfies Readonly<Record<FieldKind, Readonly<Record<string, ValueKind>>>>;

type OperatorOf<Kind> = Kind extends FieldKind ? keyof (typeof OPERATORS)[Kind] : never;
export type Operator = OperatorOf<FieldKind>;

/** The value an operator takes for fields of a kind; undefined: it is none of that kind's. */
export function valueKindOf(kind: FieldKind, operator: string): ValueKind | undefined {
  const table: Readonly<Record<string, ValueKind>> = OPERATORS[kind];
  return Object.hasOwn(table, operator) ? table[operator] : undefined;
}
