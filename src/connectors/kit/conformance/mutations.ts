import fc from "fast-check";
import type { Json } from "../../../commerce/product.ts";

/** The real payload with one place, at any depth, removed or replaced by anything. */
export function mutations(original: Json): fc.Arbitrary<Json> {
  const paths = pathsOf(original, 5);
  const replacement = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom<Json>(
      null,
      "",
      "abc",
      -1,
      1e21,
      0.1,
      true,
      [],
      {},
      "9".repeat(400),
      "\u0000",
      "2026-13-45T99:99:99Z",
    ),
    fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
  );
  return fc
    .tuple(fc.constantFrom(...paths), replacement)
    .map(([path, value]) => replaced(original, path, value) ?? null);
}

function replaced(value: Json, [head, ...rest]: readonly string[], by: Json | undefined): Json | undefined {
  if (head === undefined) return by;
  if (value === null || typeof value !== "object") return value;
  const inner = Object.entries(value).flatMap(([key, item]) => {
    const next = key === head ? replaced(item, rest, by) : item;
    return next === undefined ? [] : [[key, next] as const];
  });
  return Array.isArray(value) ? inner.map(([, item]) => item) : Object.fromEntries(inner);
}

/** What JSON may hold where a text is expected, and JavaScript cannot make a text of: one for every place near the top. */
export const textless = (original: Json): Json[] =>
  pathsOf(original, 1).map((path) => replaced(original, path, { toString: 1 }) ?? null);

function pathsOf(original: Json, deepest: number): string[][] {
  const paths: string[][] = [];
  const visit = (value: Json, path: string[]): void => {
    paths.push(path);
    if (value === null || typeof value !== "object" || path.length > deepest) return;
    for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
  };
  visit(original, []);
  return paths;
}
