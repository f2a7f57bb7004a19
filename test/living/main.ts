/**
 * npm run living -- vendure medusa [--only <word>] [--acts 60] [--seed 1] [--compare-every 100] [--buyers 24] [--minutes 15] [--long] [--shrink 40] [--fresh] [--no-report]
 * npm run living -- woocommerce --at <folder> --url <address> [--copy] [...]: a shop installed on this machine.
 * A real shop, installed from the package registry, connected to a real hub, and a journey through both: every order,
 * unit and refund of the shop's own tables compared with the hub's. Writes docs/living.md.
 * --record: notes the form of the shop's answers in test/living/fixtures, for npm run fidelity.
 * --planted: the run has a fault of its own, which the shortest list has to name.
 * Where random acts fail, the shortest list of them that fails in a fresh shop is named; --shrink says in how many tries.
 * Ends with 1 where the two differ or something hangs, with 2 where a shop or a part of its journey was not played.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import type { Driver, StandingDriver } from "./driver.ts";
import { type Ground, openGround } from "./ground.ts";
import { install } from "./install.ts";
import type { Step } from "./journey/acts.ts";
import { past } from "./journey/begin.ts";
import { journeyOf } from "./journey/index.ts";
import type { RandomAct } from "./journey/random.ts";
import { driver as magento } from "./magento/driver.ts";
import { driver as medusa } from "./medusa/driver.ts";
import { planted } from "./planted.ts";
import { driver as prestashop } from "./prestashop/driver.ts";
import { createRecording } from "./recorded.ts";
import { minutesOf, type Outcome, writeReport } from "./report.ts";
import { sayShortest } from "./shortest.ts";
import { openStandingGround, type Place, refusalOf } from "./standing.ts";
import { driver as sylius } from "./sylius/driver.ts";
import { driver as vendure } from "./vendure/driver.ts";
import { startWatch } from "./watch.ts";
import { driver as woocommerce } from "./woocommerce/driver.ts";
import { openWorld, type World } from "./world.ts";

const drivers: readonly Driver[] = [vendure, medusa];
/** Of shops that nobody installs from a registry. */
const status: readonly StandingDriver[] = [woocommerce, prestashop, sylius, magento];

/** The longest that nothing may happen: a call to a shop takes seconds, the hub's first look at one a minute at most. */
const STALL_MS = 5 * 60_000;

/** About half an hour of random acts. */
const LONG_ACTS = 1_200;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", multiple: true },
    acts: { type: "string", default: "60" },
    buyers: { type: "string", default: "24" },
    shrink: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    "compare-every": { type: "string", default: "100" },
    minutes: { type: "string" },
    long: { type: "boolean", default: false },
    fresh: { type: "boolean", default: false },
    "no-report": { type: "boolean", default: false },
    at: { type: "string" },
    url: { type: "string" },
    copy: { type: "boolean", default: false },
    planted: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});
const expected = drivers.filter(({ provider }) => positionals.length === 0 || positionals.includes(provider));
const placed = status.filter(({ provider }) => positionals.includes(provider));
const existing = [...drivers, ...status].map(({ provider }) => provider);
const unknown = positionals.filter((name) => !existing.includes(name));
const end = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};
if (unknown.length > 0) end(`There is no living ${unknown.join(", ")}; there is ${existing.join(", ")}.`);
const place: Place = { at: values.at ?? "", url: values.url ?? "", isCopy: values.copy };
for (const driver of placed) {
  if (placed.length > 1 || place.at === "" || place.url === "")
    end(`${driver.name}: say where it is, one shop at a time: --at <folder> --url <address>`);
  const refusal = await refusalOf(driver, place);
  if (refusal !== null) end(refusal);
}

const say = (text: string) => void process.stdout.write(`${text}\n`);
const budgetMs = values.minutes === undefined ? Number.POSITIVE_INFINITY : Number(values.minutes) * 60_000;
const isOver = () => performance.now() > budgetMs;
const watch = startWatch({
  stallMs: STALL_MS,
  hung(what) {
    process.stderr.write(`\n*** The living run HANGS at ${what} ***\n`);
    process.exit(1);
  },
});

type Named = Pick<Driver, "provider" | "name">;
type Lived = Extract<Outcome, { readonly results: unknown }>;
type Result = Lived["results"][number];

async function play(world: World, step: Step, earlier: readonly Result[]): Promise<Result> {
  const started = performance.now();
  const lacking = step.lacking?.(world.shop);
  if (lacking !== undefined) {
    say(`skip ${step.name}: ${lacking}`);
    return { name: step.name, problems: [], lacking, seconds: 0 };
  }
  watch.begin(`"${step.name}"`);
  const found: readonly string[] = await step
    .run(world)
    .catch((error: unknown) => [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  // A difference that stays is told by the step that made it.
  const problems = found.filter((text) => !earlier.some((one) => one.problems.includes(text)));
  const seconds = (performance.now() - started) / 1000;
  say(`${problems.length === 0 ? "ok  " : "FAIL"} ${step.name} (${seconds.toFixed(1)} s)`);
  for (const problem of problems.slice(0, 20)) say(`       ${problem}`);
  const logged = world.hub.takeLog();
  if (problems.length > 0) for (const line of logged.slice(-3)) say(`       logged: ${line.slice(0, 600)}`);
  return { name: step.name, problems, seconds, isRandom: step.isRandom };
}

async function installedJourney(driver: Driver): Promise<Outcome> {
  const installed = install(driver);
  if ("refused" in installed) return { driver, refused: installed.refused };
  if (isOver()) return { driver, refused: `There was no time left of ${minutesOf(budgetMs)}.` };
  watch.begin(`the start of ${driver.name}`);
  return journey(driver, await openGround(driver, { isFresh: values.fresh }), installed.packages);
}

async function journey(driver: Named, ground: Ground, packages: string): Promise<Outcome> {
  watch.begin(`the start of ${driver.name}`);
  const shop = async (folder: string) => (values.planted ? planted(await ground.shop(folder)) : ground.shop(folder));
  const recording = values.record ? createRecording() : undefined;
  const open = () => openWorld(driver, { ground: { ...ground, shop }, packages, watch, onAnswer: recording?.note });
  const acts: RandomAct[] = [];
  try {
    const outcome = await lived(driver, open, acts);
    recording?.write(driver.provider, outcome.version);
    if (outcome.results.some(({ isRandom, problems }) => isRandom && problems.length > 0)) {
      watch.begin("the shortest list of acts");
      await sayShortest({ open, acts, tries: Number(values.shrink), say });
    }
    return outcome;
  } finally {
    watch.begin(`the end of ${driver.name}`);
    await ground.close();
  }
}

/** Gathers the random acts. */
async function lived(driver: Named, open: () => Promise<World>, acts: RandomAct[]): Promise<Lived> {
  const began = performance.now();
  await using world = await open();
  say(`${driver.name} ${world.shop.version} serves after ${Math.round((performance.now() - began) / 1000)} s.`);
  const random = {
    seed: Number(values.seed),
    count: values.long ? LONG_ACTS : Number(values.acts),
    compareEvery: Number(values["compare-every"]),
    drawn: (act: RandomAct) => void acts.push(act),
  };
  const steps = journeyOf({ random, buyers: Number(values.buyers) }).filter(
    // All others stand on a store that is connected.
    (step) => step === past || values.only === undefined || values.only.some((word) => step.name.includes(word)),
  );
  const results: Result[] = [];
  for (const step of steps) {
    if (isOver()) break;
    const result = await play(world, step, results);
    results.push(result);
    if (step === past && result.problems.length > 0) break;
  }
  const orders = await world.shop.orders();
  const items = await world.shop.items();
  return {
    driver,
    version: world.shop.version,
    results,
    unplayed: steps.slice(results.length).map(({ name }) => name),
    orders: orders.length,
    items: items.length,
    acts: acts.length,
    seconds: (performance.now() - began) / 1000,
  };
}

const shout = (text: string) => void process.stderr.write(`\n*** ${text} ***\n`);
const outcomes: Outcome[] = [];
for (const driver of expected) outcomes.push(await installedJourney(driver));
for (const driver of placed) outcomes.push(await journey(driver, await openStandingGround(driver, place), place.at));
watch.stop();
if (!values["no-report"] && !values.planted && values.only === undefined) writeReport(outcomes);
for (const outcome of outcomes)
  if ("refused" in outcome)
    shout(`${outcome.driver.name} DID NOT RUN. Nothing was proved with it. ${outcome.refused.trim()}`);
  else if (outcome.unplayed.length > 0)
    shout(`${outcome.driver.name}: NOT PLAYED, as there was no time left: ${outcome.unplayed.join("; ")}`);
const hasFailed = outcomes.some(
  (one) => !("refused" in one) && one.results.some(({ problems }) => problems.length > 0),
);
const isPartial = outcomes.some((one) => "refused" in one || one.unplayed.length > 0);
process.exitCode = hasFailed ? 1 : isPartial ? 2 : 0;
