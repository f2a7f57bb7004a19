import { expect, test } from "vitest";
import { withFuzzRows } from "./fuzz-table.ts";

test("a run replaces its own row and leaves the others", () => {
  const row = { name: "files", cases: 100_000, seed: 1, slowestMs: 38.6, faults: 0, hangs: 0 };
  const page = "before\n<!-- fuzz: written by npm run fuzz -->\n<!-- /fuzz -->\nafter";
  const first = withFuzzRows(page, [row, { ...row, name: "cursors", slowestMs: 5 }]);
  expect(first).toContain("| files | 100000 | 1 | 39 | 0 | 0 |");
  const again = withFuzzRows(first, [{ ...row, seed: 2, faults: 3 }]);
  expect(again.split("\n").slice(4, -2)).toEqual([
    "| cursors | 100000 | 1 | 5 | 0 | 0 |",
    "| files | 100000 | 2 | 39 | 0 | 3 |",
  ]);
  expect(again.startsWith("before\n") && again.endsWith("\nafter")).toBe(true);
});
