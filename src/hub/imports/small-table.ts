import { csvRows } from "./csv.ts";

/** A small file whole: heads without spaces around them, rows as they are; what parts cells is seen at the first line. */
export async function smallTable(
  csv: string,
): Promise<{ readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[] }> {
  const text = csv.replace(/^\ufeff/, "");
  const [line = ""] = text.split(/\r?\n/, 1);
  const delimiter = [",", ";", "\t"].reduce((best, one) =>
    line.split(one).length > line.split(best).length ? one : best,
  );
  const all: (readonly string[])[] = [];
  async function* whole() {
    yield text;
  }
  for await (const { cells } of csvRows(whole(), { delimiter, newline: "\n" })) all.push(cells);
  const [heads = [], ...rows] = all;
  return { heads: heads.map((head) => head.trim()), rows };
}

/** Where a column of that head stands, whatever its capitals; null where there is none. */
export function columnAt(heads: readonly string[], head: string): number | null {
  const at = heads.findIndex((one) => one.toLowerCase() === head.trim().toLowerCase());
  return at < 0 ? null : at;
}
