/** What a sandbox answers held against captures of a real shop: keys and types, not values. */
import type { Json } from "../../../commerce/product.ts";

export type Doc = { readonly [key: string]: Json };

export const isDoc = (value: Json | undefined): value is Doc =>
  value !== undefined && value !== null && typeof value === "object" && !Array.isArray(value);

const typeOf = (value: Json): string => (Array.isArray(value) ? "list" : typeof value);

/** The differences at a path and below it, in words. */
type Compare = (expected: Json, got: Json, path: string) => string[];

/**
 * Compares a captured value with ours. Null is no type of its own, and of lists the first rows are compared; what
 * `inside` says of two objects counts, and nothing is said of what is `cut` in the capture.
 */
export function comparing(
  inside: (expected: Doc, got: Doc, path: string, compare: Compare) => string[],
  cut: (expected: Json, got: Json, path: string) => boolean = () => false,
): Compare {
  return function compare(expected, got, path): string[] {
    if (expected === null || got === null || cut(expected, got, path)) return [];
    if (typeOf(expected) !== typeOf(got)) return [`${path}: ${typeOf(got)} instead of ${typeOf(expected)}`];
    if (Array.isArray(expected) && Array.isArray(got)) {
      const [one, other] = [expected[0], got[0]];
      return one === undefined || other === undefined ? [] : compare(one, other, `${path}[0]`);
    }
    return isDoc(expected) && isDoc(got) ? inside(expected, got, path, compare) : [];
  };
}

/** Of two objects: keys of either that the other lacks, and what differs below the keys of both. */
export function bothWays(
  { wanted, got, extra }: { readonly wanted: Doc; readonly got: Doc; readonly extra: readonly string[] },
  path: string,
  compare: Compare,
): string[] {
  const [lacking, both] = [
    Object.keys(wanted).filter((key) => !(key in got)),
    Object.keys(wanted).filter((key) => key in got),
  ];
  return [
    ...lacking.map((key) => `${path}.${key}: missing`),
    ...extra.map((key) => `${path}.${key}: not in the capture`),
    ...both.flatMap((key) => compare(wanted[key] ?? null, got[key] ?? null, `${path}.${key}`)),
  ];
}
