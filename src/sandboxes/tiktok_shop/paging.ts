/** Pages with opaque tokens: a token names the last row told, never a count of rows. */
export interface Paged<T> {
  readonly rows: readonly T[];
  readonly next: string;
}

/** Rows in their sequence, from behind the token's row. */
export function pageOf<T>(
  rows: readonly T[],
  options: { readonly size: number; readonly token: string; position(row: T): string },
): Paged<T> {
  const after = options.token === "" ? "" : Buffer.from(options.token, "base64url").toString("utf8");
  const start = after === "" ? 0 : firstBehind(rows, (row) => options.position(row) > after);
  const some = rows.slice(start, start + options.size);
  const last = some.at(-1);
  const isEnd = start + options.size >= rows.length || last === undefined;
  return { rows: some, next: isEnd ? "" : Buffer.from(options.position(last), "utf8").toString("base64url") };
}

/** The first row that is behind, of rows in their sequence; their number when none is. */
function firstBehind<T>(rows: readonly T[], isBehind: (row: T) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && isBehind(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Sortable text of a time and an id. */
export const positionOf = (time: number, id: string): string =>
  `${String(time).padStart(12, "0")}|${id.padStart(24, "0")}`;
