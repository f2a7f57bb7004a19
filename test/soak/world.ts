/** A hub as a process of its own, sellers with shops that sell the same items, and a gauge at the hub's memory. */
import type { ChildProcess } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectedShop, connectShop } from "../../demo/connect.ts";
import { type Seller, signUpSeller } from "../../demo/seller.ts";
import { systemClock } from "../../src/commerce/clock.ts";
import { organizationId } from "../../src/commerce/ids.ts";
import type { TestDatabase } from "../../src/db/testing-database.ts";
import { examineStock } from "../../src/hub/inventory/doctor.ts";
import { firstSyncDone, freePort, startSandboxOf, until } from "../support/hub.ts";
import { spawnHub, untilReady } from "../support/process.ts";
import type { Sample } from "./slope.ts";

/** Platforms that tell of orders and products by webhook, and take numbers at once. */
const PROVIDERS = ["woocommerce", "bigcommerce"];
const SHOPS_OF_A_SELLER = 5;
const PIECES = 1_000_000;
export const SKUS = ["CUP", "MUG", "JUG"] as const;
/** A number whose answer was lost is looked at again minutes later. */
const REST_MS = 10 * 60_000;
const GAUGE = join(import.meta.dirname, "gauge.mjs");

export interface SoakShop {
  readonly seller: Seller;
  readonly shop: ConnectedShop;
  /** Keys of the orders it took. */
  readonly orders: Set<string>;
}

export interface SoakWorld extends AsyncDisposable {
  readonly shops: readonly SoakShop[];
  readonly db: TestDatabase;
  /** Deliveries that wait to be understood. */
  waiting(): Promise<number>;
  /** Deliveries the hub took so far. */
  deliveries(): Promise<number>;
  /** How many orders of each shop the hub knows, by its id. */
  known(): Promise<ReadonlyMap<string, number>>;
  sample(): Promise<Sample>;
  /** What is not as it should be once everything has come to rest; nothing in a sound world. */
  problems(): Promise<string[]>;
}

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
    const place = n % SHOPS_OF_A_SELLER;
    const organization = `soak-${Math.floor(n / SHOPS_OF_A_SELLER)}`;
    if (place === 0 || !seller) seller = await signUpSeller({ url, name: "Owner", organization, slug: organization });
    const sandbox = await startSandboxOf(PROVIDERS[n % PROVIDERS.length] ?? "", { clock: systemClock, seed: n + 1 });
    for (const sku of SKUS)
      sandbox.shop.addProduct({
        title: sku,
        status: "active",
        variants: [{ sku, price: "12.50", stock: PIECES }],
      });
    const sync = { importProducts: true, stockFrom: place === 0 ? "channel" : "hub" } as const;
    const shop = await connectShop(seller, sandbox, { name: `Shop ${n}`, sync });
    await firstSyncDone(seller, shop);
    shops.push({ seller, shop, orders: new Set() });
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
  const numberOf = async (text: string) => (await db.owner.one<{ n: number }>(text)).n;
  const waiting = () => numberOf("SELECT count(*)::int AS n FROM argosy.inbox_event WHERE status = 'pending'");
  const deliveries = () => numberOf("SELECT count(*)::int AS n FROM argosy.inbox_event");
  return {
    shops,
    db,
    waiting,
    deliveries,
    async known() {
      const rows = await db.owner.rows<{ id: string; n: number }>(
        "SELECT connection_id AS id, count(*)::int AS n FROM argosy.sales_order GROUP BY 1",
      );
      return new Map(rows.map(({ id, n }) => [id, n]));
    },
    async sample() {
      const { heapUsed, rss, handles } = await readGauge(child, gauge);
      const open = (await readdir(`/proc/${child.pid}/fd`)).length;
      return {
        done: await deliveries(),
        heap: heapUsed,
        rss,
        handles: Math.max(handles, open),
        waiting: await waiting(),
      };
    },
    problems: () => problemsOf(db, shops),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await Promise.all(shops.map(({ shop }) => shop.sandbox.close()));
      await db[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until all is in order; answers what is not, in vain. */
export const atRest = (world: SoakWorld): Promise<string[]> =>
  until("the world comes to rest", () => world.problems(), {
    wanted: (found) => found.length === 0,
    ms: REST_MS,
  }).catch(() => world.problems());

async function problemsOf(db: TestDatabase, shops: readonly SoakShop[]): Promise<string[]> {
  const found: string[] = [];
  for (const { seller, shop, orders } of shops) {
    const inside = <T>(text: string, values: readonly unknown[] = []) =>
      db.database.tenant(organizationId(seller.organizationId), (tx) => tx.rows<T>(text, values));
    const kept = await inside<{ key: string }>(
      "SELECT ext_key AS key FROM argosy.sales_order WHERE organization_id = argosy.tenant() AND connection_id = $1",
      [shop.id],
    );
    if (kept.length !== orders.size || kept.some(({ key }) => !orders.has(key)))
      found.push(`${shop.name} took ${orders.size} orders, the hub has ${kept.length} of it.`);
    const free = await inside<{ sku: string; units: number }>(
      `SELECT v.sku, (l.on_hand - l.reserved)::int AS units
       FROM argosy.level l
       JOIN argosy.variant v ON v.organization_id = argosy.tenant() AND v.id = l.variant_id
       WHERE l.organization_id = argosy.tenant()`,
    );
    for (const { sku, units } of free) {
      const shown = shop.sandbox.shop.stockOf(sku);
      if (shown !== units) found.push(`${shop.name} shows ${shown} of ${sku}, free are ${units}.`);
    }
  }
  for (const organization of new Set(shops.map(({ seller }) => seller.organizationId))) {
    const { isSound } = await db.database.tenant(organizationId(organization), examineStock);
    if (!isSound) found.push(`The ledger of ${organization} does not add up.`);
  }
  const failed = await db.owner.one<{ n: number }>(
    "SELECT count(*)::int AS n FROM argosy.inbox_event WHERE status = 'failed'",
  );
  if (failed.n > 0) found.push(`${failed.n} deliveries failed for good.`);
  return found;
}
