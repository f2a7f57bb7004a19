/**
 * Simulated worlds from seeds:  npm run sim -- --seeds 5000 [--from 1]
 * One of them again, told step by step, and shortened to what it takes:  npm run sim -- --seed 123 --verbose --shrink
 * Of a connector that ships as a package of its own:  npm run sim -- --package ../argosy-my-shop
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startTestServer } from "../src/db/test-server.ts";
import { databaseOn } from "../src/db/testing-database.ts";
import { openSimHub, type SimHub } from "../test/sim/hub.ts";
import { connectorOfFolder } from "../test/sim/outside.ts";
import { type Outcome, runSeed } from "../test/sim/run.ts";
import { PROVIDERS } from "../test/sim/world.ts";

/** Worlds in one hub: a new one keeps its clock near today's and its tables small. */
const WORLDS_A_HUB = 100;
const PROGRESS = 25;

const { values: flags } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "200" },
    from: { type: "string", default: "1" },
    verbose: { type: "boolean", default: false },
    /** Worlds of the size a test run plays. */
    short: { type: "boolean", default: false },
    shrink: { type: "boolean", default: false },
    /** Platforms the worlds are drawn from, by their ids: amazon,wix. */
    providers: { type: "string" },
    /** Folder of a connector's package; worlds are drawn from it alone unless `providers` says otherwise. */
    package: { type: "string" },
    /** What each platform's worlds cost, at the end. */
    costs: { type: "boolean", default: false },
    /** Ends at the first seed that fails. */
    bail: { type: "boolean", default: false },
  },
});

const outside = flags.package === undefined ? undefined : await connectorOfFolder(flags.package);
const providers = flags.providers?.split(",") ?? (outside ? [outside.id] : PROVIDERS);

const say = (line: string) => void process.stdout.write(`${line}\n`);

function report(outcome: Outcome): void {
  say(
    `seed ${outcome.seed} FAILS after ${outcome.steps} steps; again with: npm run sim -- --seed ${outcome.seed} --verbose`,
  );
  for (const problem of outcome.problems) say(`  ${problem}`);
}

/** Leaves out steps while it still fails. */
async function shrink(hub: SimHub, first: Outcome): Promise<void> {
  const without = new Set<number>();
  let last = first;
  for (let index = first.steps - 1; index >= 0; index -= 1) {
    without.add(index);
    const outcome = await runSeed(hub, first.seed, { without, providers, isShort: flags.short });
    if (outcome.problems.length > 0) last = outcome;
    else without.delete(index);
  }
  say(`\nwhat it takes (${first.steps - without.size} of ${first.steps} steps):`);
  for (const line of last.story) say(`  ${line}`);
  for (const problem of last.problems) say(`  => ${problem}`);
}

/** Worlds by the platforms that stand in them, each with the processor time of this process. */
const costs = new Map<string, number[]>();

async function counted(hub: SimHub, seed: number): Promise<Outcome> {
  const before = process.cpuUsage();
  const outcome = await runSeed(hub, seed, {
    onStep: flags.verbose ? say : undefined,
    providers,
    isShort: flags.short,
  });
  const { user, system } = process.cpuUsage(before);
  for (const id of new Set(outcome.platforms)) costs.set(id, [...(costs.get(id) ?? []), (user + system) / 1_000]);
  return outcome;
}

function reportCosts(): void {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const [id, values] of [...costs].sort(([, a], [, b]) => mean(b) - mean(a)))
    say(`${id}: ${mean(values).toFixed(0)} ms of processor time a world (${values.length} worlds)`);
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What this process holds once everything nobody needs is gone: it stays level, however many worlds a hub has seen. */
function held(): string {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
  const memory = `${megabytes(heapUsed + external)} MB in use, ${megabytes(rss)} MB resident`;
  return `${memory}, ${process.getActiveResourcesInfo().length} handles`;
}

async function main(): Promise<void> {
  const server = await startTestServer();
  const failed: number[] = [];
  const only = flags.seed === undefined ? undefined : Number(flags.seed);
  const from = only ?? Number(flags.from);
  const count = only === undefined ? Number(flags.seeds) : 1;
  const started = performance.now();
  try {
    for (let seed = from; seed < from + count; ) {
      await using hub = await openSimHub(await databaseOn(server), { connectors: outside?.connectors });
      for (const end = Math.min(from + count, seed + WORLDS_A_HUB); seed < end; seed += 1) {
        const outcome = await counted(hub, seed);
        if (seed % PROGRESS === 0) say(`seed ${seed} is over, ${failed.length} failed so far; ${held()}`);
        if (outcome.problems.length === 0) continue;
        failed.push(seed);
        report(outcome);
        if (flags.shrink) await shrink(hub, outcome);
        if (flags.bail) return;
      }
      const seconds = (performance.now() - started) / 1_000;
      say(
        `${seed - from} seeds in ${seconds.toFixed(0)} s, ${failed.length} failed; ${hub.deaths.length} deaths in this hub`,
      );
    }
  } finally {
    await server.stop();
    if (flags.costs) reportCosts();
    if (failed.length > 0) say(`failed: ${failed.join(" ")}`);
    process.exitCode = failed.length > 0 ? 1 : 0;
  }
}

await main();
