/** How what a list is asked by is written, read and told. */
import { amountText, minorOf } from "../../i18n/amount-text.ts";
import { countryName } from "../../i18n/choices.ts";
import type { Format } from "../../i18n/format.ts";
import { dayBegins, dayOf } from "../../i18n/zone-day.ts";
import type { FilterField } from "./filter-fields.ts";

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

interface Writing {
  readonly format: Format;
  readonly language: string;
}

function valueText(
  field: Exclude<FilterField, { readonly kind: "flag" }>,
  value: string,
  { format, language }: Writing,
) {
  switch (field.kind) {
    case "date":
      return format.date(value);
    case "day":
      return format.day(value, true);
    case "amount":
      return format.money(value, field.currency);
    case "text":
    case "currency":
      return value;
    case "country":
      return format.list(value.split(",").map((code) => countryName(code, language)));
    default:
      return value
        .split(",")
        .map((each) => field.options.find((option) => option.value === each)?.label ?? each)
        .join(", ");
  }
}

export const chipText = (field: FilterField, value: string, writing: Writing): string =>
  field.kind === "flag" ? field.label : `${field.label}: ${valueText(field, value, writing)}`;
