/**
 * Measures against floors that run in the same run:  npm run bench [-- B1 B3] [--quick] [--seed 7] [--only ebay]
 * Writes bench/results.json and bench/results.md; a benchmark that was not asked for keeps its last figures there.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { acceptWebhooks } from "./b1-webhooks.ts";
import { importOrders } from "./b2-import.ts";
import { propagate } from "./b3-propagation.ts";
import { useLimits } from "./b4-limits.ts";
import { importCatalog } from "./b6-catalog.ts";
import { dashboard } from "./b7-dashboard.ts";
import { firstOrder } from "./b8-first-order.ts";
import { growth } from "./b9-lists.ts";
import { bookParcels } from "./b10-bookings.ts";
import { followParcels } from "./b11-tracking.ts";
import { profits } from "./b12-profit.ts";
import { register } from "./b13-register.ts";
import { neighbour } from "./b14-neighbour.ts";
import { noisy } from "./b15-noisy.ts";
import { atRest } from "./b16-rest.ts";
import { memory } from "./b17-memory.ts";
import { rules } from "./b18-rules.ts";
import { killedImport } from "./b19-kill.ts";
import { openCluster } from "./cluster.ts";
import type { Benchmark } from "./measure.ts";
import { outcome } from "./measure.ts";
import { saveResults } from "./results.ts";

/** B2 and B6 are one import of orders, its speed and its memory; B6 has one of products beside it. */
const imports: Benchmark = async (bench) => [...(await importOrders(bench)), ...(await importCatalog(bench))];

const benchmarks: Readonly<Record<string, Benchmark>> = {
  B1: acceptWebhooks,
  B2: imports,
  B3: propagate,
  B4: useLimits,
  B6: imports,
  B7: dashboard,
  B8: firstOrder,
  B9: growth,
  B10: bookParcels,
  B11: followParcels,
  B12: profits,
  B13: register,
  B14: neighbour,
  B15: noisy,
  B16: atRest,
  B17: memory,
  B18: rules,
  B19: killedImport,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      seed: { type: "string", default: "7" },
      only: { type: "string", multiple: true, default: [] },
    },
    allowPositionals: true,
  });
  const requested = positionals.length > 0 ? positionals.map((id) => id.toUpperCase()) : Object.keys(benchmarks);
  const unknown = requested.filter((id) => !benchmarks[id]);
  if (unknown.length > 0) {
    process.stderr.write(`There is no ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}.\n`);
    process.exitCode = 1;
    return;
  }
  const cluster = await openCluster();
  try {
    const distinct = requested.filter(
      (id, index) => requested.findIndex((other) => benchmarks[other] === benchmarks[id]) === index,
    );
    for (const id of distinct) {
      const started = performance.now();
      const say = (text: string) => void process.stdout.write(`${id}: ${text}\n`);
      const measures = await benchmarks[id]?.({
        cluster,
        quick: values.quick,
        seed: Number(values.seed),
        only: values.only,
        say,
      });
      for (const measure of measures ?? []) {
        say(
          `${measure.what}: ours ${measure.ours}, floor ${measure.floor}, ratio ${measure.ratio.toFixed(3)} (hold ${measure.hold}, aim ${measure.aim}): ${outcome(measure)}`,
        );
        for (const line of measure.beside ?? []) say(`  ${line}`);
      }
      say(`took ${((performance.now() - started) / 1000).toFixed(0)} s`);
      const run = { quick: values.quick, seed: Number(values.seed), postgres: cluster.version };
      await saveResults(measures ?? [], run, values.only.length > 0);
    }
  } finally {
    await cluster.close();
  }
}

await main();
