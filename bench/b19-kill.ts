/**
 * B19: an import of 2,000 orders whose hub is killed (SIGKILL) near its beginning, middle and end and started again a
 * second later, from the kill until every order is there. The floor is that second, a start of the hub on the same
 * database, and the part of an undisturbed import that was left.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { type OrderShop, startShop } from "./b2-import.ts";
import { connectShop, type Hub, type HubOptions, type Seller, sellerOf, signUp, startHub, until } from "./hub.ts";
import { type Bench, type Benchmark, besides, expect, type Measure } from "./measure.ts";
import { median } from "./stats.ts";

const DATABASE = "b19_kill";
const AWAY_MS = 1_000;

interface Run {
  readonly status: string;
  readonly progress: { readonly counts?: { readonly orders?: number } };
}

interface Importing {
  readonly options: HubOptions;
  readonly shop: OrderShop;
  readonly store: string;
  readonly client: pg.Client;
  /** Orders of one import. */
  readonly size: number;
  hub: Hub;
  seller: Seller;
  /** Imports begun. */
  begun: number;
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

async function begin(world: Importing): Promise<() => Promise<Run>> {
  const { size, shop, store } = world;
  await shop.show({ from: world.begun * size, to: (world.begun + 1) * size });
  world.begun += 1;
  const options = { importOrdersDays: "all" };
  const { id } = await world.seller.call<{ id: string }>("POST", "/api/runs", {
    ...{ type: "import_orders", storeId: store, options },
  });
  return () => world.seller.call<Run>("GET", `/api/runs/${id}`);
}

async function whole(world: Importing, state: () => Promise<Run>): Promise<void> {
  await until(async () => (await state()).status === "done", "the import is done", 600_000);
  const { rows } = await world.client.query<{ n: number }>("select count(*)::int as n from argosy.sales_order");
  expect(rows[0]?.n === world.begun * world.size, `${rows[0]?.n} of ${world.begun * world.size} orders are there`);
}

async function undisturbed(world: Importing): Promise<number> {
  const began = performance.now();
  await whole(world, await begin(world));
  return seconds(began);
}

async function restarted(world: Importing): Promise<number> {
  const began = performance.now();
  world.hub = await startHub(world.options);
  world.seller = sellerOf(world.hub, world.seller.cookie, world.seller.organization);
  return seconds(began);
}

interface Kill {
  readonly left: number;
  readonly servedS: number;
  readonly wholeS: number;
}

async function killed(world: Importing, share: number): Promise<Kill> {
  const state = await begin(world);
  let done = 0;
  await until(async () => {
    const { progress, status } = await state();
    expect(status !== "done", "the import was over before the hub was killed");
    done = progress.counts?.orders ?? 0;
    return done >= share * world.size;
  }, "a part of the import is done");
  const began = performance.now();
  process.kill(world.hub.pid, "SIGKILL");
  await delay(AWAY_MS);
  await restarted(world);
  const servedS = seconds(began);
  await whole(world, state);
  return { left: 1 - done / world.size, servedS, wholeS: seconds(began) };
}

async function measureKills(bench: Bench): Promise<Measure[]> {
  const { cluster } = bench;
  await cluster.create(DATABASE);
  const folder = join(cluster.folder, DATABASE);
  await mkdir(folder, { recursive: true });
  const program = join(import.meta.dirname, "unlimited-hub.ts");
  const options = { folder, databaseUrl: cluster.url(DATABASE), program, core: null };
  const shop = await startShop(bench.seed);
  const hub = await startHub(options);
  const seller = await signUp(hub);
  const store = await connectShop(seller, shop, { name: "Import", stockFrom: "channel" });
  const client = await cluster.connect(DATABASE);
  const world: Importing = { options, shop, store, client, size: 2_000, hub, seller, begun: 0 };
  const [imports, starts, kills]: [number[], number[], Kill[]] = [[], [], []];
  try {
    await undisturbed(world);
    for (const share of bench.quick ? [0.5] : [0.02, 0.5, 0.9]) {
      imports.push(await undisturbed(world));
      await world.hub.stop();
      starts.push(await restarted(world));
      kills.push(await killed(world, share));
      bench.say(`  killed with ${Math.round(100 * (kills.at(-1)?.left ?? 0))} % left`);
    }
  } finally {
    await world.hub.stop();
    await shop.close();
    await client.end();
    await cluster.drop(DATABASE);
  }
  return [measureOf({ imports, starts, kills })];
}

function measureOf({ imports, starts, kills }: Record<"imports" | "starts", number[]> & { kills: Kill[] }): Measure {
  const floors = kills.map(({ left }) => AWAY_MS / 1000 + median(starts) + left * median(imports));
  const worst = kills.map(({ wholeS }, n) => wholeS / (floors[n] ?? Number.NaN));
  const text = (values: readonly number[]) => values.map((value) => `${value.toFixed(1)} s`).join(", ");
  return {
    id: "B19",
    what: "an import of 2,000 orders whose hub is killed and started again: from the kill until all are there",
    floor: `${text(floors)}: the second it is away, a start, and what was left of an import`,
    ours: text(kills.map(({ wholeS }) => wholeS)),
    ratio: Math.max(...worst),
    hold: 2,
    aim: 1.3,
    good: "below",
    bound: "a process is taken for dead after a second without a session: broken connections are made again by then.",
    beside: [
      `undisturbed ${text(imports)}, started ${text(starts)}`,
      `killed with ${kills.map(({ left }) => `${Math.round(100 * left)} %`).join(", ")} left; served after ${text(kills.map(({ servedS }) => servedS))}`,
      "every order is there once after each kill",
      ...besides(),
    ],
    figures: { imports, starts, kills, floors },
  };
}

export const killedImport: Benchmark = (bench) => measureKills(bench);
