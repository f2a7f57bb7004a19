/**
 * How true the sandboxes are: every connector that has captures of a real shop compares its sandbox's answers with
 * them, and with the form of what a real shop answered in a recorded living run.
 * npm run fidelity [-- <provider>...]   The captures lie in SPECS_DIR (default ../shared/specs).
 *
 * A connector takes part with a file fidelity.ts beside its sandbox that exports
 *   measureFidelity(specsDir: string): Promise<Fidelity>
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { answersFidelity } from "./fidelity-answers.ts";
import { comparable, fidelityOf } from "./fidelity-run.ts";

const specsDir = resolve(process.env.SPECS_DIR ?? join(import.meta.dirname, "../../shared/specs"));
const print = (text: string) => void process.stdout.write(`${text}\n`);

const ids = comparable(process.argv.slice(2));
if (!existsSync(specsDir) || ids.length === 0) {
  process.stderr.write(
    existsSync(specsDir)
      ? "No such connector has captures to compare with.\n"
      : `There are no captures at ${specsDir}; set SPECS_DIR.\n`,
  );
  process.exit(1);
}
for (const id of ids) {
  const found = await fidelityOf(id, specsDir);
  const share = ((100 * found.same) / found.compared).toFixed(1);
  print(`\n${id}: ${found.same} of ${found.compared} captured exchanges are answered alike (${share} %)`);
  for (const { call, reason } of found.onPurpose) print(`  on purpose  ${call}: ${reason}`);
  for (const { call, what } of found.differences) print(`  differs     ${call}: ${what}`);
  if (found.differences.length > 0) process.exitCode = 1;
  const recorded = await answersFidelity(id);
  if (recorded === null) continue;
  print(`  ${recorded.compared} operations compared with what ${id} ${recorded.version} answered in a living run`);
  for (const operation of recorded.unknown) print(`  not recorded  ${operation}`);
  for (const { operation, what } of recorded.differences) print(`  differs     ${operation}: ${what}`);
  if (recorded.differences.length > 0) process.exitCode = 1;
}
