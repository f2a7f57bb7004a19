/**
 * What strangers write, made up by the hundred thousand:  npm run fuzz [-- webhooks files ...] [--cases 100000] [--seed 1]
 * expressions: programs generated from JSONata's grammar and its names; none of them may change what another job sees,
 * in the same process, nor take longer than its deadline. webhooks, files, filters, cursors: nothing but refusals, and
 * nothing that takes more than 100 ms of the processor. samples: what platforms really send, changed at one place. A run of 100,000 cases writes its row in docs/security.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { fuzzExpressions } from "../src/connectors/custom_api/testing-expressions.ts";
import { type FuzzRow, WHOLE_RUN, withFuzzRows } from "./fuzz-table.ts";
import { files } from "./fuzzers/files.ts";
import { type Fuzzer, fuzz, HANG_MS } from "./fuzzers/fuzzer.ts";
import { cursors, filters } from "./fuzzers/requests.ts";
import { sampleSubjects, samplesOf } from "./fuzzers/samples.ts";
import { webhooks } from "./fuzzers/webhooks.ts";

const { values, positionals } = parseArgs({
  options: { cases: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
  allowPositionals: true,
});
const options = { cases: Number(values.cases), seed: Number(values.seed) };

async function expressions(): Promise<FuzzRow> {
  const reported = await fuzzExpressions(options);
  process.stdout.write(
    `expressions: ${reported.cases} cases, ${reported.compiled} compiled, ${reported.answered} answered, ${reported.stopped} processes lost to limits, the slowest page ${Math.round(reported.slowestMs)} ms of the hub\n`,
  );
  for (const change of reported.changes) process.stdout.write(`CHANGED what another job sees: ${change}\n`);
  const hangs = reported.slowestMs > HANG_MS ? 1 : 0;
  return { name: "expressions", ...options, slowestMs: reported.slowestMs, hangs, faults: reported.changes.length };
}

async function run(fuzzer: Fuzzer): Promise<FuzzRow> {
  const reported = await fuzz(fuzzer, options);
  process.stdout.write(`${fuzzer.name}: ${reported.cases} cases, the slowest ${Math.round(reported.slowestMs)} ms\n`);
  for (const { what, seed, why } of reported.findings) process.stdout.write(`FOUND (seed ${seed}) ${why}\n  ${what}\n`);
  const hangs = reported.findings.filter(({ isHang }) => isHang).length;
  const { cases, slowestMs } = reported;
  return { name: fuzzer.name, seed: options.seed, cases, slowestMs, hangs, faults: reported.findings.length - hangs };
}

/** Emulated platforms are started for it: only where it is asked for. */
async function samples(): Promise<FuzzRow> {
  await using all = await sampleSubjects();
  return run(samplesOf(all.subjects));
}

const existing: Readonly<Record<string, () => Promise<FuzzRow>>> = {
  expressions,
  samples,
  ...Object.fromEntries([webhooks, files, filters, cursors].map((fuzzer) => [fuzzer.name, () => run(fuzzer)])),
};
const requested = positionals.length === 0 ? Object.keys(existing) : positionals;
if (requested.some((name) => !(name in existing)) || !(options.cases > 0)) {
  process.stderr.write(`Usage: npm run fuzz [-- ${Object.keys(existing).join(" ")}] [--cases 100000] [--seed 1]\n`);
  process.exit(1);
}
const page = join(import.meta.dirname, "../docs/security.md");
for (const name of requested) {
  const row = await existing[name]?.();
  if (!row || row.hangs + row.faults > 0) process.exitCode = 1;
  if (row && row.cases >= WHOLE_RUN) writeFileSync(page, withFuzzRows(readFileSync(page, "utf8"), [row]));
}
