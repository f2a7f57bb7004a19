import { expect, test } from "vitest";
import { importsOf } from "./imports.ts";
import { testedOnly, unusedExports, unusedFiles, unusedPackages } from "./unused.ts";

const byName = (_from: string, target: string) => target.replace("./", "src/");

test("an export is used where another file imports it, by name, as a whole or later", () => {
  const sources = [
    {
      file: "src/a.ts",
      text: [
        "export const one = 1;",
        "export function two() { return one; }",
        "export async function three() {}",
        "export interface Given {}",
        "export const giver = (): Given => ({});",
        "export type Lonely = string;",
        'export { six as seven } from "./b.ts";',
      ].join("\n"),
    },
    { file: "src/b.ts", text: "export const four = 4;\nexport const five = 5;\nexport const six = 6;" },
    { file: "src/d.ts", text: "export const ten = 10;\nexport const eleven = 11;" },
    { file: "src/all.ts", text: 'export * from "./d.ts";' },
    { file: "src/c.ts", text: "export const eight = 8;\nexport const nine = 9;" },
    {
      file: "src/main.ts",
      text: [
        'import { giver, type three as third } from "./a.ts";',
        'import * as b from "./b.ts";',
        'import { ten } from "./all.ts";',
        "b.four;",
        `void import(${JSON.stringify("./c.ts")}).then(({ eight }) => eight);`,
        'import {\n  two,\n} from "./a.ts";',
      ].join("\n"),
    },
  ];
  expect(unusedExports(sources, byName)).toEqual([
    "src/a.ts: one",
    "src/a.ts: Lonely",
    "src/a.ts: seven",
    "src/b.ts: five",
    "src/d.ts: eleven",
    "src/c.ts: nine",
  ]);
});

test("a file is reached over the files that import it, also where they know each other", () => {
  const sources = [
    { file: "src/main.ts", text: 'import "../scripts/arrows.ts";' },
    { file: "scripts/arrows.ts", text: 'import type { Import } from "./imports.ts";' },
    { file: "scripts/imports.ts", text: "" },
    { file: "src/x.ts", text: 'import "../src/y.ts";' },
    { file: "src/y.ts", text: 'import "../src/x.ts";' },
  ];
  const imports = sources.flatMap(({ file, text }) => importsOf(file, text));
  expect(unusedFiles(["src/main.ts", "src/x.ts", "src/y.ts"], imports)).toEqual(["src/x.ts", "src/y.ts"]);
});

test("a package is used where a file names it or a part of it; its types go with it", () => {
  const sources = [{ file: "src/main.ts", text: 'import "pg";\nimport z from "@scope/z/part";' }];
  const packages = ["pg", "@types/pg", "@types/node", "@scope/z", "dayjs", "@types/d3", "typescript7"];
  expect(unusedPackages(packages, sources)).toEqual(["dayjs", "@types/d3"]);
});

test("an export that only tests import is found, unless its own file uses it or it is made for tests", () => {
  const sources = [
    {
      file: "src/a.ts",
      text: [
        "export const used = 1;",
        "/** As tried does. */",
        "export const tried = 2;",
        "export const inner = 3;",
        "export const sum = used + inner;",
      ].join("\n"),
    },
    { file: "src/index.ts", text: 'export { tried } from "./a.ts";' },
    { file: "src/testing.ts", text: "export const sample = 1;" },
    { file: "src/main.ts", text: 'import { used, sum } from "./a.ts";' },
    { file: "src/a.test.ts", text: 'import { tried, inner } from "./a.ts";\nimport { sample } from "./testing.ts";' },
  ];
  expect(testedOnly(sources, byName)).toEqual(["src/index.ts: tried"]);
});
