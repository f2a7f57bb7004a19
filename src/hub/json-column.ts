import { type HubText, messageParts, textOf } from "../commerce/message.ts";

/** Text PostgreSQL can store: U+0000 and halves of surrogate pairs (platform data holds both) become U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

/** The text of a jsonb parameter. Bigints become decimal text, dates ISO text, unstorable characters U+FFFD. */
export function jsonParameter(value: unknown): string {
  const text = JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? each.toString() : each));
  return storableJson(text);
}

/** The parameter of a column that says what the text beside it is made of. */
export function partsParameter(text: HubText | null): string | null {
  const parts = text === null ? null : messageParts(text);
  return parts === null ? null : jsonParameter(parts);
}

/** A text column's value and that of the column of its parts. */
export const textParameters = (text: HubText | null): readonly [text: string | null, said: string | null] => [
  text === null ? null : storableText(textOf(text)),
  partsParameter(text),
];

/**
 * Rows as the one parameter of `json_to_recordset($1)`: one round trip whatever their number. Characters
 * PostgreSQL cannot store become U+FFFD. Give bigint columns as text: a replacer would cost more than the insert.
 */
export function jsonRows(rows: readonly object[]): string {
  return storableJson(JSON.stringify(rows));
}

/** JSON text as JSON.stringify writes it, unstorable characters as U+FFFD. */
export function storableJson(text: string): string {
  // Hardly any text has an escape at all, and a search for two characters takes a hundredth of the expression's time.
  return text.includes("\\u") ? text.replace(UNSTORABLE, "$1\\ufffd") : text;
}

// JSON.stringify writes exactly these characters as escapes; an even run of backslashes before them is text.
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;
