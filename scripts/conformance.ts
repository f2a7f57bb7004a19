/**
 * Runs the conformance suite of every connector (or those named) and prints the table connector x contract test:
 *   npm run conformance
 *   npm run conformance -- easyorders
 * SPECS_DIR names the folder of official API descriptions; default ../shared/specs when it exists. A run of every
 * connector with it also writes docs/connectors.md and the README's table of providers; a run of one writes its column
 * and its row alone, with or without descriptions.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { connectors } from "../src/connectors/index.ts";
import type { ConformanceSummary } from "../src/connectors/kit/conformance/suite.ts";
import { folderOf } from "../src/connectors/kit/contract/another-name.ts";
import { conformanceTable } from "./conformance-table.ts";
import { conformanceTests } from "./conformance-tests.ts";
import {
  connectorsPage,
  livingOf,
  providersTable,
  type Shown,
  withColumn,
  withProviders,
  withRow,
} from "./connector-docs.ts";
import { comparable, fidelityOf } from "./fidelity-run.ts";
import { mutantsPart } from "./mutants-table.ts";

async function shownOf(all: readonly ConformanceSummary[], specsDir: string): Promise<Shown[]> {
  const withCaptures = new Set(specsDir ? comparable([]) : []);
  const shown: Shown[] = [];
  for (const summary of all) {
    const connector = connectors.get(summary.connector);
    const folder = connector ? folderOf(connector) : summary.connector;
    shown.push({
      summary,
      fidelity: withCaptures.has(folder) ? await fidelityOf(folder, specsDir) : null,
      living: livingOf(readFileSync(join(root, "docs/living.md"), "utf8"), summary.name),
      hasGuide: existsSync(join(root, "docs/providers", `${summary.connector}.md`)),
    });
  }
  return shown;
}

/** All connectors anew, or the columns and rows of those that were run. */
function writeDocs(shown: readonly Shown[], isAll: boolean): void {
  const [page, readme] = [join(root, "docs/connectors.md"), join(root, "README.md")];
  const [pageText, readmeText] = [readFileSync(page, "utf8"), readFileSync(readme, "utf8")];
  if (isAll) {
    const section = mutantsPart(pageText);
    writeFileSync(page, section ? `${connectorsPage(shown).trimEnd()}\n\n${section}\n` : connectorsPage(shown));
    writeFileSync(readme, withProviders(readmeText, providersTable(shown)));
  } else {
    writeFileSync(page, shown.reduce(withColumn, pageText));
    writeFileSync(readme, shown.reduce(withRow, readmeText));
  }
  process.stdout.write("docs/connectors.md and the README's table of providers are written.\n");
}

const root = join(import.meta.dirname, "..");
const requested = process.argv.slice(2);
const files = conformanceTests(root, requested);

const out = mkdtempSync(join(tmpdir(), "argosy-conformance-"));
const besides = join(root, "../shared/specs");
const specs = process.env.SPECS_DIR ?? (existsSync(besides) ? besides : "");
const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", "--reporter=dot", ...files],
  {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ARGOSY_CONFORMANCE_OUT: out, ...(specs ? { SPECS_DIR: specs } : {}) },
  },
);
const summaries = readdirSync(out)
  .sort()
  .map((file): ConformanceSummary => JSON.parse(readFileSync(join(out, file), "utf8")));
rmSync(out, { recursive: true });
process.stdout.write(`\n${conformanceTable(summaries)}\n`);
if (requested.length > 0 || specs) writeDocs(await shownOf(summaries, specs), requested.length === 0);
process.exitCode = status === 0 && summaries.length === files.length ? 0 : 1;
