import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, statfs } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { distribute } from "./distributed/distribute.ts";
import { distributeOlder } from "./distributed/testing-older.ts";
import { startEmbedded } from "./embedded.ts";
import { keyFromHex } from "./keys.ts";
import { migrate } from "./migrate.ts";
import { clusterVersion, saveCluster, takeCluster } from "./testing-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Unix socket that answers with a TestServer as JSON once the database server of this run is there. */
    testServerSocket: string;
  }
}

export interface TestServer {
  /** Superuser's connection string to the template database. */
  readonly templateUrl: string;
  /** The other nodes of a distributed one, `host:port`. */
  readonly nodes: readonly string[];
  readonly keyHex: string;
}

export const TEMPLATE = "argosy_template";
/** Of a distributed test database: two on each of two nodes. */
const LOCATIONS = 4;

export interface StartedTestServer extends TestServer {
  stop(): Promise<void>;
}

/**
 * Vitest's global set-up: one database server for the whole run, started when the first test asks for it. It is the
 * embedded one in a temporary folder, or the server TEST_DATABASE_URL names (a superuser's connection string).
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await newFolder();
  let started: Promise<StartedTestServer> | undefined;
  const webhooks = createServer((socket) => {
    started ??= start(folder);
    started.then(
      ({ templateUrl, nodes, keyHex }) =>
        socket.end(JSON.stringify({ templateUrl, nodes, keyHex } satisfies TestServer)),
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) })),
    );
  });
  const path = join(folder, "server");
  await new Promise<void>((resolve) => webhooks.listen(path, resolve));
  project.provide("testServerSocket", path);
  return async () => {
    await closed(webhooks);
    await (await started?.catch(() => undefined))?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** The same for a program of its own, at once; `stop` removes everything. */
export async function startTestServer(): Promise<StartedTestServer> {
  const folder = await newFolder();
  const server = await start(folder);
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(await fastFolder(), "argosy-test-"));
  // Started as root, the server runs as a user that has to get to its data.
  await chmod(folder, 0o711);
  return folder;
}

/** Memory where there is enough of it: copying the template database is ten times faster there than on a disk. */
async function fastFolder(): Promise<string> {
  const memory = "/dev/shm";
  const free = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return free > 4_000_000_000 ? memory : tmpdir();
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

async function start(folder: string): Promise<StartedTestServer> {
  const external = process.env.TEST_DATABASE_URL;
  if (external) return prepared({ ownerUrl: external, stop: () => dropUnused(external) }, newKey());
  const dataDir = join(folder, "d");
  const version = clusterVersion();
  const stored = await takeCluster(version, dataDir);
  if (stored) return startKept(dataDir, stored.keyHex);
  const keyHex = newKey();
  await (await prepared(await startServer(dataDir), keyHex)).stop();
  await saveCluster(version, dataDir, { keyHex });
  return startKept(dataDir, keyHex);
}

const newKey = () => randomBytes(32).toString("hex");

const startServer = (dataDir: string) => startEmbedded({ dataDir, log: () => undefined, isThrowAway: true });

/** One whose template is there. */
async function startKept(dataDir: string, keyHex: string): Promise<StartedTestServer> {
  const server = await startServer(dataDir);
  return { templateUrl: templateOf(server.ownerUrl), nodes: [], keyHex, stop: server.stop };
}

function templateOf(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.pathname = `/${TEMPLATE}`;
  return url.href;
}

/** Makes the template of a server; stops it where that fails. */
async function prepared(
  server: { readonly ownerUrl: string; stop(): Promise<void> },
  keyHex: string,
): Promise<StartedTestServer> {
  try {
    const nodes = process.env.TESTS_ON_CITUS ? await nodesOf(server.ownerUrl) : [];
    for (const at of [server.ownerUrl, ...nodes.map((node) => onNode(server.ownerUrl, node))])
      await ask(at, `drop database if exists ${TEMPLATE} with (force)`);
    await ask(server.ownerUrl, `create database ${TEMPLATE}`);
    const templateUrl = templateOf(server.ownerUrl);
    const key = keyFromHex(keyHex);
    const keys = { current: key, previous: [], origin: "the test's key", save: async () => undefined };
    if (process.env.TESTS_ON_CITUS === "upgraded") await distributeOlder({ ownerUrl: templateUrl, keys, nodes });
    await migrate({ ownerUrl: templateUrl, keys });
    await restoreStatistics(templateUrl);
    if (nodes.length > 0) {
      await distribute({ ownerUrl: templateUrl, key, nodes, places: LOCATIONS, log: () => undefined });
      for (const node of [new URL(templateUrl).host, ...nodes]) await leaveAlone(onNode(server.ownerUrl, node));
    }
    return { templateUrl, nodes, keyHex, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * Statistics as in a hub with several organizations. Without them PostgreSQL expects one row per organization in a new
 * table, and joins by organization instead of by key (decision 458). Needs PostgreSQL 18.
 */
async function restoreStatistics(url: string): Promise<void> {
  const [server] = await ask<{ canRestore: boolean }>(
    url,
    "select to_regproc('pg_catalog.pg_restore_attribute_stats') is not null as \"canRestore\"",
  );
  if (!server?.canRestore) return;
  const statistics = `'schemaname', n.nspname::text, 'relname', c.relname::text, 'attname', a.attname::text,
    'inherited', c.relkind = 'p', 'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 3::real`;
  await ask(
    url,
    `select pg_catalog.pg_restore_attribute_stats(${statistics})
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
     where c.relkind in ('r', 'p') and n.nspname = 'argosy'`,
  );
}

/** Databases kept for a next test end with their process; those of another run are in use. */
async function dropUnused(url: string): Promise<void> {
  const unused = await ask<{ name: string }>(
    url,
    `select datname as name
     from pg_catalog.pg_database d
     where datname like 'argosy\\_test\\_%'
       and not exists (select from pg_catalog.pg_stat_activity a where a.datid = d.oid)`,
  );
  await ask(url, ...unused.map(({ name }) => `drop database if exists ${name}`));
}

/** The same server at another node's address. */
export function onNode(url: string, node: string): string {
  const there = new URL(url);
  there.host = node;
  return there.href;
}

async function ask<R extends pg.QueryResultRow>(url: string, ...texts: readonly string[]): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: R[] = [];
    for (const text of texts) rows = (await client.query<R>(text)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** The nodes that the database of the tests' address knows. */
async function nodesOf(url: string): Promise<string[]> {
  const rows = await ask<{ node: string }>(
    url,
    "select nodename || ':' || nodeport as node from pg_dist_node where groupid <> 0 order by 1",
  );
  return rows.map(({ node }) => node);
}

/** Nobody copies a database that is in use, and Citus looks after each it is used in. */
async function leaveAlone(url: string): Promise<void> {
  await ask(
    url,
    `alter database ${TEMPLATE} allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${TEMPLATE}'`,
  );
}
