const QUOTED = /[",\r\n]/;

/** Records as CSV (RFC 4180): commas, quotes doubled, a cell with a comma, quote or line break in quotes. */
export function csvText(records: readonly (readonly string[])[], newline: "\n" | "\r\n"): string {
  const cellOf = (text: string) => (QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return records.map((cells) => cells.map(cellOf).join(",") + newline).join("");
}
