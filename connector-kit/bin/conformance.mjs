#!/usr/bin/env node
// Runs the tests of a connector's package, the suite of the contract among them:
//   argosy-conformance                  of the package in this folder, from its sources
//   argosy-conformance <name or path>   of an installed one, from what it ships
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import process from "node:process";

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const [named, ...options] = process.argv.slice(2);
const here = process.cwd();
const folder = [resolve(here, named ?? "."), join(here, "node_modules", named ?? "")].find((each) =>
  existsSync(join(each, "package.json")),
);
if (folder === undefined) fail(`There is no package "${named}" here.`);
const tests = join(folder, existsSync(join(folder, "src")) ? "src" : "dist");
const from = [join(here, "package.json"), import.meta.url].map((place) => createRequire(place));
const vitest = from.flatMap((require) => {
  try {
    return [require.resolve("vitest/package.json")];
  } catch {
    return [];
  }
})[0];
if (vitest === undefined) fail("vitest is not installed: npm install --save-dev vitest");

const { status } = spawnSync(
  process.execPath,
  [
    join(dirname(vitest), "vitest.mjs"),
    "run",
    // Node runs these modules by itself. A suite waits for slow answers on purpose.
    ...["--root", tests, "--exclude", "**/node_modules/none/**"],
    ...["--experimental.viteModuleRunner=false", "--experimental.nodeLoader=false", "--testTimeout=300000"],
    ...options,
  ],
  { cwd: here, stdio: "inherit" },
);
process.exit(status ?? 1);
