/** Sales at many shops, one after the other, with platforms that fail, deliveries twice and connections that break. */
import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { createRandom } from "../sim/random.ts";
import { until } from "../support/until.ts";
import type { Sample } from "./slope.ts";
import { SKUS, type SoakWorld } from "./world.ts";

/** So many orders of a shop the hub may not know yet: a day's load is no storm, and a shop that is down gets no more. */
const MOST_BEHIND = 20;
/** One sale in so many is followed by a platform that fails, one by a connection to the database that breaks. */
const SALES_A_FAULT = 60;
const SALES_A_BREAK = 800;
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
  readonly sales: number;
  readonly faults: number;
  readonly brokenConnections: number;
}

export interface Demand {
  /** Deliveries taken by the hub until it ends. */
  readonly events: number;
  readonly samples: number;
  readonly seed: number;
  /** Ends it before, however many deliveries there were. */
  readonly isOver?: () => boolean;
  readonly onSample?: (sample: Sample) => void;
}

export async function play(world: SoakWorld, demand: Demand): Promise<Played> {
  const random = createRandom(demand.seed);
  const samples: Sample[] = [];
  let [sales, faults, brokenConnections] = [0, 0, 0];
  for (const { shop } of world.shops) shop.sandbox.faults.webhooks.duplicate = 0.05;
  for (let done = 0; done < demand.events && !demand.isOver?.(); done = await world.deliveries()) {
    const known = await world.known();
    const ready = world.shops.filter(({ shop, orders }) => orders.size - (known.get(shop.id) ?? 0) < MOST_BEHIND);
    for (const { shop, orders } of ready) {
      const lines = [{ sku: random.pick(SKUS), quantity: random.int(1, 3) }];
      orders.add(shop.sandbox.shop.placeOrder({ lines, payment: "paid" }));
      sales += 1;
      if (random.chance(1 / SALES_A_FAULT)) {
        shop.sandbox.faults.add({ fault: random.pick(FAULTS), times: 1 });
        faults += 1;
      }
      if (random.chance(1 / SALES_A_BREAK)) brokenConnections += await breakOne(world);
    }
    if (done >= (demand.events / demand.samples) * (samples.length + 1)) {
      const sample = await world.sample();
      samples.push(sample);
      demand.onSample?.(sample);
    }
    await pause(ready.length === 0 ? 50 : 10);
  }
  for (const { shop } of world.shops) shop.sandbox.faults.clear();
  await until("every delivery is understood", async () => (await world.waiting()) === 0, { ms: REST_MS });
  return { samples, sales, faults, brokenConnections };
}

/** One connection of the hub to its database, in the middle of whatever it does. */
async function breakOne({ db }: SoakWorld): Promise<number> {
  const ended = await db.owner.rows(
    `SELECT pg_terminate_backend(pid)
     FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'argosy %' AND pid <> pg_backend_pid()
     ORDER BY random() LIMIT 1`,
  );
  return ended.length;
}
