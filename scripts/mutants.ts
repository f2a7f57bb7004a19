/**
 * Plants plausible bugs into sound connectors, one at a time, and says which of them the conformance suite does not notice:
 *   npm run mutants                          every connector; writes the table into docs/connectors.md
 *   npm run mutants -- easyorders            one
 *   npm run mutants -- easyorders --only tax those whose name holds a word
 *   npm run mutants -- easyorders --survivors
 *                                            those the page lists as survivors; the rest of its row stays
 * The bugs are listed in src/connectors/kit/conformance/mutants/, what may survive in a connector's own test as
 * `survivors`. A full run takes a minute or some a connector.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { type Hunted, mutantsReport, withoutReason } from "../src/connectors/kit/conformance/mutants/report.ts";
import { conformanceTests } from "./conformance-tests.ts";
import { survivorsOf, withMutants } from "./mutants-table.ts";

const root = join(import.meta.dirname, "..");
const page = join(root, "docs/connectors.md");
const { positionals: requested, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, survivors: { type: "boolean", default: false } },
});
const files = conformanceTests(root, requested);

const out = mkdtempSync(join(tmpdir(), "argosy-mutants-"));
const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", "--reporter=dot", "-t", "with a planted bug", ...files],
  {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      ARGOSY_MUTANTS_OUT: out,
      ...(values.only ? { ARGOSY_MUTANTS_ONLY: values.only } : {}),
      ...(values.survivors
        ? { ARGOSY_MUTANTS_NAMED: JSON.stringify(Object.fromEntries(survivorsOf(readFileSync(page, "utf8")))) }
        : {}),
    },
  },
);
const hunted = readdirSync(out)
  .sort()
  .map((file): Hunted => JSON.parse(readFileSync(join(out, file), "utf8")));
rmSync(out, { recursive: true });
process.stdout.write(`\n${mutantsReport(hunted)}\n`);
if (status === 0 && values.only === undefined) {
  writeFileSync(page, withMutants(readFileSync(page, "utf8"), hunted, values.survivors));
  process.stdout.write("docs/connectors.md has the new figures.\n");
}
const unexplained = withoutReason(hunted);
if (unexplained.length > 0) process.stderr.write(`Without a reason:\n  ${unexplained.join("\n  ")}\n`);
process.exitCode = status === 0 && hunted.length === files.length && unexplained.length === 0 ? 0 : 1;
