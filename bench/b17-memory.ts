/**
 * B17: memory under bursts of webhooks: what the hub and its PostgreSQL hold after many bursts of 600 orders, against what
 * they hold after half as many. The first bursts fill what levels off: code, plans of each connection, shared buffers.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connectStore, type Hub, signUp, startHub, until } from "./hub.ts";
import { runLoad } from "./load.ts";
import { type Bench, type Benchmark, besides, expect, type Measure } from "./measure.ts";
import { memoryNow } from "./processes.ts";
import { deliveryTemplate, orderWebhook, shopWith } from "./shops.ts";

const DATABASE = "b17";
const BURST = 600;
/** What follows an order is worked out within seconds. */
const SETTLES_MS = 4_000;
const WAITING = "select count(*)::int as count from argosy.inbox_event where status = 'pending'";

interface Held {
  readonly hub: number;
  readonly server: number;
}

async function measureMemory(bench: Bench): Promise<Measure[]> {
  const { cluster } = bench;
  await cluster.create(DATABASE);
  const options = { folder: join(cluster.folder, DATABASE), databaseUrl: cluster.url(DATABASE), core: null };
  const hub = await startHub(options);
  const client = await cluster.connect(DATABASE);
  try {
    const seller = await signUp(hub);
    const shop = await shopWith({ products: 2, stock: 100_000_000, seed: bench.seed });
    await connectStore(seller, shop, { name: "Bursts", stockFrom: "hub" });
    const job = { targets: [await orderWebhook(shop)], template: deliveryTemplate(shop, 2), copies: 1, connections: 8 };
    const held: Held[] = [heldBy(bench, hub)];
    for (let burst = 0; burst < (bench.quick ? 4 : 16); burst += 1) {
      const { statuses } = await runLoad({ ...job, first: 500_000_000 + burst * BURST, count: BURST });
      expect(statuses["200"] === BURST, `deliveries were answered ${JSON.stringify(statuses)}`);
      await until(async () => (await client.query<{ count: number }>(WAITING)).rows[0]?.count === 0, "all applied");
      await delay(SETTLES_MS);
      held.push(heldBy(bench, hub));
      bench.say(`after ${(burst + 1) * BURST} orders: ${told(held.at(-1))}`);
    }
    await shop.close();
    return [measureOf(held)];
  } finally {
    await client.end();
    await hub.stop();
    await cluster.drop(DATABASE);
  }
}

const heldBy = ({ cluster }: Bench, hub: Hub): Held => ({ hub: memoryNow(hub.pid), server: cluster.memory() });
const mb = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
const sum = (held: Held | undefined) => (held ? held.hub + held.server : 0);
const told = (held: Held | undefined) => `${mb(held?.hub ?? 0)} + ${mb(held?.server ?? 0)} MB`;

function measureOf(held: readonly Held[]): Measure {
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

export const memory: Benchmark = (bench) => measureMemory(bench);
