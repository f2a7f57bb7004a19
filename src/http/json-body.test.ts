import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDeeper } from "./json-body.ts";

const depthOf = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
};

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
