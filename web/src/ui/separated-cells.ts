/** Rows of cells as spreadsheets copy and export them: one that holds a separator or a new line stands in quotes. */
export function separatedCells(text: string, separator: string): string[][] {
  const rows: string[][] = [[""]];
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const row = rows.at(-1) ?? [];
    const cell = row.at(-1) ?? "";
    const sign = text[at] ?? "";
    if (isQuoted && sign === '"' && text[at + 1] === '"') {
      row[row.length - 1] = `${cell}"`;
      at += 1;
    } else if (sign === '"' && (isQuoted || cell === "")) isQuoted = !isQuoted;
    else if (!isQuoted && sign === separator) row.push("");
    else if (!isQuoted && sign === "\n") rows.push([""]);
    else if (isQuoted || sign !== "\r") row[row.length - 1] = cell + sign;
  }
  return rows.map((row) => row.map((cell) => cell.replace(/^\uFEFF/, "").trim()));
}
