/** What a refused field is called. */
import { textOf } from "../i18n/texts.ts";

const isIndex = (part: string): boolean => /^\d+$/.test(part);

/**
 * The field as its form calls it: "note" is the note, "lines.2.quantity" the quantity of the third line. Undefined where no
 * form has a word for it.
 */
export function fieldWord(field: string, language: string): string | undefined {
  const parts = field.split(".");
  const last = parts.findLast((part) => !isIndex(part)) ?? "";
  const name = textOf(language, "hub-messages/fields", `name.${last}`, {});
  const index = parts.findLast(isIndex);
  if (name === undefined || index === undefined) return name;
  return textOf(language, "hub-messages/fields", "inLine", { field: name, line: Number(index) + 1 });
}
