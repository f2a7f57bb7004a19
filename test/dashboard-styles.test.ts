/** The dashboard's styles leave out those of components it does not show, and of no other. */
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { buildDashboard } from "./support/dashboard.ts";

const DIST = join(import.meta.dirname, "../web/dist/assets");
/** As Mantine names the classes of its components. */
const CLASS = /\bm_[0-9a-f]{6,8}\b/g;

const classesIn = (files: readonly string[]) =>
  new Set(files.flatMap((file) => readFileSync(file, "utf8").match(CLASS) ?? []));

beforeAll(() => buildDashboard());

test("each component of Mantine that the script can show has its styles, and few others are read", () => {
  const all = classesIn([createRequire(import.meta.url).resolve("@mantine/core/styles.layer.css")]);
  const shown = [...classesIn(globSync(`${DIST}/*.js`))].filter((each) => all.has(each));
  const styled = classesIn(globSync(`${DIST}/*.css`));
  expect(shown.length).toBeGreaterThan(100);
  expect(shown.filter((each) => !styled.has(each))).toEqual([]);
  expect(styled.size).toBeLessThan(shown.length * 1.2);
});

test("no color and no size of letters depends on the direction: axe looks at them in one language", () => {
  const sheets = globSync(`${DIST}/*.css`).map((file) => readFileSync(file, "utf8"));
  const rules = sheets.flatMap((sheet) => [...sheet.matchAll(/([^{}]*)\{([^{}]*)\}/g)]);
  const directed = rules.filter(([, selector = ""]) => /\[dir|:dir\(|:lang\(|\[lang/.test(selector));
  expect(directed.length).toBeGreaterThan(10);
  const checks =
    /(?:^|;)\s*(?:--[\w-]*(?:color|bg|font)[\w-]*|[\w-]*color|background[\w-]*|fill|stroke|opacity|filter|font[\w-]*):/;
  expect(directed.filter(([, , set = ""]) => checks.test(set)).map(([rule]) => rule)).toEqual([]);
});
