import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { faultRows } from "./fault-rows.ts";
import { readHolders } from "./faults-read.ts";
import {
  type FaultRows,
  faultProblems,
  faultsPage,
  holdersIn,
  readResults,
  resultsIn,
  resultsPart,
} from "./faults-table.ts";

const mark = (id: number) => `[F0${id}]`;
const rows: FaultRows = {
  F01: { fault: "Killed", injected: "kill -9", asked: "none lost", lacks: "" },
  F02: { fault: "Cut off", injected: "a | b", asked: "goes on", lacks: "an hour of it" },
};

test("titles tell which faults they hold, beside the requirements they prove", () => {
  const text = [`test("is killed ${mark(1)} [A1.2]", work);`, 'test("is well [A1.2]", work);'].join("\n");
  expect(holdersIn("x.test.ts", text)).toEqual([{ file: "x.test.ts", title: "is killed", ids: ["F01"] }]);
});

test("a fault needs a test or a word on what is missing, and a test a fault that exists", () => {
  const holder = (...ids: string[]) => ({ file: "x.test.ts", title: "t", ids });
  expect(faultProblems(rows, [holder("F01")])).toEqual([]);
  expect(faultProblems(rows, [holder("F02", "F09")])).toEqual([
    "F01 has no test, and nothing says what is missing",
    'x.test.ts: "t" names F09, which is no fault',
  ]);
});

test("the page keeps what was said of the last run", () => {
  const page = faultsPage(rows, [{ file: "x.test.ts", title: "is killed", ids: ["F01"] }]);
  expect(page).toContain("| F01 | Killed | kill -9 | none lost | is killed (`x.test.ts`) | / |");
  expect(page).toContain("| F02 | Cut off | a \\| b | goes on | / | an hour of it |");
  const results = resultsPart(rows, new Map([["F01", { passed: 2, failed: 1, skipped: 0 }]]));
  expect(results).toContain("| F01 | 2 | 1 | 0 |\n| F02 | 0 | 0 | 0 |");
  expect(resultsIn(page)).toBe("");
  expect(resultsIn(page + results)).toBe(results);
  expect(readResults(page + results)).toEqual(
    new Map([
      ["F01", { passed: 2, failed: 1, skipped: 0 }],
      ["F02", { passed: 0, failed: 0, skipped: 0 }],
    ]),
  );
  expect(readResults(page)).toEqual(new Map());
});

test("every fault stands in docs/faults.md as the command writes it", async () => {
  const holders = readHolders();
  expect(faultProblems(faultRows, holders)).toEqual([]);
  expect(Object.keys(faultRows)).toHaveLength(28);
  const page = await readFile(new URL("../docs/faults.md", import.meta.url), "utf8");
  expect(page.replace(resultsIn(page), "")).toBe(faultsPage(faultRows, holders));
});
