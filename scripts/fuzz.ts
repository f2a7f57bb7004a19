/**
 * What strangers write, made up by the hundred thousand:  npm run fuzz -- expressions --cases 100000 [--seed 1]
 * expressions: programs generated from JSONata's grammar and its names; none of them may change what another job sees,
 * in the same process, nor take longer than its deadline.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { fuzzExpressions } from "../src/connectors/custom_api/testing-expressions.ts";

const { values, positionals } = parseArgs({
  options: { cases: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
  allowPositionals: true,
});
if (positionals[0] !== "expressions") {
  process.stderr.write("Usage: npm run fuzz -- expressions [--cases 100000] [--seed 1]\n");
  process.exit(1);
}
const told = await fuzzExpressions({ cases: Number(values.cases), seed: Number(values.seed) });
process.stdout.write(
  `${told.cases} expressions: ${told.compiled} compiled, ${told.answered} answered, ${told.stopped} processes lost to limits\n`,
);
for (const change of told.changes) process.stdout.write(`CHANGED what another job sees: ${change}\n`);
process.exitCode = told.changes.length > 0 ? 1 : 0;
