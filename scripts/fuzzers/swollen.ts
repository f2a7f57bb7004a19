/** Samples of platforms as large as they can come: each list of an answer or delivery with as many rows as fit. */
import type { Json } from "../../src/commerce/product.ts";
import { MOST_ROWS } from "../../src/connectors/kit/parse/parse.ts";

type Path = readonly (string | number)[];

/** Records of a page: no more are asked for at once. */
const MOST_RECORDS = 250;
/** As many bytes as a delivery may have, less what is around it. */
const MOST_BYTES = 5 * 1024 * 1024 - 4_096;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The lists of a value that hold something, each with the way to it; of lists in rows, those of the first row. */
function listsIn(value: Json): { readonly path: Path; readonly rows: readonly Json[] }[] {
  const found: { path: Path; rows: readonly Json[] }[] = [];
  const visit = (one: Json | undefined, path: Path) => {
    if (one === null || typeof one !== "object") return;
    if (isList(one)) {
      if (one.length > 0) found.push({ path, rows: one });
      visit(one[0], [...path, 0]);
      return;
    }
    for (const [key, inner] of Object.entries(one)) visit(inner, [...path, key]);
  };
  visit(value, []);
  return found;
}

function withAt(value: Json, [head, ...rest]: Path, by: Json): Json {
  if (head === undefined) return by;
  if (isList(value)) return value.map((item, index) => (index === head ? withAt(item, rest, by) : item));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === head ? withAt(inner, rest, by) : inner]),
  );
}

const NAMES = /(?:id|key|sku|code|number|reference)$/i;

/** A row as another one of its list would be: its ids and numbers are its own. */
function another(row: Json, n: number): Json {
  if (row === null || typeof row !== "object" || isList(row)) return row;
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => {
      if (!NAMES.test(key)) return [key, value];
      if (typeof value === "number" && Number.isInteger(value)) return [key, value + n];
      return [key, typeof value === "string" && value !== "" && n > 0 ? `${value.replace(/\d{1,5}$/, "")}${n}` : value];
    }),
  );
}

export interface Swollen {
  /** The list that has grown. */
  readonly at: string;
  readonly rows: number;
  /** About as many. */
  readonly bytes: number;
  json(): Json;
}

/** The value with one of its lists grown to the limits, for each list; the outer ones of a page hold records. */
export function swollen(value: Json, isPage: boolean): Swollen[] {
  const bytes = JSON.stringify(value).length;
  return listsIn(value).map(({ path, rows }) => {
    const one = JSON.stringify(rows[0]).length + 8;
    const most = isPage && !path.includes(0) ? MOST_RECORDS : MOST_ROWS;
    const count = Math.max(1, Math.min(most, Math.floor((MOST_BYTES - bytes) / one)));
    const grown = () => Array.from({ length: count }, (_, n) => another(rows[n % rows.length] ?? null, n));
    const at = path.join(".") || "(whole)";
    return { at, rows: count, bytes: bytes + count * one, json: () => withAt(value, path, grown()) };
  });
}
