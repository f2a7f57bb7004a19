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
  readSteps,
  resultsIn,
  resultsPart,
} from "./faults-table.ts";

const mark = (id: number) => `[F0${id}]`;
const rows: FaultRows = {
  F01: { fault: "Killed", injected: "kill -9", asked: "none lost", figure: "100 kills", lacks: "" },
  F02: { fault: "Cut off", injected: "a | b", asked: "goes on", figure: "1 hour", lacks: "an hour of it" },
};

test("titles tell which faults they hold, beside the requirements they prove", () => {
  const text = [`test("a hub is killed ${mark(1)} [A1.2]", work);`, 'test("a hub is well [A1.2]", work);'].join("\n");
  expect(holdersIn("x.test.ts", text)).toEqual([{ file: "x.test.ts", title: "a hub is killed", ids: ["F01"] }]);
});

test("a fault needs a test or a word on what is missing, and a test a fault that exists", () => {
  const holder = (...ids: string[]) => ({ file: "x.test.ts", title: "is killed a hundred times", ids });
  expect(faultProblems(rows, [holder("F01")])).toEqual([]);
  expect(faultProblems(rows, [holder("F02", "F09")])).toEqual([
    "F01 has no test, and nothing says what is missing",
    'x.test.ts: "is killed a hundred times" names F09, which is no fault',
  ]);
});

test("a row that says nothing is missing has a figure that the titles of its tests carry", () => {
  const by = (title: string) => faultProblems(rows, [{ file: "x.test.ts", title, ids: ["F01"] }]);
  expect(by("1,000 deliveries with 100 kills")).toEqual([]);
  expect(by("1,000 deliveries with 10 kills")).toEqual([
    "F01: no test's title has 100, and nothing says what is missing",
  ]);
  // 1000 is no 100, and neither is F100.
  expect(by("is killed 1000 times, F100")).toHaveLength(1);
});

test("numbers of titles are those the tests have at length", () => {
  const text = [
    "const KILLS = Number(process.env.ARGOSY_KILLS ?? 3);",
    "const ORDERS = 5_000;",
    `test(\`\${ORDERS} orders, \${KILLS} kills, steps ${mark(1)}\`, work);`,
  ].join("\n");
  const titles = (settings?: Record<string, string>) =>
    holdersIn("x.test.ts", text, settings).map(({ title }) => title);
  expect(titles({ ARGOSY_KILLS: "100" })).toEqual(["5000 orders, 100 kills, steps"]);
  expect(titles()).toEqual(["5000 orders, 3 kills, steps"]);
});

test("the page keeps what was said of the last run", () => {
  const page = faultsPage(rows, [{ file: "x.test.ts", title: "a hub is killed", ids: ["F01"] }]);
  expect(page).toContain("| F01 | Killed | kill -9 | none lost | 100 kills | a hub is killed (`x.test.ts`) | / |");
  expect(page).toContain("| F02 | Cut off | a \\| b | goes on | 1 hour | / | an hour of it |");
  const run = "2026-11-24, abc, 2 × CPU";
  const steps = ["importing an order: select 1"];
  const results = resultsPart(rows, new Map([["F01", { passed: 2, failed: 1, skipped: 0, run }]]), steps);
  expect(results).toContain(`| F01 | 2 | 1 | 0 | ${run} |\n| F02 | 0 | 0 | 0 | / |`);
  expect(readSteps(page + results)).toEqual(steps);
  expect(resultsIn(page)).toBe("");
  expect(resultsIn(page + results)).toBe(results);
  expect(readResults(page + results)).toEqual(
    new Map([
      ["F01", { passed: 2, failed: 1, skipped: 0, run }],
      ["F02", { passed: 0, failed: 0, skipped: 0, run: "/" }],
    ]),
  );
  expect(readResults(page)).toEqual(new Map());
});

test("every fault stands in docs/faults.md as the command writes it", async () => {
  const holders = readHolders();
  expect(faultProblems(faultRows, holders)).toEqual([]);
  expect(Object.keys(faultRows)).toHaveLength(31);
  const page = await readFile(new URL("../docs/faults.md", import.meta.url), "utf8");
  expect(page.replace(resultsIn(page), "")).toBe(faultsPage(faultRows, holders));
});
