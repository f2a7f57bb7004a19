/**
 * Runs every test that names a fault, and writes docs/faults.md with how they ended:  npm run faults
 * Some of them, the others as they ended before:  npm run faults -- F03 F05
 * The table alone, with what it said of the last run:  npm run faults -- --table
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { faultRows } from "./fault-rows.ts";
import { readHolders } from "./faults-read.ts";
import {
  type Ended,
  faultProblems,
  faultsOf,
  faultsPage,
  readResults,
  resultsIn,
  resultsPart,
} from "./faults-table.ts";

const root = join(import.meta.dirname, "..");
const document = join(root, "docs/faults.md");

const { values: flags, positionals: wanted } = parseArgs({
  options: { table: { type: "boolean", default: false } },
  allowPositionals: true,
});
for (const id of wanted) if (!(id in faultRows)) throw new Error(`${id} is no fault; docs/faults.md names them.`);

/** What the test run does in short. */
const AT_LENGTH = {
  ARGOSY_STRIKES: "50",
  ARGOSY_VERSION_BEFORE: "1",
  ARGOSY_KILL_BOOKINGS: "1",
  ARGOSY_KILLS: "20",
  ARGOSY_DELIVERIES: "20000",
  // From here on its memory tells something; `npm run soak` plays more.
  ARGOSY_SOAK_EVENTS: "10000",
};

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Plays the tests of these faults; answers how those of each ended. */
function play(ids: readonly string[], files: readonly string[]): { results: Map<string, Ended>; isWell: boolean } {
  const folder = mkdtempSync(join(tmpdir(), "argosy-faults-"));
  const file = join(folder, "results.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { status } = spawnSync(process.execPath, [...args, "-t", `\\[(${ids.join("|")})\\]`, ...files], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...AT_LENGTH, ...process.env },
  });
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Report;
    const results = new Map<string, Ended>();
    for (const { fullName, status: ended } of report.testResults.flatMap((each) => each.assertionResults))
      for (const id of new Set(faultsOf(fullName))) {
        if (!ids.includes(id)) continue;
        const count = results.get(id) ?? { passed: 0, failed: 0, skipped: 0 };
        results.set(id, count);
        count[ended === "passed" || ended === "failed" ? ended : "skipped"] += 1;
      }
    return { results, isWell: status === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const holders = readHolders();
const problems = faultProblems(faultRows, holders);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
if (flags.table) {
  writeFileSync(document, faultsPage(faultRows, holders) + resultsIn(readFileSync(document, "utf8")));
} else {
  // A file that holds worlds for others registers them in two files of its own.
  const ids = wanted.length === 0 ? Object.keys(faultRows) : wanted;
  const held = holders.filter((holder) => holder.ids.some((id) => ids.includes(id)));
  const files = [...new Set(held.map(({ file }) => file.replace(/^test\/sim\/suite\.ts$/, "test/sim/")))];
  const { results, isWell } = play(ids, files);
  const before = wanted.length === 0 ? new Map() : readResults(readFileSync(document, "utf8"));
  writeFileSync(document, faultsPage(faultRows, holders) + resultsPart(faultRows, new Map([...before, ...results])));
  if (!isWell) process.exitCode = 1;
}
process.stdout.write("docs/faults.md is written.\n");
