/** What a list can be asked by, and how it is written and read. */
import { amountText, minorOf } from "../../i18n/amount-text.ts";
import type { Format } from "../../i18n/format.ts";
import { type Option, worded } from "../../i18n/options.ts";
import { dayBegins, dayOf } from "../../i18n/zone-day.ts";

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
);

/** One of a fixed list. */
export function choice<const Value extends string>(
  name: string,
  label: string,
  values: readonly Value[],
  word: (value: Value) => string,
): FilterField {
  return { name, label, kind: "choice", options: worded(values, word) };
}

/** Any of a fixed list. */
export function choices<const Value extends string>(...field: Parameters<typeof choice<Value>>): FilterField {
  const [name, label, values, word] = field;
  return { name, label, kind: "choices", options: worded(values, word) };
}

export function typedOf(field: FilterField, value: string, zone: string): string {
  if (field.kind === "date") return value === "" ? "" : dayOf(value, zone);
  if (field.kind === "amount") return /^\d+$/.test(value) ? amountText(Number(value), field.currency) : "";
  return value;
}

/** What the hub is asked by; null where what was typed means nothing. */
export function meantBy(field: FilterField, typed: string, zone: string): string | null {
  const text = typed.trim();
  if (text === "") return "";
  if (field.kind === "date") return dayBegins(text, zone);
  if (field.kind !== "amount") return text;
  const minor = minorOf(text, field.currency);
  return minor === null ? null : String(minor);
}

export function chipText(field: FilterField, value: string, format: Format): string {
  if (field.kind === "flag") return field.label;
  if (field.kind === "date") return `${field.label}: ${format.date(value)}`;
  if (field.kind === "amount") return `${field.label}: ${format.money(value, field.currency)}`;
  if (field.kind === "text") return `${field.label}: ${value}`;
  const words = value.split(",").map((each) => field.options.find((option) => option.value === each)?.label ?? each);
  return `${field.label}: ${words.join(", ")}`;
}
