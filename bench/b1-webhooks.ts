/**
 * B1: what it costs to accept a webhook (found its tenant, checked, stored, deduplicated, lane woken) against a bare
 * handler that checks the HMAC and does one INSERT, and to apply its order with all that follows (b1-applied.ts).
 * Processor time of the process and its PostgreSQL backends.
 */
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { type Applied, appliedMeasure, applyOrders } from "./b1-applied.ts";
import { connectStore, type Hub, signUp, startHub } from "./hub.ts";
import { type LoadJob, type LoadResult, type LoadTarget, type LoadTemplate, runLoad } from "./load.ts";
import { type Bench, type Benchmark, expect, type Measure } from "./measure.ts";
import { cpuSeconds, end, spawnOn } from "./processes.ts";
import { deliveryTemplate, orderWebhook, shopWith } from "./shops.ts";
import { interleaved, median, spread } from "./stats.ts";

const STORES = 8;
const CONNECTIONS = 32;
const OURS = "b1_hub";
const FLOOR = "b1_floor";
const APPLIED = "b1_applied";

interface Round {
  readonly cpuUs: number;
  /** The part of it that is PostgreSQL's. */
  readonly databaseUs: number;
  readonly walBytes: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

interface Side {
  readonly targets: readonly LoadTarget[];
  cpuSeconds(): number;
  before(): void;
  after(): void;
}

interface Floor extends Side {
  close(): Promise<void>;
}

async function startFloor({ cluster }: Bench): Promise<Floor> {
  await cluster.create(FLOOR);
  const client = await cluster.connect(FLOOR);
  await client.query(
    "create table delivery (id bigint generated always as identity primary key, topic text not null, body bytea not null, received_at timestamptz not null default now())",
  );
  await client.end();
  const secret = "floor";
  const child = spawnOn(
    0,
    [process.execPath, join(import.meta.dirname, "floor-webhook.ts"), cluster.url(FLOOR), secret],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  if (!child.stdout) throw new Error("The floor has no output.");
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    targets: [{ url: `http://127.0.0.1:${port}/webhook`, secret }],
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    before: () => undefined,
    after: () => undefined,
    close: () => end(child),
  };
}

/** A hub's options and the shops connected to it; the hub is stopped. */
async function setUp(bench: Bench, database: string) {
  const { cluster } = bench;
  await cluster.create(database);
  const options = { folder: join(cluster.folder, database), databaseUrl: cluster.url(database) };
  const hub = await startHub({ ...options, core: null });
  const seller = await signUp(hub);
  const shops = await Promise.all(
    Array.from({ length: STORES }, (_, index) => shopWith({ products: 2, stock: 1_000_000, seed: bench.seed + index })),
  );
  for (const [index, shop] of shops.entries())
    await connectStore(seller, shop, { name: `Shop ${index + 1}`, stockFrom: index === 0 ? "channel" : "hub" });
  const targets = await Promise.all(shops.map(orderWebhook));
  const template = deliveryTemplate(shops[0] ?? (await shopWith({ products: 2, stock: 1, seed: 1 })), 2);
  await Promise.all(shops.map((shop) => shop.settle()));
  await hub.stop();
  return { options, shops, targets, template };
}

/** One load on one side, everything it cost per delivery. */
async function measured(
  bench: Bench,
  side: Side,
  job: Omit<LoadJob, "targets">,
): Promise<Round & { readonly result: LoadResult }> {
  const { cluster } = bench;
  const at = { own: 0, database: 0, wal: 0 };
  const spent = { own: 0, database: 0, wal: 0 };
  side.before();
  const result = await runLoad(
    { ...job, targets: side.targets },
    {
      async before() {
        Object.assign(at, { wal: await cluster.walBytes(), own: side.cpuSeconds(), database: cluster.cpuSeconds() });
      },
      async after() {
        Object.assign(spent, { own: side.cpuSeconds() - at.own, database: cluster.cpuSeconds() - at.database });
        spent.wal = (await cluster.walBytes()) - at.wal;
      },
    },
  );
  side.after();
  expect(
    result.statuses["200"] === job.count,
    `of ${job.count} deliveries these answers came: ${JSON.stringify(result.statuses)}`,
  );
  const each = (seconds: number) => (seconds / job.count) * 1e6;
  return {
    cpuUs: each(spent.own + spent.database),
    databaseUs: each(spent.database),
    walBytes: spent.wal / job.count,
    perSecond: job.count / result.seconds,
    p99Ms: result.p99Ms,
    result,
  };
}

function sideOf(hub: Hub, targets: readonly LoadTarget[]): Side {
  return {
    targets: targets.map((target) => ({ ...target, url: hub.url + new URL(target.url).pathname })),
    cpuSeconds: hub.cpuSeconds,
    before: hub.thaw,
    after: hub.freeze,
  };
}

async function stored(bench: Bench, database: string, table: string): Promise<number> {
  const client = await bench.cluster.connect(database);
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  await client.end();
  return rows[0]?.n ?? 0;
}

export const acceptWebhooks: Benchmark = async (bench) => {
  const { cluster, quick } = bench;
  const count = quick ? 2_000 : 8_000;
  const rounds = quick ? 3 : 7;
  bench.say(`connecting ${STORES} shops`);
  const { options, shops, targets, template } = await setUp(bench, OURS);
  const hub = await startHub({ ...options, role: "web" });
  const floor = await startFloor(bench);
  try {
    const ours = sideOf(hub, targets);
    let next = 1_000_000;
    const load = (extra: Partial<LoadJob> = {}) => {
      const job = { template, first: next, count, copies: 1, connections: CONNECTIONS, ...extra };
      next += job.count;
      return job;
    };
    const before = await stored(bench, OURS, "argosy.inbox_event");
    await measured(bench, ours, load());
    await measured(bench, floor, load());
    await cluster.checkpoint();
    const saved: Record<"ours" | "floor", Round[]> = { ours: [], floor: [] };
    await interleaved(rounds, [
      async () => void saved.floor.push(await measured(bench, floor, load())),
      async () => void saved.ours.push(await measured(bench, ours, load())),
    ]);
    bench.say(`${rounds} rounds of ${count} deliveries each way`);
    const accepted = (rounds + 1) * count;
    expect(
      (await stored(bench, OURS, "argosy.inbox_event")) - before === accepted,
      "every accepted delivery is one stored row",
    );
    const duplicates = await measured(bench, ours, load({ count: 2_000, copies: 10 }));
    expect(
      (await stored(bench, OURS, "argosy.inbox_event")) - before === accepted + 200,
      "a delivery repeated ten times is one stored row",
    );
    const floorRate = median(saved.floor.map((round) => round.perSecond));
    const perSecond = Math.round(floorRate * 2);
    const burst = await measured(
      bench,
      ours,
      load({ count: quick ? 4_000 : Math.min(perSecond * 5, 40_000), perSecond }),
    );
    await hub.stop();
    const floorUs = median(saved.floor.map((round) => round.cpuUs));
    const applied = await applyInOwnHub(bench);
    return [summary({ kept: saved, template, duplicates, burst, perSecond, count }), appliedMeasure(applied, floorUs)];
  } finally {
    await hub.stop();
    await floor.close();
    await Promise.all(shops.map((shop) => shop.close()));
  }
};

/** The orders of a hub of its own: nothing of the webhooks accepted before waits in it. */
async function applyInOwnHub(bench: Bench): Promise<Applied> {
  bench.say(`connecting ${STORES} shops whose orders are applied`);
  const world = await setUp(bench, APPLIED);
  try {
    return await applyOrders(bench, { ...world, database: APPLIED });
  } finally {
    await Promise.all(world.shops.map((shop) => shop.close()));
  }
}

interface Outcome {
  readonly kept: Record<"ours" | "floor", Round[]>;
  readonly template: LoadTemplate;
  readonly duplicates: Round;
  readonly burst: Round & { readonly result: LoadResult };
  readonly perSecond: number;
  readonly count: number;
}

function summary({ kept, template, duplicates, burst, perSecond, count }: Outcome): Measure {
  const of = (side: "ours" | "floor", what: keyof Round) => spread(kept[side].map((round) => round[what]));
  const ratios = kept.ours.map((round, index) => round.cpuUs / (kept.floor[index]?.cpuUs ?? Number.NaN));
  const us = (side: "ours" | "floor") => {
    const { median: middle, q1, q3 } = of(side, "cpuUs");
    return `${middle.toFixed(0)} µs (${q1.toFixed(0)} to ${q3.toFixed(0)})`;
  };
  const wal = of("ours", "walBytes").median / of("floor", "walBytes").median;
  return {
    id: "B1",
    what: "webhook accepted: processor time per delivery",
    floor: us("floor"),
    ours: us("ours"),
    ratio: median(ratios),
    hold: 1.5,
    aim: 0.8,
    good: "below",
    bound:
      "the process: reading the body's JSON where it comes in for its id and version is about a sixth of its time, then signature and hash, then routing. The database's part is below the floor's already, because deliveries are written in groups; five indexes and the kept headers make the log longer.",
    beside: [
      `${kept.ours.length} rounds of ${count} deliveries of ${template.body.length} bytes over ${CONNECTIONS} connections to ${STORES} shops`,
      `of it PostgreSQL ${of("ours", "databaseUs").median.toFixed(0)} µs, floor ${of("floor", "databaseUs").median.toFixed(0)}`,
      `write-ahead log per delivery ${of("ours", "walBytes").median.toFixed(0)} bytes, floor ${of("floor", "walBytes").median.toFixed(0)} (ratio ${wal.toFixed(2)})`,
      `wall-clock ${of("ours", "perSecond").median.toFixed(0)} a second, floor ${of("floor", "perSecond").median.toFixed(0)}; 99 % within ${of("ours", "p99Ms").median.toFixed(0)} ms, floor ${of("floor", "p99Ms").median.toFixed(0)} ms`,
      `offered ${perSecond} a second (twice the floor's rate): ${(burst.result.underSecond * 100).toFixed(1)} % answered within a second`,
      `a delivery repeated ten times costs ${duplicates.cpuUs.toFixed(0)} µs a copy and is stored once`,
    ],
    figures: {
      rounds: kept,
      ratios: spread(ratios),
      walRatio: wal,
      burst,
      duplicates,
      bodyBytes: template.body.length,
    },
  };
}
