/** A day at many shops, with platforms that fail, deliveries twice and connections that break. */
import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { createRandom, type Random } from "../sim/random.ts";
import { until } from "../support/until.ts";
import { type Act, act, type SoakShop } from "./shop-day.ts";
import type { Sample } from "./slope.ts";
import type { SoakWorld } from "./world.ts";

/** So many deliveries of a shop may wait: a day's load is no storm, and in a shop that is down nothing more happens. */
const MOST_BEHIND = 40;
const POLL_MS = 50;
/** After so many acts a platform fails, and a connection to the database breaks. */
const ACTS_A_FAULT = 40;
const ACTS_A_BREAK = 400;
/** Before the first ones told how many deliveries an act makes. */
const DELIVERIES_AN_ACT = 4;
const TOLD_BY_ACTS = 50;
/** A platform that failed several times is asked once a minute. */
const REST_MS = 10 * 60_000;
const FAULTS: readonly Fault[] = [
  { kind: "throttle", retryAfterSeconds: 1 },
  { kind: "status", status: 503, body: "<html>down for maintenance</html>" },
  { kind: "status", status: 500 },
  { kind: "drop_before" },
  { kind: "drop_after_commit" },
  { kind: "truncate" },
  { kind: "slow", ms: 800 },
];

export interface Played {
  readonly samples: readonly Sample[];
  readonly acts: ReadonlyMap<Act, number>;
  readonly faults: number;
  readonly brokenConnections: number;
}

export interface Demand {
  /** Deliveries taken by the hub until it ends. */
  readonly events: number;
  readonly samples: number;
  readonly seed: number;
  /** How many deliveries there may have been by now; absent: as many as the hub takes. */
  readonly due?: () => number;
  /** Ends it before, however many deliveries there were. */
  readonly isOver?: () => boolean;
  readonly onSample?: (sample: Sample) => void;
}

export async function play(world: SoakWorld, demand: Demand): Promise<Played> {
  const random = createRandom(demand.seed);
  const samples: Sample[] = [];
  const acts = new Map<Act, number>();
  let [done, faults, brokenConnections] = [0, 0, 0];
  for (const { shop } of world.shops) shop.sandbox.faults.webhooks.duplicate = 0.05;
  const readNow = async () => {
    const sample = await world.sample();
    samples.push(sample);
    demand.onSample?.(sample);
  };
  for (let taken = 0; taken < demand.events && !demand.isOver?.(); taken = world.taken()) {
    for (const shop of await next(world, random, actsDue(demand, done, taken) - done)) {
      const what = act(shop, random);
      acts.set(what, (acts.get(what) ?? 0) + 1);
      done += 1;
      if (done % ACTS_A_FAULT === 0) {
        shop.shop.sandbox.faults.add({ fault: random.pick(FAULTS), times: 1 });
        faults += 1;
      }
      if (done % ACTS_A_BREAK === 0) brokenConnections += await breakOne(world);
    }
    if (taken >= (demand.events / demand.samples) * (samples.length + 1)) await readNow();
    await pause(POLL_MS);
  }
  await readNow();
  for (const { shop } of world.shops) shop.sandbox.faults.clear();
  await Promise.all(world.shops.map(({ shop }) => shop.sandbox.settle()));
  await until("every delivery is understood", async () => (await world.waiting()).size === 0, { ms: REST_MS });
  return { samples, acts, faults, brokenConnections };
}

/** How many acts there may have been by now, by what one has brought so far. */
function actsDue({ due }: Demand, done: number, taken: number): number {
  if (due === undefined) return Number.POSITIVE_INFINITY;
  return due() / (done < TOLD_BY_ACTS ? DELIVERIES_AN_ACT : taken / done);
}

/** Shops at which something may happen now, `most` of them. */
async function next(world: SoakWorld, random: Random, most: number): Promise<SoakShop[]> {
  if (most <= 0) return [];
  const waiting = await world.waiting();
  const ready = world.shops.filter(({ shop }) => (waiting.get(shop.id) ?? 0) < MOST_BEHIND);
  return random.shuffled(ready).slice(0, Math.ceil(most));
}

/** One connection of the hub to its database, in the middle of whatever it does. */
async function breakOne({ db }: SoakWorld): Promise<number> {
  const ended = await db.owner.rows(
    `select pg_terminate_backend(pid)
     from pg_stat_activity
     where datname = current_database() and application_name like 'argosy %' and pid <> pg_backend_pid()
     order by random() limit 1`,
  );
  return ended.length;
}
