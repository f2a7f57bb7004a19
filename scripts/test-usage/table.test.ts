import { expect, test } from "vitest";
import { usageTable } from "./table.ts";

test("the table sums processor seconds by kind, names the dearest files and divides by the machine's speed", () => {
  const table = usageTable(
    {
      usage: {
        files: new Map([
          ["/repo/src/a.it.test.ts", { test: 2, program: 0, postgres: 3, browser: 0 }],
          ["/repo/src/b.it.test.ts", { test: 1, program: 0, postgres: 1, browser: 0 }],
          ["/repo/test/browser/c.test.ts", { test: 4, program: 0, postgres: 1, browser: 15 }],
        ]),
        rest: { test: 0, program: 5, postgres: 0, browser: 0 },
        system: 0.25,
      },
      results: [
        { file: "/repo/src/a.it.test.ts", tests: 7, ms: 4000 },
        { file: "/repo/src/b.it.test.ts", tests: 3, ms: 2000 },
        { file: "/repo/test/browser/c.test.ts", tests: 2, ms: 30_000 },
      ],
      checks: 8,
      wall: 60,
      reference: 0.1,
    },
    "/repo",
  );
  const rows = table.split("\n").map((line) => line.trim().split(/ {2,}/));
  expect(rows).toContainEqual(["integration", "10", "6", "3.0", "0.0", "4.0", "0.0", "7.0", "0.07"]);
  expect(rows).toContainEqual(["browser", "2", "30", "4.0", "0.0", "1.0", "15.0", "20.0", "0.20"]);
  expect(rows).toContainEqual(["all", "12", "60", "7.0", "13.0", "5.0", "15.0", "40.0", "0.40"]);
  expect(rows.map(([name]) => name).filter((name) => name?.endsWith(".test.ts"))).toEqual([
    "test/browser/c.test.ts",
    "src/a.it.test.ts",
    "src/b.it.test.ts",
  ]);
  expect(table).toContain("100.0 processor seconds on this machine now. 25% of the seconds are the system's.");
});
