/** Reports from a real streaming replica of the embedded server: as long as it keeps up, and from the primary otherwise. */
import { execFile } from "node:child_process";
import { appendFile, chmod, chown, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { organizationId } from "../commerce/ids.ts";
import { newId } from "../commerce/new-id.ts";
import { type Database, openDatabase, type Tx } from "./database.ts";
import { type EmbeddedServer, startEmbedded } from "./embedded.ts";
import { loadKeys } from "./keys.ts";
import { migrate } from "./migrate.ts";

const MOST_LAG_MS = 2_000;
const log = () => undefined;

let folder: string;
let primary: EmbeddedServer;
let replica: EmbeddedServer;
let db: Database;
let owner: pg.Client;
const here = organizationId(newId(new Date()));
const there = organizationId(newId(new Date()));
const troubles: Error[] = [];

/**
 * The files of a primary at rest: the embedded server brings no pg_basebackup, and files of a running one may vanish while
 * they are copied (its caches, pg_internal.init).
 */
async function copyOf(dataDir: string): Promise<string> {
  const copy = join(folder, "replica");
  // With their owner, where this is root.
  await promisify(execFile)("cp", ["-a", dataDir, copy]);
  await rm(join(copy, "owner"), { recursive: true, force: true });
  return copy;
}

/** Makes the copy follow the primary. */
async function follow(copy: string): Promise<void> {
  const url = new URL(primary.ownerUrl);
  const upstream = `host=${url.searchParams.get("host")} user=${url.username} password=${url.password}`;
  const data = join(copy, "postgres");
  const { uid, gid } = await stat(data);
  const signal = join(data, "standby.signal");
  await writeFile(signal, "");
  await chown(signal, uid, gid);
  await appendFile(join(data, "postgresql.auto.conf"), `primary_conninfo = '${upstream}'\nhot_standby_feedback = on\n`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-replica-"));
  await chmod(folder, 0o755);
  const dataDir = join(folder, "primary");
  primary = await startEmbedded({ dataDir, log });
  await primary.stop();
  const copy = await copyOf(dataDir);
  primary = await startEmbedded({ dataDir, log });
  await follow(copy);
  const keys = await loadKeys({ current: undefined, previous: [], file: join(folder, "encryption.key") });
  await migrate({ ownerUrl: primary.ownerUrl, keys });
  owner = new pg.Client({ connectionString: primary.ownerUrl });
  await owner.connect();
  for (const id of [here, there])
    await owner.query("insert into argosy.organization (organization_id, name, slug) values ($1, 'X', $2)", [id, id]);
  replica = await startEmbedded({ dataDir: copy, log });
  db = await openDatabase({
    ownerUrl: primary.ownerUrl,
    keys,
    replica: { url: replica.ownerUrl, mostLagMs: MOST_LAG_MS },
    onConnectionError: (error) => troubles.push(error),
  });
});
afterAll(async () => {
  await db.close();
  await owner.end();
  await replica.stop();
  await primary.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const isOnReplica = async (tx: Tx) => (await tx.one<{ is: boolean }>("select pg_is_in_recovery() as is")).is;
const becomes = (is: "ready" | "behind" | "away") =>
  vi.waitUntil(async () => (await db.replicaState())?.is === is, { timeout: 60_000, interval: 100 });
const onReplica = async <T>(work: string): Promise<T[]> => {
  const client = new pg.Client({ connectionString: replica.ownerUrl });
  await client.connect();
  try {
    return (await client.query(work)).rows;
  } finally {
    await client.end();
  }
};

/** Whether what the replica played last was written so long ago. */
async function playedNothingFor(ms: number): Promise<boolean> {
  const played = `select now() - pg_last_xact_replay_timestamp() > interval '${ms} ms' as is_old`;
  const [found] = await onReplica<{ is_old: boolean | null }>(played);
  return found?.is_old === true;
}

test("reports are read from the replica as their organization alone, and writes go to the primary", async () => {
  await becomes("ready");
  expect(await db.report(here, isOnReplica)).toBe(true);
  expect(await db.tenant(here, isOnReplica)).toBe(false);
  const locations = (tx: Tx) => tx.rows<{ code: string }>("select code from location");
  await db.tenant(here, (tx) =>
    tx.run("insert into location (organization_id, name, code) values (argosy.tenant(), 'Main', 'main')"),
  );
  await vi.waitUntil(async () => (await db.report(here, locations)).length === 1, { timeout: 60_000 });
  expect(await db.report(there, locations)).toEqual([]);
  // Meant to read and writes all the same: refused by the replica, done by the primary.
  await db.report(there, (tx) =>
    tx.run("insert into location (organization_id, name, code) values (argosy.tenant(), 'Main', 'main')"),
  );
  expect(await db.tenant(there, locations)).toEqual([{ code: "main" }]);
  // A failure of the work's own is what it is, from the primary.
  await expect(db.report(here, (tx) => tx.rows("select 1 from nothing"))).rejects.toMatchObject({ code: "42P01" });
});

test("reports come from the primary while the replica is too far behind, and from the replica once it caught up", async () => {
  await becomes("ready");
  await onReplica("select pg_wal_replay_pause()");
  const write = () =>
    owner.query("update argosy.organization set name = name || 'x' where organization_id = $1", [here]);
  await write();
  await becomes("behind");
  expect(await db.report(here, isOnReplica)).toBe(false);
  expect((await db.replicaState())?.lagMs).toBeGreaterThan(MOST_LAG_MS);
  await onReplica("select pg_wal_replay_resume()");
  await becomes("ready");
  expect(await db.report(here, isOnReplica)).toBe(true);
});

test("a primary nobody writes to leaves its replica up to date", async () => {
  await becomes("ready");
  await vi.waitUntil(async () => await playedNothingFor(MOST_LAG_MS + 500), { timeout: 60_000, interval: 100 });
  // A look is good for a second. The server itself writes now and then, which the replica may be about to play.
  let time = performance.now();
  const monotonic = vi.spyOn(performance, "now").mockImplementation(() => time);
  const checked = async () => {
    time += 1_000;
    return (await db.replicaState())?.is;
  };
  try {
    expect([await checked(), await checked(), await checked()]).toContain("ready");
  } finally {
    monotonic.mockRestore();
  }
});

test("reports come from the primary without the replica, and readers do not wait for it each time", async () => {
  await becomes("ready");
  await replica.stop();
  expect(await db.report(here, isOnReplica)).toBe(false);
  await becomes("away");
  const startedAt = performance.now();
  for (let n = 0; n < 20; n += 1) expect(await db.report(here, isOnReplica)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
