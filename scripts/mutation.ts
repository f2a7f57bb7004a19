/**
 * Changes the arithmetic of money, prices, stock and refunds, and the tables of statuses, one place at a time, and says
 * which changes no test notices: `npm run mutation`. Writes docs/mutation.md. Takes some minutes and no database; the
 * first time it fetches Stryker into mutation/node_modules. Part of the long run, not of `npm test`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type MutationReport, mutationPage, percentCaught, type Reason, scores, survivors } from "./mutation-report.ts";

const LEAST_PERCENT = 90;
/** A file from a line on: what stands before it needs a database, and has its tests there. */
const SUBJECTS: readonly { readonly file: string; readonly from?: string }[] = [
  { file: "src/commerce/decimal.ts" },
  { file: "src/commerce/money.ts" },
  { file: "src/commerce/pricing.ts" },
  { file: "src/commerce/inventory.ts" },
  { file: "src/commerce/statuses.ts" },
  { file: "src/hub/inventory/units-to-show.ts", from: "export function ruleOf" },
  { file: "src/hub/orders/refund-plan.ts", from: "export function refundOf" },
  { file: "src/commerce/connection-states.ts" },
];

const root = join(import.meta.dirname, "..");
const home = join(root, "mutation");
const stryker = join(home, "node_modules/@stryker-mutator/core/bin/stryker.js");

function rangeOf({ file, from }: (typeof SUBJECTS)[number]): string {
  if (from === undefined) return file;
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  const first = lines.findIndex((line) => line.startsWith(from));
  if (first < 0) throw new Error(`${file} has no line that begins with "${from}".`);
  return `${file}:${first + 1}-${lines.length}`;
}

if (!existsSync(stryker)) {
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: home,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
const file = join(home, "reports/mutation.json");
rmSync(file, { force: true });
const run = spawnSync(
  process.execPath,
  [stryker, "run", "mutation/stryker.config.json", "--mutate", SUBJECTS.map(rangeOf).join(",")],
  { cwd: root, stdio: "inherit" },
);
if (run.status !== 0 || !existsSync(file)) process.exit(run.status || 1);

const report = JSON.parse(readFileSync(file, "utf8")) as MutationReport;
const reasons = JSON.parse(readFileSync(join(home, "survivors.json"), "utf8")) as Reason[];
writeFileSync(join(root, "docs/mutation.md"), mutationPage(report, reasons));
const caught = percentCaught(scores(report));
const unexplained = survivors(report, reasons).filter(({ why }) => why === "");
for (const one of unexplained) process.stderr.write(`${one.file}: ${one.line} became ${one.replacement}\n`);
process.stdout.write(`${caught.toFixed(1)} % noticed, ${unexplained.length} survivors without a reason.\n`);
process.exitCode = caught >= LEAST_PERCENT && unexplained.length === 0 ? 0 : 1;
