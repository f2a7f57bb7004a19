/** What a refused field is called. */
import { textOf } from "../i18n/words.ts";

/** The field as its form calls it: "variants.2.priceMinor" is the price. Undefined where no form has a word for it. */
export function fieldWord(field: string, language: string): string | undefined {
  const last = field.split(".").findLast((part) => !/^\d*$/.test(part)) ?? "";
  return textOf(language, "ui", `fieldName.${last}`, {});
}
