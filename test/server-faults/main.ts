/**
 * npm run faults:servers -- [--organizations 20] [--every 10] [--seconds 60] [--only words]... [--no-report]
 * A hub on three Citus servers, of which one after the other fails while orders flow: what the other organizations
 * notice, and whether anything is lost or there twice. Writes docs/server-faults.md; with --only, the rows of the faults
 * whose names hold such words. Exits with 1 if something is lost, doubled, or slower for others than it may be, and with 2
 * where this machine lacks what it needs.
 */
import { type ChildProcess, execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import pg from "pg";
import { type Place, placesOf } from "../../src/db/distributed/places.ts";
import { keyFromHex } from "../../src/db/keys.ts";
import { migrate } from "../../src/db/migrate.ts";
import { prepareJobs } from "../../src/engine/jobs.ts";
import { freePort, until } from "../support/hub.ts";
import { spawnHub, untilReady } from "../support/process.ts";
import { type Fault, faultsOf } from "./faults.ts";
import { missing, type Node, type Nodes, startNodes } from "./nodes.ts";
import {
  type Counted,
  closeOrganization,
  differences,
  type Organization,
  openOrganization,
  order,
  sellAll,
  settle,
} from "./orders.ts";
import { isWell, type Played, page, percentile } from "./page.ts";
import { startPlainWriters } from "./plain-writers.ts";

const DATABASE = "argosy_server_faults";
const { values } = parseArgs({
  options: {
    organizations: { type: "string", default: "20" },
    seconds: { type: "string", default: "60" },
    every: { type: "string", default: "10" },
    only: { type: "string", multiple: true },
    "no-report": { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
/** Each organization sells one item in this time. */
const everyMs = Number(values.every) * 1_000;
const keyHex = randomBytes(32).toString("hex");
const ROOT = join(import.meta.dirname, "../..");

const say = (text: string) => void process.stdout.write(`${text}\n`);

async function ask<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

async function database(nodes: Nodes): Promise<string> {
  await ask(nodes.url("postgres"), `create database ${DATABASE}`);
  const ownerUrl = nodes.url(DATABASE);
  const current = keyFromHex(keyHex);
  await migrate({ ownerUrl, keys: { current, previous: [], origin: "this run", save: async () => undefined } });
  await prepareJobs(ownerUrl);
  return ownerUrl;
}

interface World {
  readonly nodes: Nodes;
  readonly ownerUrl: string;
  readonly url: string;
  readonly organizations: readonly Organization[];
  hub: ChildProcess;
}

const spawn = ({ ownerUrl, url }: Pick<World, "ownerUrl" | "url">) =>
  spawnHub(
    { database: { ownerUrl }, keys: { current: keyFromHex(keyHex) } },
    { url, env: { LOG_LEVEL: process.env["LOG_LEVEL"] ?? "fatal" } },
  );

async function endHub({ hub }: Pick<World, "hub">, how: NodeJS.Signals = "SIGKILL"): Promise<void> {
  const gone = once(hub, "exit");
  hub.kill(how);
  await gone;
}

async function killHub(world: World): Promise<void> {
  await endHub(world);
  world.hub = spawn(world);
}

async function command(ownerUrl: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, "scripts/distribute.ts"), ...args], {
    env: { ...process.env, DATABASE_URL: ownerUrl, ENCRYPTION_KEY: keyHex },
  });
}

/** Where each organization is. */
async function placesNow({ ownerUrl, organizations }: World): Promise<ReadonlyMap<Organization, Place>> {
  const places = await placesOf(ownerUrl);
  const ids = organizations.map(({ seller }) => `'${seller.organizationId}'`);
  const hashes = await ask<{ id: string; hash: number }>(
    ownerUrl,
    `select id, worker_hash(id) as hash from unnest(array[${ids.join(", ")}]::uuid[]) as id`,
  );
  return new Map(
    organizations.flatMap((one) => {
      const hash = hashes.find(({ id }) => id === one.seller.organizationId)?.hash;
      const place = places.find(({ from, to }) => hash !== undefined && from <= hash && hash <= to);
      return place ? [[one, place] as const] : [];
    }),
  );
}

const COUNTS = `
  select l.organization_id, sum(l.on_hand - l.reserved)::int as available,
    (select count(*)::int from argosy.sales_order o where o.organization_id = l.organization_id) as orders,
    (select count(distinct o.ext_key)::int from argosy.sales_order o
      where o.organization_id = l.organization_id) as distinct_orders
  from argosy.level l group by 1`;

const during = async (world: World, ms: number) => {
  const end = performance.now() + ms;
  return sellAll(world.organizations, { everyMs, isOver: () => performance.now() > end });
};

type Took = ReadonlyMap<Organization, readonly (number | null)[]>;

/** 99 % of what some of them took. */
const slowest = (all: Took, those: readonly Organization[]) =>
  percentile(
    those.flatMap((one) => all.get(one) ?? []).map((ms) => ms ?? Number.POSITIVE_INFINITY),
    0.99,
  );

async function play(world: World, fault: Fault): Promise<Played> {
  const before = await placesNow(world);
  const plain = await startPlainWriters(world.ownerUrl, before);
  const quiet = await during(world, seconds * 1_000);
  const plainQuiet = plain.take();
  let isOver = false;
  const selling = sellAll(world.organizations, { everyMs, isOver: () => isOver });
  await fault.begin();
  await pause(seconds * 1_000);
  isOver = true;
  const struck = await selling;
  const plainStruck = plain.take();
  await plain.stop();
  await dieAndReturn(world, fault);
  await settle(world.organizations);
  const counted = await ask<Counted>(world.ownerUrl, COUNTS);
  const others = world.organizations.filter((one) => {
    const place = before.get(one);
    return place && fault.mayWait && !fault.mayWait(place);
  });
  return {
    name: fault.name,
    sold: others.flatMap((one) => struck.get(one) ?? []).length,
    quietMs: slowest(quiet, others),
    struckMs: slowest(struck, others),
    plainQuietMs: slowest(plainQuiet, others),
    plainStruckMs: slowest(plainStruck, others),
    ...differences(world.organizations, counted),
  };
}

/** The hub dies in each fault, and starts in it where it can. */
async function dieAndReturn(world: World, fault: Fault): Promise<void> {
  await endHub(world);
  for (const organization of world.organizations) order(organization);
  if (!fault.isWithoutHub) world.hub = spawn(world);
  await fault.end();
  if (fault.isWithoutHub) world.hub = spawn(world);
  await untilReady(world.url);
  await until("all places are ready", async () => (await fetch(`${world.url}/readyz`)).json(), {
    wanted: (seen) => (seen as { places?: unknown }).places === undefined,
  });
}

/** As docs/distributed.md has an operator do it: a hub with organizations is stopped, distributed and started again. */
async function open(nodes: Nodes): Promise<World> {
  const ownerUrl = await database(nodes);
  const url = `http://127.0.0.1:${await freePort()}`;
  const hub = spawn({ ownerUrl, url });
  await untilReady(url);
  const organizations: Organization[] = [];
  for (let n = 0; n < Number(values.organizations); n += 1) organizations.push(await openOrganization(url));
  const world = { nodes, ownerUrl, url, organizations, hub };
  for (const organization of organizations) order(organization);
  await settle(organizations);
  say(`${organizations.length} organizations sell on one server`);
  await endHub(world, "SIGTERM");
  const others = nodes.all.slice(1).map(({ address }) => address);
  await command(ownerUrl, [others.join(",")]);
  world.hub = spawn(world);
  await untilReady(url);
  return world;
}

async function placeOn({ ownerUrl }: World, { address }: Node): Promise<string> {
  const place = (await placesOf(ownerUrl)).find(({ node }) => node === address);
  if (!place) throw new Error(`No place is on ${address}.`);
  return place.schema;
}

/** After each fault: a run that is cut short has reported those before. */
function report({ organizations }: World, one: Played): void {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`;
  const at = new Date().toISOString().slice(0, 16);
  const head = { at, machine, organizations: organizations.length, everySeconds: everyMs / 1_000 };
  const path = join(ROOT, "docs/server-faults.md");
  writeFileSync(path, page(head, one, readFileSync(path, "utf8")));
}

async function main(): Promise<boolean> {
  await using nodes = await startNodes();
  say("three servers are there");
  const world = await open(nodes);
  say("they are spread over three servers");
  try {
    const commands = {
      distribute: (...args: string[]) => command(world.ownerUrl, args),
      placeOn: (node: Node) => placeOn(world, node),
      killHub: () => killHub(world),
    };
    const played: Played[] = [];
    for (const fault of faultsOf(nodes, commands)) {
      if (values.only?.every((words) => !fault.name.includes(words))) continue;
      const one = await play(world, fault);
      played.push(one);
      say(JSON.stringify(one));
      if (!values["no-report"]) report(world, one);
    }
    return played.every(isWell);
  } finally {
    world.hub.kill("SIGKILL");
    for (const organization of world.organizations) await closeOrganization(organization);
  }
}

const lacks = await missing();
if (lacks !== null) {
  say(`Not played: this machine lacks ${lacks}.`);
  process.exitCode = 2;
} else process.exitCode = (await main()) ? 0 : 1;
