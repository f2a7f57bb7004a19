import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitExceeded } from "./json-body.ts";

const ANY = Number.POSITIVE_INFINITY;
const isDeeper = (json: string, depth: number): boolean => limitExceeded(json, { depth }) === "depth";
const hasMoreFields = (json: string, fields: number): boolean =>
  limitExceeded(json, { depth: ANY, fields }) === "fields";

const depthOf = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
};

const fieldsOf = (value: unknown): number[] => {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(fieldsOf);
  return Array.isArray(value) ? inner : [Object.keys(value).length, ...inner];
};

test("the fields of a JSON text are those of its largest object [F13]", () => {
  const padding = " ".repeat(200);
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const counts = fieldsOf(value);
      const most = Math.max(0, ...counts);
      const text = JSON.stringify(value) + padding.repeat(20);
      expect(hasMoreFields(text, most)).toBe(false);
      if (most > 0) expect(hasMoreFields(text, most - 1)).toBe(true);
    }),
  );
});

describe("depth of a JSON text", () => {
  test("any JSON value is as deep as its objects and lists are nested, whatever its strings hold", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const depth = depthOf(value);
        expect(isDeeper(JSON.stringify(value), depth)).toBe(false);
        if (depth > 0) expect(isDeeper(JSON.stringify(value), depth - 1)).toBe(true);
      }),
    );
  });

  test("brackets in strings and behind escaped quotes do not count", () => {
    expect(isDeeper(String.raw`{"a": "[[[\\\"[[[", "b": "\\\\"}`, 1)).toBe(false);
  });

  test("a string of 1 MB of escaped quotes that is never closed is read once, not once a quote", () => {
    // By an expression that starts again at each quote this takes ten minutes.
    expect(isDeeper(`{"token":"x","a":"${String.raw`\"`.repeat(500_000)}`, 100)).toBe(false);
  });
});
