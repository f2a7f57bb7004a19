/**
 * npm run faults:servers -- [--organizations 20] [--every 10] [--seconds 60] [--rounds 1] [--only words]... [--no-report]
 * A hub on three Citus servers, of which one after the other fails while orders flow: what the other organizations
 * notice, and whether anything is lost or there twice. Each fault is played so many rounds, whose sales are taken
 * together. Writes docs/server-faults.md; with --only, the rows of the faults whose names hold such words. Exits with 1 if something is lost, doubled, slower for others than it may be or answered
 * without saying when to try again, and with 2
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
import { type HomeInfo, homesOf } from "../../src/db/home-list.ts";
import { keyFromHex } from "../../src/db/keys.ts";
import { migrate } from "../../src/db/migrate.ts";
import { prepareJobs } from "../../src/engine/jobs/jobs.ts";
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
import { isWell, type Played, page, pooled, type Round } from "./page.ts";
import { startPlainWriters } from "./plain-writers.ts";
import { addCounted, COUNTED_SKU, lostChanges, type Requests, startRequests } from "./requests.ts";

const DATABASE = "argosy_server_faults";
const { values } = parseArgs({
  options: {
    organizations: { type: "string", default: "20" },
    seconds: { type: "string", default: "60" },
    every: { type: "string", default: "10" },
    rounds: { type: "string", default: "1" },
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
  readonly requests: Requests;
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
async function locationsNow({
  ownerUrl,
  organizations,
}: Pick<World, "ownerUrl" | "organizations">): Promise<ReadonlyMap<Organization, HomeInfo>> {
  const homes = await homesOf(ownerUrl);
  const ids = organizations.map(({ seller }) => `'${seller.organizationId}'`);
  const hashes = await ask<{ id: string; hash: number }>(
    ownerUrl,
    `select id, worker_hash(id) as hash from unnest(array[${ids.join(", ")}]::uuid[]) as id`,
  );
  return new Map(
    organizations.flatMap((one) => {
      const hash = hashes.find(({ id }) => id === one.seller.organizationId)?.hash;
      const home = homes.find(({ from, to }) => hash !== undefined && from <= hash && hash <= to);
      return home ? [[one, home] as const] : [];
    }),
  );
}

const COUNTS = `
  select l.organization_id,
    (sum(l.on_hand - l.reserved) filter (where v.sku <> '${COUNTED_SKU}'))::int as available,
    coalesce(sum(l.on_hand) filter (where v.sku = '${COUNTED_SKU}'), 0)::int as added,
    (select count(*)::int from argosy.sales_order o where o.organization_id = l.organization_id) as orders,
    (select count(distinct o.ext_key)::int from argosy.sales_order o
      where o.organization_id = l.organization_id) as distinct_orders
  from argosy.level l
  join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
  group by 1`;

type Took = ReadonlyMap<Organization, readonly (number | null)[]>;

/** What some of them took; what was not shown took for ever. */
const tookOf = (all: Took, those: readonly Organization[]) =>
  those.flatMap((one) => all.get(one) ?? []).map((ms) => ms ?? Number.POSITIVE_INFINITY);

/** What all sales took, and plain writes, while something goes on. */
async function measured(world: World, homes: ReadonlyMap<Organization, HomeInfo>, goesOn: () => Promise<unknown>) {
  const plain = await startPlainWriters(world.ownerUrl, homes);
  let isOver = false;
  const selling = sellAll(world.organizations, { everyMs, isOver: () => isOver });
  await goesOn();
  isOver = true;
  const sales = await selling;
  const writes = plain.take();
  await plain.stop();
  return { sales, writes };
}

const NOTHING: Awaited<ReturnType<typeof measured>> = { sales: new Map(), writes: new Map() };

async function playRounds(world: World, fault: Fault): Promise<Played> {
  const rounds: Round[] = [];
  while (rounds.length < Number(values.rounds)) rounds.push(await play(world, fault));
  return pooled(fault.name, rounds);
}

async function play(world: World, fault: Fault): Promise<Round> {
  await fault.prepare?.();
  const before = await locationsNow(world);
  const mayWait = fault.mayWait ?? (() => true);
  const lasts = () => pause(seconds * 1_000);
  const usual = async (homes: typeof before) => (fault.mayWait ? measured(world, homes, lasts) : NOTHING);
  const quiet = await usual(before);
  const met = await measured(world, before, async () => {
    await fault.begin();
    await lasts();
  });
  const others = world.organizations.filter((one) => {
    const home = before.get(one);
    return home && !mayWait(home);
  });
  await dieAndReturn(world, fault);
  await settle(world.organizations);
  const after = await usual(await locationsNow(world));
  await settle(world.organizations);
  const { done, changed, refused, broken, unclear } = world.requests.take();
  const counted = await ask<Counted & { added: number }>(world.ownerUrl, COUNTS);
  const { lost, doubled } = differences(world.organizations, counted);
  for (const answer of unclear) say(`answered ${answer}`);
  return {
    quiet: tookOf(quiet.sales, others),
    struck: tookOf(met.sales, others),
    after: tookOf(after.sales, others),
    plainQuiet: tookOf(quiet.writes, others),
    plainStruck: tookOf(met.writes, others),
    lost: lost + lostChanges(done, new Map(counted.map((row) => [row.organization_id, row.added]))),
    doubled,
    changed,
    refused,
    broken,
    unclear: unclear.length,
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
  for (const organization of organizations) {
    await addCounted(organization);
    order(organization);
  }
  await settle(organizations);
  say(`${organizations.length} organizations sell on one server`);
  await endHub({ hub }, "SIGTERM");
  const others = nodes.all.slice(1).map(({ address }) => address);
  await command(ownerUrl, [others.join(",")]);
  const again = spawn({ ownerUrl, url });
  await untilReady(url);
  return { nodes, ownerUrl, url, organizations, hub: again, requests: startRequests(organizations) };
}

async function placeOn({ ownerUrl }: World, { address }: Node): Promise<string> {
  const home = (await homesOf(ownerUrl)).find(({ node }) => node === address);
  if (!home) throw new Error(`No place is on ${address}.`);
  return home.schema;
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
  // The first minute on new servers is no usual one: plans, caches and statistics are made.
  await measured(world, await locationsNow(world), () => pause(seconds * 1_000));
  await settle(world.organizations);
  try {
    const commands = {
      distribute: (...args: string[]) => command(world.ownerUrl, args),
      placeOn: (node: Node) => placeOn(world, node),
      killHub: () => killHub(world),
    };
    const played: Played[] = [];
    for (const fault of faultsOf(nodes, commands)) {
      if (values.only?.every((text) => !fault.name.includes(text))) continue;
      const one = await playRounds(world, fault);
      played.push(one);
      say(JSON.stringify(one));
      if (!values["no-report"]) report(world, one);
    }
    return played.every(isWell);
  } finally {
    await world.requests.stop();
    world.hub.kill("SIGKILL");
    for (const organization of world.organizations) await closeOrganization(organization);
  }
}

const lacks = await missing();
if (lacks !== null) {
  say(`Not played: this machine lacks ${lacks}.`);
  process.exitCode = 2;
} else process.exitCode = (await main()) ? 0 : 1;
