/** The CSV files of imports and of their reports. */

/** Signs that a cell is quoted for. */
const SPECIAL = /[;"\r\n]/;

const cell = (text: string, isQuoted: boolean): string =>
  isQuoted || SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** A line of a file, by its columns. */
export type Row = Readonly<Record<string, string>>;

/**
 * A file with a header. The same rows make other bytes in each of two rounds: Mirakl answers a file equal to an earlier one
 * with that one's import, and says nowhere for how long (sheet section 8).
 */
export function writeCsv(columns: readonly string[], rows: readonly Row[], round: number): string {
  const isQuoted = round % 2 === 1;
  // A column of a feature the operator has not switched on may be refused, even when it is empty.
  const used = rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== ""));
  const header = [...new Set([...columns, ...used])];
  const lines = [header, ...rows.map((row) => header.map((name) => row[name] ?? ""))];
  return lines.map((line) => `${line.map((text) => cell(text, isQuoted)).join(";")}\n`).join("");
}

/** Rows of a file whose separator is the operator's choice: comma or semicolon, whichever its first line has more of. */
export function readCsv(text: string): string[][] {
  const [first = ""] = text.split("\n", 1);
  const separator = first.split(";").length >= first.split(",").length ? ";" : ",";
  const rows: string[][] = [];
  let row: string[] = [];
  let value = "";
  let isInside = false;
  const endCell = () => {
    row.push(value);
    value = "";
  };
  const endRow = () => {
    endCell();
    if (row.some((one) => one !== "")) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (isInside) {
      if (sign !== '"') value += sign;
      else if (text[at + 1] === '"') {
        value += sign;
        at += 1;
      } else isInside = false;
    } else if (sign === '"') isInside = true;
    else if (sign === separator) endCell();
    else if (sign === "\n") endRow();
    else if (sign !== "\r") value += sign;
  }
  endRow();
  return rows;
}
