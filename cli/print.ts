/** What the command prints: columns for people, JSON for programs. */
import process from "node:process";

export const say = (text: string) => void process.stdout.write(`${text}\n`);

/** Rows below their headings, as wide as what stands in them; nothing: `empty`. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return empty;
  const all = [headings, ...rows];
  const widths = headings.map((_, at) => Math.max(...all.map((row) => (row[at] ?? "").length)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Prints a list: as a table, or with --json as it came. */
export function show(
  items: readonly object[],
  how: { readonly json: boolean | undefined; readonly table: () => string },
): void {
  say(how.json ? JSON.stringify(items, null, 2) : how.table());
}
