/** One seed: a world is made, things happen in it, it comes to rest, and what is left is compared. */
import { RefusedByApi } from "../../demo/seller.ts";
import { checkApart } from "./check-apart.ts";
import { checkStation, noteReported } from "./check-desk.ts";
import { checkItems } from "./check-goods.ts";
import { checkMoney, noteMoneyBefore, withManualEdits } from "./check-money.ts";
import { checkCommands, checkOrders } from "./check-orders.ts";
import { checkReturns } from "./check-returns.ts";
import { checkChannels, checkStock } from "./check-stock.ts";
import { stationActs } from "./desk-acts.ts";
import { checkGiftCards } from "./gift-cards.ts";
import { itemSteps, rateStep } from "./goods-steps.ts";
import type { SimHub } from "./hub.ts";
import { otherItems } from "./kinds-of-goods.ts";
import { buyLabels, checkLabels, type PackingStation } from "./labels.ts";
import { atTheStation, type OrderStation, openOrderStation } from "./order-desk.ts";
import { orderSteps } from "./order-steps.ts";
import { platformSteps } from "./platform-steps.ts";
import { readTruth } from "./platform-truth.ts";
import { checkPresales, sellAhead } from "./presales.ts";
import { createRandom, type Random } from "./random.ts";
import { returnSteps } from "./return-steps.ts";
import { settle } from "./settle.ts";
import { slowGateway } from "./slow-gateways.ts";
import type { Step } from "./step.ts";
import { stockSteps } from "./stock-steps.ts";
import { endTrouble, troubleSteps } from "./trouble-steps.ts";
import { openWorld, type World } from "./world.ts";

export interface Outcome {
  readonly seed: number;
  readonly problems: readonly string[];
  /** What happened, step by step. */
  readonly story: readonly string[];
  readonly steps: number;
  /** By their ids, one entry a store. */
  readonly platforms: readonly string[];
}

export interface RunOptions {
  /** Steps left out, by their place. */
  readonly without?: ReadonlySet<number> | undefined;
  readonly onStep?: ((line: string) => void) | undefined;
  /** The size of a test run's worlds. */
  readonly isShort?: boolean | undefined;
  /** Platforms the world is drawn from. */
  readonly providers?: readonly string[] | undefined;
}

const STEPS: readonly Step[] = [
  ...platformSteps,
  ...stockSteps,
  ...orderSteps,
  ...troubleSteps,
  ...itemSteps,
  ...returnSteps,
];

/** Steps of a world: two hundred of a test run have some minutes, those of the longer command have all the time. */
const LONG = [20, 40] as const;
const SHORT = [8, 20] as const;
/** Every so many worlds of a test run end minute by minute, as all of the longer command do. */
const MINUTES_EVERY = 4;
/** How often the engine gets to work between two steps: else they come in a burst. */
const WORKS_AFTER = 0.7;
/** What happens in the other organization, where there is one. */
const NEXT_DOOR = 0.3;
/** What a desk begins with, each drawn by a place before the steps. */
const FIRST_ORDERS = [-1, -2, -3, -4];

export async function runSeed(hub: SimHub, seed: number, options: RunOptions = {}): Promise<Outcome> {
  const story: string[] = [];
  const report = (line: string) => {
    story.push(line);
    options.onStep?.(line);
  };
  hub.takeLog();
  if (hub.life.seam.isDead) await hub.restart();
  const world = await openWorld(hub, seed, options.providers);
  const worlds: [World, ...World[]] = world.neighbour ? [world, world.neighbour] : [world];
  let problems: string[];
  let labels: PackingStation | null = null;
  let station: OrderStation | null = null;
  const random = createRandom(seed ^ 0x5eed);
  const [fewest, most] = options.isShort ? SHORT : LONG;
  const steps = random.int(fewest, most);
  const drawn = worlds.some(({ rates }) => rates.size > 0) ? [...STEPS, rateStep] : STEPS;
  try {
    report(`seed ${seed}: ${worlds.map(namesOf).join("; another organization: ")}`);
    // The first look at each shop links its items.
    await hub.pass(60_000, world.sandboxes);
    for (const one of worlds) noteMoneyBefore(one);
    station = await openOrderStation(world);
    for (const index of station ? FIRST_ORDERS : []) {
      const [order] = stationActs;
      const ordered = station && order && (await atTheStation(station, index, [order]));
      if (ordered) report(ordered);
    }
    for (let index = 0; index < steps; index += 1) {
      const own = createRandom((seed * 1_000_003 + index * 7_919) ^ 0x57e9);
      if (options.without?.has(index)) continue;
      const other = await otherItems(world, index);
      if (other !== null) report(`${index}. ${other}`);
      for (const position of [2 * index, 2 * index + 1]) {
        const ahead = await sellAhead(world, position);
        if (ahead !== null) report(`${index}. ${ahead}`);
      }
      for (const position of station ? [2 * index, 2 * index + 1] : []) {
        const decided = station && (await atTheStation(station, position, stationActs));
        if (decided) report(`${index}. ${decided}`);
      }
      await doStep(whereOf(worlds, own), { drawn, random: own, tell: (text) => report(`${index}. ${text}`) });
    }
    await moneyAtTheEnd(worlds, seed, report);
    labels = await buyLabels(world, seed, report);
    report("the trouble is over");
    const pace = options.isShort && seed % MINUTES_EVERY !== 0 ? "leaps" : "minutes";
    problems = await settle(
      worlds,
      pace,
      [labels, station].flatMap((one) => one ?? []),
    );
    if (labels) problems.push(...(await checkLabels(world, labels)));
    if (station) {
      await noteReported(station);
      problems.push(...(await checkStation(station)));
    }
    problems.push(...(await checkGiftCards(world, report)));
    for (const one of worlds) problems.push(...(await check(one)));
    if (world.neighbour) problems.push(...(await checkApart(world, world.neighbour)));
  } catch (error) {
    problems = [
      `the simulation itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ];
  } finally {
    for (const one of worlds) endTrouble(one);
    for (const one of worlds) await one.end();
    await labels?.sandbox.close();
    await station?.sandbox.close();
  }
  const faults = hub.takeLog().filter(isFaultOfOurs);
  problems.push(...faults.map((line) => `logged as a fault of ours: ${line.slice(0, 1_500)}`));
  const platforms = world.channels.map(({ connector }) => connector.meta.id);
  return { seed, problems, story, steps, platforms };
}

const TOLD = { hub: "", ask: " (asks)", channel: " (two-way)" };
const namesOf = ({ channels }: World) => channels.map((one) => `${one.name}${TOLD[one.differing]}`).join(", ");

/** Most happens in the first organization. */
function whereOf(worlds: readonly [World, ...World[]], random: Random): World {
  const [world, neighbour] = worlds;
  return neighbour && random.chance(NEXT_DOOR) ? neighbour : world;
}

/** What is asked about money at the end, where it can be, and how often it is tried; drawn apart, as slow gateways are. */
const MONEY_AT_THE_END = [
  { name: "refund", most: 4, tries: 12 },
  { name: "cancel", most: 1, tries: 4 },
] as const;

async function moneyAtTheEnd(worlds: readonly World[], seed: number, report: (text: string) => void): Promise<void> {
  for (const { name, most, tries } of MONEY_AT_THE_END) {
    const drawn = orderSteps.filter((step) => step.name === name);
    for (const world of worlds) {
      const before = world.asked.length;
      for (let n = 0; n < tries && world.asked.length < before + most; n += 1)
        await doStep(world, { drawn, random: createRandom((seed * 43 + n) ^ 0x3f1d), tell: report });
    }
  }
}

interface Turn {
  readonly drawn: readonly Step[];
  readonly random: Random;
  tell(text: string): void;
}

async function doStep(world: World, { drawn, random, tell }: Turn): Promise<void> {
  const { hub } = world;
  const before = hub.deaths.length;
  const step = random.weighted(drawn);
  const at = new Date(hub.clock.now()).toISOString().slice(5, 19);
  const [isThere, count] = [step !== undefined && platformSteps.includes(step), world.asked.length];
  const run = async () => step?.run(world, random).catch(refusal);
  const text = isThere ? await withManualEdits(world, run) : await run();
  if (text != null) tell(`${at} ${world.isNeighbour ? "next door, " : ""}${text}`);
  const [requested] = world.asked.slice(count);
  const slow = requested?.kind === "refund" ? await slowGateway(world, requested, count) : null;
  if (slow !== null) tell(`${at} ${slow}`);
  if (random.chance(WORKS_AFTER)) await hub.work(world.sandboxes);
  for (const cause of hub.deaths.slice(before)) tell(`the engine died ${cause}, and was started again`);
}

/** What the hub says a person cannot do now is part of the story. */
function refusal(error: unknown): string {
  if (error instanceof RefusedByApi && error.status < 500) return `refused: ${error.message}`;
  throw error;
}

async function check(world: World): Promise<string[]> {
  const truth = await readTruth(world);
  return [
    ...world.channels.flatMap(({ raises }) => raises.problems),
    ...(await checkOrders(world, truth)),
    ...(await checkStock(world, truth)),
    ...(await checkPresales(world)),
    ...(await checkReturns(world, truth)),
    ...(await checkItems(world)),
    ...(await checkChannels(world, truth)),
    ...(await checkCommands(world, truth)),
    ...checkMoney(world, truth),
  ];
}

/** Errors in the log other than those of a dying process, a database that was cut, or a platform that leaves a till waiting. */
function isFaultOfOurs(line: string): boolean {
  const { level } = JSON.parse(line) as { level: number };
  return (
    level >= 50 &&
    !/"route":"\/api\/gift-cards\/redeem"|process ended|ProcessEnded|Connection terminated|terminating connection|57P01|ECONNRESET|EPIPE|DATABASE_AWAY|Client (was closed|has encountered a connection error)/i.test(
      line,
    )
  );
}
