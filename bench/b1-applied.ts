/**
 * B1's second part: what it costs to apply stored webhooks as orders, with all that follows: stock reserved and shown on
 * the other channels, search words, the day's sums, profit. A hub that has worked for a while; fixed work, until nothing
 * is left. The shops have the orders, so that no check finds them deleted there.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { type HubOptions, startHub } from "./hub.ts";
import { type LoadTarget, runLoad } from "./load.ts";
import { type Bench, besides, expect, type Measure } from "./measure.ts";
import type { DeliveredOrders } from "./shops.ts";
import { median, spread } from "./stats.ts";

const WARM_UP = 800;
const CONNECTIONS = 32;
const MAX_MS = 120_000;

/** What is worked off after an order was accepted. */
const LEFT = `select (select count(*) from argosy.inbox_event where status = 'pending')
  + (select count(*) from argosy.change_mark) + (select count(*) from argosy.search_due)
  + (select count(*) from argosy.sales_due) + (select count(*) from argosy.profit_due) as n`;

interface Round {
  readonly cpuUs: number;
  /** The part of it that is PostgreSQL's. */
  readonly databaseUs: number;
  readonly perSecond: number;
}

export interface Applied {
  readonly rounds: readonly Round[];
  readonly count: number;
}

interface Shops {
  readonly options: HubOptions;
  readonly database: string;
  readonly shops: readonly WooSandbox[];
  readonly targets: readonly LoadTarget[];
  readonly template: DeliveredOrders;
}

/** Rounds of as many orders each: accepted by one process, then applied by another. */
export async function applyOrders(bench: Bench, { options, database, shops, targets, template }: Shops) {
  const { cluster, quick } = bench;
  const count = quick ? 800 : 2_000;
  const client = await cluster.connect(database);
  const own = { ...options, core: null };
  const dataFolder = join(options.folder, "data");
  const receiver = { folder: join(options.folder, "receiver"), env: { DATA_DIR: dataFolder } };
  const web = await startHub({ ...own, ...receiver, role: "web" });
  const worker = await startHub({ ...own, role: "all" });
  const left = async () => Number((await client.query<{ n: string }>(LEFT)).rows[0]?.n);
  const isOver = async () => {
    const started = performance.now();
    while ((await left()) > 0) {
      expect(performance.now() - started < MAX_MS, `after ${MAX_MS / 1000} s orders are not worked off`);
      await delay(200);
    }
  };
  let next = 1_000_000;
  async function round(orders: number): Promise<Round> {
    for (let n = 0; n < orders; n += 1) {
      const shop = shops[n % shops.length];
      if (shop) template.keep(shop, next + n);
    }
    web.thaw();
    const hubTargets = targets.map((target) => ({ ...target, url: web.url + new URL(target.url).pathname }));
    const job = { template, first: next, count: orders, copies: 1, connections: CONNECTIONS, targets: hubTargets };
    const { statuses } = await runLoad(job);
    expect(statuses["200"] === orders, `of ${orders} deliveries these answers came: ${JSON.stringify(statuses)}`);
    next += orders;
    web.freeze();
    const before = { hub: worker.cpuSeconds(), database: cluster.cpuSeconds() };
    const started = performance.now();
    worker.thaw();
    await isOver();
    const seconds = (performance.now() - started) / 1000;
    const database = cluster.cpuSeconds() - before.database;
    const spent = worker.cpuSeconds() - before.hub + database;
    worker.freeze();
    return { cpuUs: (spent / orders) * 1e6, databaseUs: (database / orders) * 1e6, perSecond: orders / seconds };
  }
  try {
    await isOver();
    worker.freeze();
    await round(WARM_UP);
    const rounds: Round[] = [];
    for (let n = 0; n < (quick ? 2 : 5); n += 1) rounds.push(await round(count));
    const { rows } = await client.query<{ n: string }>("select count(*) as n from argosy.sales_order");
    expect(Number(rows[0]?.n) === next - 1_000_000, "every delivery is one order");
    return { rounds, count };
  } finally {
    await worker.stop();
    await web.stop();
    await client.end();
  }
}

/** Beside the floor of accepting a webhook. */
export function appliedMeasure({ rounds, count }: Applied, floorUs: number): Measure {
  const all = spread(rounds.map((round) => round.cpuUs));
  return {
    id: "B1",
    what: "stored webhook applied as an order, with all that follows: processor time each",
    floor: `${floorUs.toFixed(0)} µs to accept one with a bare handler`,
    ours: `${all.median.toFixed(0)} µs (${all.q1.toFixed(0)} to ${all.q3.toFixed(0)})`,
    ratio: all.median / floorUs,
    hold: 5,
    aim: 3,
    good: "below",
    bound:
      "the database takes two thirds: an order is some thirty rows (order, lines, part, payment, movements, timeline, log, customer, words, profit). Up to 200 deliveries of a channel share a transaction, so statements and round trips cost little; rows and their indexes do.",
    beside: [
      `${rounds.length} rounds of ${count} orders of two lines from eight shops, whose stock is shown on all of them`,
      `of it PostgreSQL ${median(rounds.map((round) => round.databaseUs)).toFixed(0)} µs; ${median(rounds.map((round) => round.perSecond)).toFixed(0)} orders a second`,
      ...besides(),
    ],
    figures: { rounds },
  };
}
