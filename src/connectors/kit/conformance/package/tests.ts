/** Runs the tests of a connector's package with the test runner that is installed beside it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";

export interface PackageFolder {
  /** Where the command was given. */
  readonly here: string;
  /** The package's own. */
  readonly folder: string;
}

/** The package of this name or path, seen from `here`; without one, the package of that folder. */
export function findPackageFolder(here: string, named = "."): PackageFolder {
  const folders = [resolve(here, named), join(here, "node_modules", named)];
  const folder = folders.find((each) => existsSync(join(each, "package.json")));
  if (folder === undefined) throw new Error(`There is no package "${named}" here.`);
  return { here, folder };
}

/** Its sources where it is developed; an installed package has only what was built of them. */
export const sourcesOf = (folder: string): string =>
  existsSync(join(folder, "src")) ? join(folder, "src") : join(folder, "dist");

/** Descriptions and captures: those that lie beside the sources, else those of SPECS_DIR; null where there are none. */
export function specsOf(folder: string): string | null {
  const beside = join(folder, "specs");
  return existsSync(beside) ? beside : process.env.SPECS_DIR || null;
}

/** Exit code of the test runner. */
export function runTests({ here, folder }: PackageFolder, options: readonly string[], env = process.env): number {
  const { status } = spawnSync(
    process.execPath,
    [
      join(dirname(runner(here)), "vitest.mjs"),
      "run",
      // Node runs these modules by itself. A suite waits for slow answers on purpose.
      ...["--root", sourcesOf(folder), "--exclude", "**/node_modules/none/**"],
      ...["--experimental.viteModuleRunner=false", "--experimental.nodeLoader=false", "--testTimeout=300000"],
      ...options,
    ],
    { cwd: here, stdio: "inherit", env: { ...env, SPECS_DIR: specsOf(folder) ?? "" } },
  );
  return status ?? 1;
}

function runner(here: string): string {
  for (const place of [join(here, "package.json"), import.meta.url])
    try {
      return createRequire(place).resolve("vitest/package.json");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND")) throw error;
    }
  throw new Error("vitest is not installed: npm install --save-dev vitest");
}

/** A folder for what a run leaves behind, gone afterwards. */
export function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "argosy-check-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface FailedTest {
  readonly title: string;
  /** First line of the reason. */
  readonly why: string;
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";

/** What failed, of the report of a run with `reportTo`; null where the run wrote none. */
export function readReport(file: string): { readonly passed: number; readonly failed: readonly FailedTest[] } | null {
  if (!existsSync(file)) return null;
  const { numPassedTests, testResults } = JSON.parse(readFileSync(file, "utf8")) as Report;
  const failed = testResults.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === "failed");
    if (tests.length === 0 && message !== "") return [{ title: name, why: firstLine(message) }];
    return tests.map(({ title, failureMessages = [] }) => ({ title, why: firstLine(failureMessages[0] ?? "") }));
  });
  return { passed: numPassedTests, failed };
}

/** Options of a run that reports to this file. */
export const reportTo = (file: string): string[] => ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
