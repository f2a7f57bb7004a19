/**
 * npm run living -- vendure [--only <word>] [--acts 60] [--seed 1] [--no-report]
 * A real shop, installed from the package registry, connected to a real hub, and a journey through both: every order,
 * unit and refund of the shop's own tables compared with the hub's. Writes docs/living.md.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import type { Driver } from "./driver.ts";
import { openGround } from "./ground.ts";
import { install } from "./install.ts";
import type { Step } from "./journey/acts.ts";
import { bothSides, openAtConnect, paidLater, past, race, sold } from "./journey/begin.ts";
import { cancelling, killed, refunding, shipping } from "./journey/commands.ts";
import { away, edits, made, shopEdits } from "./journey/goods.ts";
import { randomActs } from "./journey/random.ts";
import { type Outcome, writeReport } from "./report.ts";
import { driver as vendure } from "./vendure/driver.ts";
import { openWorld } from "./world.ts";

const drivers: readonly Driver[] = [vendure];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    acts: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    "no-report": { type: "boolean", default: false },
  },
});
const wanted = drivers.filter(({ provider }) => positionals.length === 0 || positionals.includes(provider));
const unknown = positionals.filter((name) => !drivers.some(({ provider }) => provider === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no living ${unknown.join(", ")}; there is ${drivers.map((one) => one.provider).join(", ")}.\n`,
  );
  process.exit(1);
}

const say = (text: string) => void process.stdout.write(`${text}\n`);
const acts: string[] = [];
const steps: readonly Step[] = [
  past,
  openAtConnect,
  sold,
  paidLater,
  bothSides,
  shipping,
  cancelling,
  refunding,
  edits,
  shopEdits,
  made,
  killed,
  away,
  race,
  randomActs(Number(values.seed), Number(values.acts), (act) => void acts.push(act)),
];

async function journey(driver: Driver): Promise<Outcome> {
  const installed = install(driver);
  if ("refused" in installed) return { driver, refused: installed.refused };
  const began = performance.now();
  const ground = await openGround();
  try {
    await using world = await openWorld(driver, ground, installed.packages);
    say(`${driver.name} ${world.shop.version} serves after ${Math.round((performance.now() - began) / 1000)} s.`);
    const results: Extract<Outcome, { readonly results: unknown }>["results"][number][] = [];
    for (const step of steps) {
      // All others stand on a store that is connected.
      if (step !== past && values.only !== undefined && !step.name.includes(values.only)) continue;
      const started = performance.now();
      const found: readonly string[] = await step
        .run(world)
        .catch((error: unknown) => [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
      // A difference that stays is told by the step that made it.
      const problems = found.filter((text) => !results.some((earlier) => earlier.problems.includes(text)));
      const seconds = (performance.now() - started) / 1000;
      say(`${problems.length === 0 ? "ok  " : "FAIL"} ${step.name} (${seconds.toFixed(1)} s)`);
      for (const problem of problems.slice(0, 20)) say(`       ${problem}`);
      const logged = world.hub.takeLog();
      if (problems.length > 0) for (const line of logged.slice(-3)) say(`       logged: ${line.slice(0, 600)}`);
      results.push({ name: step.name, problems, seconds });
      if (step === past && problems.length > 0) break;
    }
    const orders = await world.shop.orders();
    const items = await world.shop.items();
    return {
      driver,
      version: world.shop.version,
      results,
      orders: orders.length,
      items: items.length,
      acts: acts.filter((act) => !act.startsWith(" ")).length,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await ground.close();
  }
}

const outcomes: Outcome[] = [];
for (const driver of wanted) outcomes.push(await journey(driver));
if (!values["no-report"] && values.only === undefined) writeReport(outcomes);
for (const outcome of outcomes)
  if ("refused" in outcome)
    process.stderr.write(
      `\n*** ${outcome.driver.name} DID NOT RUN: its packages could not be installed. Nothing was proved. ***\n${outcome.refused}\n`,
    );
const hasFailed = outcomes.some(
  (one) => !("refused" in one) && one.results.some(({ problems }) => problems.length > 0),
);
process.exitCode = hasFailed ? 1 : outcomes.some((one) => "refused" in one) ? 2 : 0;
