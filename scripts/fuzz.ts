/**
 * What strangers write, made up by the hundred thousand:  npm run fuzz [-- webhooks files ...] [--cases 100000] [--seed 1]
 * expressions: programs generated from JSONata's grammar and its names; none of them may change what another job sees,
 * in the same process, nor take longer than its deadline. webhooks, files, filters, cursors: nothing but refusals, and
 * nothing that takes longer than 100 ms.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { fuzzExpressions } from "../src/connectors/custom_api/testing-expressions.ts";
import { files } from "./fuzzers/files.ts";
import { type Fuzzer, fuzz } from "./fuzzers/fuzzer.ts";
import { cursors, filters } from "./fuzzers/requests.ts";
import { webhooks } from "./fuzzers/webhooks.ts";

const { values, positionals } = parseArgs({
  options: { cases: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
  allowPositionals: true,
});
const wish = { cases: Number(values.cases), seed: Number(values.seed) };

async function expressions(): Promise<boolean> {
  const told = await fuzzExpressions(wish);
  process.stdout.write(
    `expressions: ${told.cases} cases, ${told.compiled} compiled, ${told.answered} answered, ${told.stopped} processes lost to limits\n`,
  );
  for (const change of told.changes) process.stdout.write(`CHANGED what another job sees: ${change}\n`);
  return told.changes.length === 0;
}

async function run(fuzzer: Fuzzer): Promise<boolean> {
  const told = await fuzz(fuzzer, wish);
  process.stdout.write(`${fuzzer.name}: ${told.cases} cases, the slowest ${Math.round(told.slowestMs)} ms\n`);
  for (const { what, seed, why } of told.findings) process.stdout.write(`FOUND (seed ${seed}) ${why}\n  ${what}\n`);
  return told.findings.length === 0;
}

const known: Readonly<Record<string, () => Promise<boolean>>> = {
  expressions,
  ...Object.fromEntries([webhooks, files, filters, cursors].map((fuzzer) => [fuzzer.name, () => run(fuzzer)])),
};
const wanted = positionals.length === 0 ? Object.keys(known) : positionals;
if (wanted.some((name) => !(name in known)) || !(wish.cases > 0)) {
  process.stderr.write(`Usage: npm run fuzz [-- ${Object.keys(known).join(" ")}] [--cases 100000] [--seed 1]\n`);
  process.exit(1);
}
for (const name of wanted) if (!(await known[name]?.())) process.exitCode = 1;
