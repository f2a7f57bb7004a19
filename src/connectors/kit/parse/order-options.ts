/** What buyers choose or type in a shop: sizes, engravings, gift messages, delivery dates, add-ons of plugins. */
import type { OrderOption } from "../../../commerce/order.ts";
import { plainText } from "../../../commerce/plain-text.ts";

// Far more than a person reads on a slip; a plugin that writes its whole state there must not fill the order.
const MOST_OPTIONS = 50;
const LONGEST_LABEL = 200;
const LONGEST_VALUE = 2_000;

/** A label and a value of any form, as platforms and their plugins write them. */
export type ReportedOption = readonly [label: unknown, value: unknown];

/**
 * The options of a line or an order. Labels that begin with an underscore are hidden by the platforms themselves, objects
 * are nothing a person typed: both are left out, as what is empty.
 */
export function optionsOf(reported: readonly ReportedOption[]): OrderOption[] {
  const options = reported.flatMap(([label, value]) => {
    const option = { label: cut(textsOf(label), LONGEST_LABEL), value: cut(textsOf(value), LONGEST_VALUE) };
    return option.label === "" || option.label.startsWith("_") || option.value === "" ? [] : [option];
  });
  return options
    .filter((one, index) => options.findIndex((each) => isSame(each, one)) === index)
    .slice(0, MOST_OPTIONS);
}

/** The codes of an order, each once, as they were typed. */
export const codesOf = (reported: readonly (string | null | undefined)[]): string[] => [
  ...new Set(reported.flatMap((code) => code?.trim() || [])),
];

const isSame = (one: OrderOption, other: OrderOption) => one.label === other.label && one.value === other.value;

function textsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textsOf).filter(Boolean).join(", ");
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? plainText(String(value))
    : "";
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
