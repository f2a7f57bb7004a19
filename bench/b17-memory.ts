/**
 * B17: memory under bursts of webhooks: what the hub and its PostgreSQL hold after many bursts of 600 orders, against what
 * they hold after half as many. The first bursts fill what levels off: code, plans of each connection, shared buffers. And
 * what both hold at most on a server of 1 GB, set as docs/operations.md says: bursts, and an import.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connectStore, type Hub, type HubOptions, runsDone, type Seller, signUp, startHub, until } from "./hub.ts";
import { runLoad } from "./load.ts";
import { type Bench, type Benchmark, besides, expect, type Measure } from "./measure.ts";
import { memoryNow } from "./processes.ts";
import { deliveryTemplate, orderWebhook, shopWith, sku } from "./shops.ts";

const BURST = 600;
/** What follows an order is worked out within seconds. */
const SETTLES_MS = 4_000;
const WAITING = "select count(*)::int as count from argosy.inbox_event where status = 'pending'";

const SERVER_MB = 1_024;
/** As docs/operations.md has it. */
const SMALL = { flags: ["--max-old-space-size=256"], env: { DATABASE_POOL_SIZE: "5" } } as const;

interface Held {
  readonly hub: number;
  readonly server: number;
}

interface Bursts {
  readonly held: readonly Held[];
  /** The hub's most at any moment, and PostgreSQL at the end. */
  readonly most: Held;
}

type Shop = Awaited<ReturnType<typeof shopWith>>;
type How = Pick<HubOptions, "flags" | "env"> & {
  readonly name: string;
  readonly bursts: number;
  readonly imported: number;
};

async function afterBursts(bench: Bench, { name, bursts, imported, ...how }: How): Promise<Bursts> {
  const { cluster } = bench;
  await cluster.create(name);
  const hub = await startHub({
    ...how,
    folder: join(cluster.folder, name),
    databaseUrl: cluster.url(name),
    core: null,
  });
  const client = await cluster.connect(name);
  try {
    const seller = await signUp(hub);
    const shop = await shopWith({ products: 2, stock: 100_000_000, seed: bench.seed });
    const store = await connectStore(seller, shop, { name: "Bursts", stockFrom: "hub" });
    const job = { targets: [await orderWebhook(shop)], template: deliveryTemplate(shop, 2), copies: 1, connections: 8 };
    const held: Held[] = [heldBy(bench, hub)];
    for (let burst = 0; burst < bursts; burst += 1) {
      const { statuses } = await runLoad({ ...job, first: 500_000_000 + burst * BURST, count: BURST });
      expect(statuses["200"] === BURST, `deliveries were answered ${JSON.stringify(statuses)}`);
      await until(
        async () => (await client.query<{ count: number }>(WAITING)).rows[0]?.count === 0,
        "all applied",
        600_000,
      );
      await delay(SETTLES_MS);
      held.push(heldBy(bench, hub));
      bench.say(`${name}: after ${(burst + 1) * BURST} orders: ${told(held.at(-1))}`);
    }
    if (imported > 0) await importOrders({ seller, shop, store }, imported);
    await shop.close();
    return { held, most: { hub: hub.peakMemory(), server: cluster.memory() } };
  } finally {
    await client.end();
    await hub.stop();
    await cluster.drop(name);
  }
}

interface Importing {
  readonly seller: Seller;
  readonly shop: Shop;
  readonly store: string;
}

async function importOrders({ seller, shop, store }: Importing, count: number): Promise<void> {
  shop.faults.webhooks.lose = true;
  for (let n = 0; n < count; n += 1)
    shop.shop.placeOrder({ lines: [{ sku: sku(n % 2), quantity: 1 }], payment: "paid" });
  await seller.call("POST", "/api/runs", {
    type: "import_orders",
    storeId: store,
    options: { importOrdersDays: "all" },
  });
  await runsDone(seller, store, 500);
}

const heldBy = ({ cluster }: Bench, hub: Hub): Held => ({ hub: memoryNow(hub.pid), server: cluster.memory() });
const mb = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
const sum = (held: Held | undefined) => (held ? held.hub + held.server : 0);
const told = (held: Held | undefined) => `${mb(held?.hub ?? 0)} + ${mb(held?.server ?? 0)} MB`;

function levels({ held }: Bursts): Measure {
  const bursts = held.length - 1;
  const half = held[bursts / 2];
  const last = held.at(-1);
  return {
    id: "B17",
    what: `memory of hub and PostgreSQL after ${bursts} bursts of ${BURST} webhooks`,
    floor: `${told(half)} after ${bursts / 2}`,
    ours: told(last),
    ratio: sum(last) / sum(half),
    hold: 1.15,
    aim: 1.05,
    good: "below",
    beside: [`after each burst: ${held.map((each) => mb(sum(each))).join(", ")} MB`, ...besides()],
    figures: { held },
  };
}

function fits({ held, most }: Bursts, imported: number): Measure {
  return {
    id: "B17",
    what: `the most that hub and PostgreSQL hold on a server of 1 GB: ${held.length - 1} bursts, an import of ${imported.toLocaleString("en")} orders`,
    floor: `${SERVER_MB} MB`,
    ours: told(most),
    ratio: sum(most) / (SERVER_MB * 2 ** 20),
    hold: 0.8,
    aim: 0.6,
    good: "below",
    beside: [
      `with ${SMALL.flags.join(" ")} and DATABASE_POOL_SIZE=${SMALL.env.DATABASE_POOL_SIZE}; after each burst: ${held.map((each) => mb(sum(each))).join(", ")} MB`,
      ...besides(),
    ],
    figures: { held, most },
  };
}

async function measureMemory(bench: Bench): Promise<Measure[]> {
  const bursts = bench.quick ? 4 : 16;
  const imported = bench.quick ? 500 : 5_000;
  const small = await afterBursts(bench, { ...SMALL, name: "b17_small", bursts: bursts / 2, imported });
  bench.say(`at most ${told(small.most)} with little memory`);
  return [levels(await afterBursts(bench, { name: "b17", bursts, imported: 0 })), fits(small, imported)];
}

export const memory: Benchmark = (bench) => measureMemory(bench);
