/** A hub as a process of its own, sellers with shops that sell the same items, and a gauge at the hub's memory. */
import type { ChildProcess } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectShop } from "../../demo/connect.ts";
import { type Seller, signUpSeller } from "../../demo/seller.ts";
import { systemClock } from "../../src/commerce/clock.ts";
import type { TestDatabase } from "../../src/db/testing-database.ts";
import { firstSyncDone, freePort, startSandboxOf, until } from "../support/hub.ts";
import { spawnHub, untilReady } from "../support/process.ts";
import { processorTime } from "./processor.ts";
import { SKUS, type SoakShop } from "./shop-day.ts";
import type { Sample } from "./slope.ts";

/**
 * Platforms that tell of orders and products by webhook, and take numbers at once. Each seller has one shop whose
 * platform allows 150 calls in 30 s, which a day like this fills.
 */
const PROVIDERS = ["woocommerce", "woocommerce", "bigcommerce", "woocommerce", "woocommerce"];
const SHOPS_OF_A_SELLER = 5;
const PIECES = 1_000_000;
const GAUGE = join(import.meta.dirname, "gauge.mjs");

export interface SoakWorld extends AsyncDisposable {
  readonly shops: readonly SoakShop[];
  readonly db: TestDatabase;
  /** Deliveries that wait to be applied, by their shop's id; a shop of which none waits is not there. */
  waiting(): Promise<ReadonlyMap<string, number>>;
  /** Deliveries the hub took so far, as the shops counted its answers. Asking it costs nothing. */
  taken(): number;
  /** What the hub holds, and how long deliveries waited since the last one. */
  sample(): Promise<Sample>;
}

interface Behind {
  readonly id: string;
  readonly n: number;
}

const WAITING = `
  select connection_id as id, count(*)::int as n from argosy.inbox_event where status = 'pending' group by 1`;

interface Lag {
  readonly half: number;
  readonly most: number;
}

/** Of what came since; what waits still has waited until now. Told by the index of deliveries by their age. */
const LAG = `
  select coalesce(percentile_cont(0.5) within group (order by ms), 0)::int as half,
    coalesce(percentile_cont(0.95) within group (order by ms), 0)::int as most
  from (
    select 1000 * extract(epoch from e.processed_at - e.received_at) as ms
    from argosy.organization o
    join argosy.inbox_event e on e.organization_id = o.organization_id and (e.body <> '') and e.received_at > $1
      and e.status <> 'pending'
    where e.source = 'webhook'
    union all
    select 1000 * extract(epoch from now() - e.received_at)
    from argosy.inbox_event e
    where e.status = 'pending' and e.source = 'webhook') as told`;

interface Gauge {
  readonly heapUsed: number;
  readonly rss: number;
  readonly handles: number;
}

async function readGauge(child: ChildProcess, file: string): Promise<Gauge> {
  const lines = async () => (await readFile(file, "utf8").catch(() => "")).trim().split("\n").filter(Boolean);
  const before = (await lines()).length;
  child.kill("SIGUSR2");
  await until("the hub tells what it holds", async () => (await lines()).length > before);
  return JSON.parse((await lines()).at(-1) ?? "null");
}

async function openShops(url: string, count: number): Promise<SoakShop[]> {
  const shops: SoakShop[] = [];
  let seller: Seller | undefined;
  for (let n = 0; n < count; n += 1) {
    const index = n % SHOPS_OF_A_SELLER;
    const organization = `soak-${Math.floor(n / SHOPS_OF_A_SELLER)}`;
    if (index === 0 || !seller) seller = await signUpSeller({ url, name: "Owner", organization, slug: organization });
    const sandbox = await startSandboxOf(PROVIDERS[n % PROVIDERS.length] ?? "", { clock: systemClock, seed: n + 1 });
    for (const sku of SKUS)
      sandbox.shop.addProduct({
        title: sku,
        status: "active",
        variants: [{ sku, price: "12.50", stock: PIECES }],
      });
    const sync = { importProducts: true, stockFrom: index === 0 ? "channel" : "hub" } as const;
    const shop = await connectShop(seller, sandbox, { name: `Shop ${n}`, sync });
    await firstSyncDone(seller, shop);
    shops.push({ seller, shop, orders: new Map(), open: [] });
  }
  return shops;
}

/** `count` shops on a database of its own, which ends with the world. */
export async function openSoakWorld(db: TestDatabase, count: number): Promise<SoakWorld> {
  const folder = await mkdtemp(join(tmpdir(), "argosy-soak-"));
  const gauge = join(folder, "gauge");
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawnHub(db, { url, flags: ["--expose-gc", "--import", GAUGE], env: { GAUGE_FILE: gauge } });
  await untilReady(url);
  const shops = await openShops(url, count);
  const waiting = async () => new Map((await db.owner.rows<Behind>(WAITING)).map(({ id, n }) => [id, n]));
  const taken = () => shops.reduce((sum, { shop }) => sum + shop.sandbox.webhooksTaken(), 0);
  let since = new Date();
  return {
    shops,
    db,
    waiting,
    taken,
    async sample() {
      const { heapUsed, rss, handles } = await readGauge(child, gauge);
      const open = (await readdir(`/proc/${child.pid}/fd`)).length;
      const behind = [...(await waiting()).values()].reduce((sum, n) => sum + n, 0);
      const { half, most } = await db.owner.one<Lag>(LAG, [since]);
      since = new Date();
      return {
        done: taken(),
        heap: heapUsed,
        rss,
        handles: Math.max(handles, open),
        waiting: behind,
        lagMs: half,
        longLagMs: most,
        processor: await processorTime(child.pid ?? 0, db),
      };
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await Promise.all(shops.map(({ shop }) => shop.sandbox.close()));
      await db[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
