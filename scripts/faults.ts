/**
 * Runs every test that names a fault, and writes docs/faults.md with how they ended:  npm run faults
 * Some of them, the others as they ended before:  npm run faults -- F03 F05
 * The table alone, with what it said of the last run:  npm run faults -- --table
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { faultRows } from "./fault-rows.ts";
import { AT_LENGTH } from "./fault-settings.ts";
import { readHolders } from "./faults-read.ts";
import {
  type Ended,
  faultProblems,
  faultsOf,
  faultsPage,
  readResults,
  readSteps,
  resultsPart,
} from "./faults-table.ts";

const root = join(import.meta.dirname, "..");
const document = join(root, "docs/faults.md");

const { values: flags, positionals: requested } = parseArgs({
  options: { table: { type: "boolean", default: false } },
  allowPositionals: true,
});
for (const id of requested) if (!(id in faultRows)) throw new Error(`${id} is no fault; docs/faults.md names them.`);

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Which run this is: its day, the commit it played, and the machine. */
function thisRun(): string {
  const git = (...args: string[]) => spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout?.trim() ?? "";
  const isChanged = git("status", "--porcelain", "--", ".", ":!docs/faults.md") !== "";
  const commit = `${git("rev-parse", "--short", "HEAD") || "no commit"}${isChanged ? " with changes" : ""}`;
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
  return `${new Date().toISOString().slice(0, 10)}, ${commit}, ${machine}`;
}

interface Played {
  readonly results: Map<string, Ended>;
  /** The steps a process was killed at; empty where that was not played. */
  readonly steps: readonly string[];
  readonly isWell: boolean;
}

/** Plays the tests of these faults; answers how those of each ended. */
function play(ids: readonly string[], files: readonly string[]): Played {
  const folder = mkdtempSync(join(tmpdir(), "argosy-faults-"));
  const [file, stepsFile] = [join(folder, "results.json"), join(folder, "steps.txt")];
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const run = thisRun();
  const { status } = spawnSync(process.execPath, [...args, "-t", `\\[(${ids.join("|")})\\]`, ...files], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...AT_LENGTH, ARGOSY_FAILPOINTS_FILE: stepsFile, ...process.env },
  });
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Report;
    const results = new Map<string, Ended>();
    for (const { fullName, status: ended } of report.testResults.flatMap((each) => each.assertionResults))
      for (const id of new Set(faultsOf(fullName))) {
        if (!ids.includes(id)) continue;
        const count = results.get(id) ?? { passed: 0, failed: 0, skipped: 0, run };
        results.set(id, count);
        count[ended === "passed" || ended === "failed" ? ended : "skipped"] += 1;
      }
    const steps = existsSync(stepsFile) ? readFileSync(stepsFile, "utf8").split("\n").filter(Boolean) : [];
    return { results, steps, isWell: status === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const holders = readHolders();
const problems = faultProblems(faultRows, holders);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
const page = readFileSync(document, "utf8");
if (flags.table) {
  writeFileSync(document, faultsPage(faultRows, holders) + resultsPart(faultRows, readResults(page), readSteps(page)));
} else {
  // A file that holds worlds for others registers them in two files of its own.
  const ids = requested.length === 0 ? Object.keys(faultRows) : requested;
  const held = holders.filter((holder) => holder.ids.some((id) => ids.includes(id)));
  const files = [...new Set(held.map(({ file }) => file.replace(/^test\/sim\/suite\.ts$/, "test/sim/")))];
  const { results, steps, isWell } = play(ids, files);
  const before = requested.length === 0 ? new Map<string, Ended>() : readResults(page);
  const all = new Map([...before, ...results]);
  const listed = steps.length > 0 ? steps : readSteps(page);
  writeFileSync(document, faultsPage(faultRows, holders) + resultsPart(faultRows, all, listed));
  if (!isWell) process.exitCode = 1;
}
process.stdout.write("docs/faults.md is written.\n");
