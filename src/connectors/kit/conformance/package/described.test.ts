import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CONTRACT_VERSION } from "../../contract/contract-version.ts";
import { described } from "./described.ts";
import { checkReport, leftOut } from "./report.ts";

const folder = mkdtempSync(join(tmpdir(), "argosy-described-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function told(description: object, logo = '<svg viewBox="0 0 24 24"><path d="M0 0"/></svg>') {
  writeFileSync(join(folder, "package.json"), JSON.stringify(description));
  writeFileSync(join(folder, "index.js"), "");
  writeFileSync(join(folder, "logo.svg"), logo);
  return described(folder).problems;
}

test("a package that lacks several things is told all of them at once", () => {
  const argosy = {
    contract: 99,
    id: "My Shop",
    connector: "./index.js",
    sandbox: "../elsewhere.js",
    logo: "./logo.svg",
  };
  const dependencies = { zod: "^4.0.0" };
  const problems = told({ argosy, dependencies, files: ["dist"] }, '<svg viewBox="0 0 48 48"><text>My</text></svg>');
  for (const word of ["argosy.id", "contract is 99", "argosy.sandbox", "index.js", "zod", "viewBox", "no path", "text"])
    expect(
      problems.some((problem) => problem.includes(word)),
      word,
    ).toBe(true);
  expect(told({})).toEqual(expect.arrayContaining([expect.stringContaining('no "argosy"')]));
});

test("a package that fits is told nothing", () => {
  const argosy = {
    ...{ contract: CONTRACT_VERSION, id: "my_shop" },
    ...{ connector: "./index.js", sandbox: "./index.js", logo: "./logo.svg" },
  };
  expect(told({ argosy, files: ["index.js", "logo.svg"] })).toEqual([]);
});

test("the report of a check names every part, and at its end what is to be mended and how", () => {
  const parts = [
    { name: "types", result: "passed", problems: [] },
    { name: "suite", result: "failed", problems: ["orders: a", "stock: b"], hint: "look there", notes: ["skipped c"] },
    leftOut("simulation", "no hub"),
  ];
  const report = checkReport(parts);
  expect(report).toMatch(/types {7}passed[\s\S]*simulation {2}left out: no hub[\s\S]*May stay:\n.*skipped c/);
  expect(report).toMatch(/To mend \(2\):\n.*orders: a\n.*stock: b\n.*-> look there\n$/);
  expect(checkReport([leftOut("simulation", "no hub")])).toContain("Nothing to mend.");
});
