/**
 * What a distributed database costs: orders come in by webhook, are applied, and their stock goes out to a second shop.
 * Counts processor seconds of the hub and of every database server, and what Citus sent to more than one shard.
 *
 *   node bench/distributed.ts postgresql://postgres@127.0.0.1:5541/postgres [nodes of it, host:port,host:port]
 *   node bench/distributed.ts --whole postgresql://...   the same on a server as it is, not distributed
 *
 * Three runs, or `--runs 5`, each on a fresh database; they replace the earlier ones of as many servers in bench/results.md.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import pg from "pg";
import { distribute } from "../src/db/distributed/distribute.ts";
import { keyFromHex } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { onNode } from "../src/db/test-server.ts";
import { prepareJobs } from "../src/engine/jobs/jobs.ts";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { type DistributedRun, saveDistributed } from "./distributed-results.ts";
import { connectStore, type Hub, type Seller, sellerOf, signUp, startHub, until } from "./hub.ts";
import { cpuSecondsOfTree, parentOf } from "./processes.ts";
import { writePage } from "./results.ts";
import { orderWebhook, sellAt, shopWith, sku } from "./shops.ts";

const ORGANIZATIONS = 4;
const WARM = 40;
const SALES = 150;
const AT_ONCE = 4;
const LOCATIONS = 8;
const STOCK = 1_000_000;
const DATABASE = "argosy_bench_distributed";

const { values, positionals } = parseArgs({
  options: { whole: { type: "boolean", default: false }, runs: { type: "string", default: "3" } },
  allowPositionals: true,
});
const isWhole = values.whole;
const [server = "", others = ""] = positionals;
const nodes = others.split(",").filter((node) => node !== "");
const COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight"];
const count = 1 + nodes.length;
const kind = isWhole
  ? "one server, not distributed"
  : `${COUNTS[count] ?? count} ${count === 1 ? "server" : "servers"}, distributed`;
const keyHex = randomBytes(32).toString("hex");

const urlOf = (address: string, database: string): string => {
  const url = new URL(address);
  url.pathname = `/${database}`;
  return url.href;
};
const servers = [server, ...nodes.map((node) => onNode(server, node))];

async function ask<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

async function removeDatabases(): Promise<void> {
  for (const url of servers) await ask(url, `drop database if exists ${DATABASE} with (force)`);
}

async function prepare(): Promise<string> {
  await removeDatabases();
  await ask(server, `create database ${DATABASE}`);
  const ownerUrl = urlOf(server, DATABASE);
  const key = keyFromHex(keyHex);
  await migrate({ ownerUrl, keys: { current: key, previous: [], origin: "this run", save: async () => undefined } });
  await prepareJobs(ownerUrl);
  if (isWhole) return ownerUrl;
  await distribute({ ownerUrl, key, nodes, places: LOCATIONS, log: () => undefined });
  for (const url of servers) {
    await ask(url, "alter system set citus.enable_stat_counters = on");
    await ask(url, "select pg_reload_conf()");
  }
  return ownerUrl;
}

interface Trade {
  readonly source: WooSandbox;
  readonly other: WooSandbox;
  readonly url: string;
}

async function open(hub: Hub, first: Seller, index: number): Promise<Trade> {
  const made = await first.call<{ id: string }>("POST", "/api/organizations", {
    name: `Seller ${index}`,
    slug: `seller-${index}`,
    currency: "EUR",
    zone: "UTC",
    language: "en",
  });
  const seller = sellerOf(hub, first.cookie, made.id, { "x-organization": made.id });
  const source = await shopWith({ products: 2, stock: STOCK, seed: 10 + index });
  const other = await shopWith({ products: 2, stock: STOCK, seed: 50 + index });
  await connectStore(seller, source, { name: "First", stockFrom: "channel" });
  await connectStore(seller, other, { name: "Second", stockFrom: "hub" });
  const { url } = await orderWebhook(source);
  await orderWebhook(other);
  return { source, other, url };
}

const stockOf = (shop: WooSandbox): number | null | undefined =>
  [...shop.state.products.values()].find((product) => product.sku === sku(0))?.stock;

/** Sells so many pieces, each by a delivery of its own. */
async function sell({ source, other, url }: Trade, count: number): Promise<void> {
  let open = count;
  const one = async () => {
    while (open > 0) {
      open -= 1;
      const { headers, body } = sellAt(source, 1);
      const answer = await fetch(url, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(`The hub answered ${answer.status}.`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  await until(() => stockOf(other) === stockOf(source), "the other shop shows what is left", 120_000);
}

/** The process every backend of a server is a child of. */
const postmasters = (): Promise<number[]> =>
  Promise.all(
    servers.map(async (url) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      const parent = parentOf(rows[0]?.pid ?? 0);
      await client.end();
      return parent;
    }),
  );

const COUNTERS = `
  select coalesce(sum(query_execution_single_shard), 0)::int as single,
    coalesce(sum(query_execution_multi_shard), 0)::int as multi
  from citus_stat_counters where name = '${DATABASE}'`;

async function counted(): Promise<{ single: number; multi: number }> {
  if (isWhole) return { single: 0, multi: 0 };
  const rows = await Promise.all(
    servers.map((url) => ask<{ single: number; multi: number }>(urlOf(url, DATABASE), COUNTERS)),
  );
  const all = rows.flat();
  return {
    single: all.reduce((sum, row) => sum + row.single, 0),
    multi: all.reduce((sum, row) => sum + row.multi, 0),
  };
}

async function measure(hub: Hub, trades: readonly Trade[], ownerUrl: string): Promise<DistributedRun> {
  const roots = await postmasters();
  const database = () => roots.reduce((sum, pid) => sum + cpuSecondsOfTree(pid), 0);
  await Promise.all(trades.map((trade) => sell(trade, WARM)));
  const before = { hub: hub.cpuSeconds(), database: database(), statements: await counted() };
  const startedAt = performance.now();
  await Promise.all(trades.map((trade) => sell(trade, SALES)));
  const seconds = (performance.now() - startedAt) / 1000;
  const spent = { hub: hub.cpuSeconds() - before.hub, database: database() - before.database };
  const statements = await counted();
  const orders = SALES * trades.length;
  const [stored] = await ask<{ orders: number }>(ownerUrl, "select count(*)::int as orders from argosy.sales_order");
  if (!isWhole && (await counted()).multi === statements.multi)
    throw new Error("A statement over all shards was not counted.");
  const figures = {
    servers: kind,
    orders,
    keptWithTheWarmOnes: stored?.orders,
    seconds: seconds.toFixed(1),
    hubCpuSeconds: spent.hub.toFixed(2),
    databaseCpuSeconds: spent.database.toFixed(2),
    ordersPerCpuSecond: (orders / (spent.hub + spent.database)).toFixed(1),
    databaseCpuMsPerOrder: ((spent.database / orders) * 1000).toFixed(2),
    citusSingleShard: statements.single - before.statements.single,
    citusManyShards: statements.multi - before.statements.multi,
  };
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  return {
    ordersPerCpuSecond: orders / (spent.hub + spent.database),
    hubMsPerOrder: (spent.hub / orders) * 1000,
    databaseMsPerOrder: (spent.database / orders) * 1000,
    statementsOverSeveralShards: isWhole ? null : figures.citusManyShards,
  };
}

/** One run, from an empty database to its figures. */
async function once(): Promise<DistributedRun> {
  const folder = await mkdtemp(join(tmpdir(), "argosy-distributed-"));
  const ownerUrl = await prepare();
  const hub = await startHub({
    folder,
    databaseUrl: ownerUrl,
    core: null,
    program: join(import.meta.dirname, "unlimited-hub.ts"),
    env: { ENCRYPTION_KEY: keyHex },
  });
  try {
    const first = await signUp(hub);
    const trades: Trade[] = [];
    for (let index = 0; index < ORGANIZATIONS; index += 1) trades.push(await open(hub, first, index));
    const run = await measure(hub, trades, ownerUrl);
    await Promise.all(trades.flatMap(({ source, other }) => [source.close(), other.close()]));
    return run;
  } finally {
    await hub.stop();
    await removeDatabases();
    await rm(folder, { recursive: true, force: true });
  }
}

const runs: DistributedRun[] = [];
for (let left = Number(values.runs); left > 0; left -= 1) runs.push(await once());
if (runs.length > 0) await writePage(saveDistributed(kind, runs));
