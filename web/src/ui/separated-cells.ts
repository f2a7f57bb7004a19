/** Rows of cells as spreadsheets copy and export them: one that holds a separator or a new line stands in quotes. */
export function separatedCells(text: string, separator: string): string[][] {
  const rows: string[][] = [[""]];
  for (let at = 0; at < text.length; at += 1) {
    const row = rows.at(-1) ?? [];
    const cell = row.at(-1) ?? "";
    const sign = text[at] ?? "";
    const end = sign === '"' && cell === "" ? endOfQuoted(text, at, separator) : null;
    if (end !== null) {
      row[row.length - 1] = text.slice(at + 1, end).replaceAll('""', '"');
      at = end;
    } else if (sign === separator) row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[row.length - 1] = cell + sign;
  }
  return rows.map((row) => row.map((cell) => cell.replace(/^\uFEFF/, "").trim()));
}

/** Where the quote closes; null: it does not close before the cell's end, so it is a sign like others ("Pro" mug). */
function endOfQuoted(text: string, start: number, separator: string): number | null {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    const next = text[at + 1] ?? "";
    if (next !== '"') return ["", separator, "\n", "\r"].includes(next) ? at : null;
  }
  return null;
}
