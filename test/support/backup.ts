/** What a backup holds, to compare two of them. */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

/** A backup's rows in an order of their own; what a restored hub is told to look at again is left out. */
export async function rowsIn(file: string): Promise<string[]> {
  const lines = gunzipSync(await readFile(file))
    .toString()
    .trim()
    .split("\n")
    .slice(1);
  let table = "";
  return lines
    .flatMap((line) => {
      const read = JSON.parse(line) as unknown;
      if (typeof read === "object" && read !== null && "table" in read) table = String(read.table);
      return table === "argosy.hub_state" || table === "argosy.listing_stock" ? [] : [`${table} ${line}`];
    })
    .sort();
}
