/**
 * A hub on a database of one's own, as docs/operations.md describes it: an ordinary user, web and worker apart; its
 * backup. On the server the tests have, and on every PostgreSQL that is installed here.
 */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { systemActor } from "../src/commerce/actor.ts";
import { systemClock } from "../src/commerce/clock.ts";
import { loadConfig } from "../src/config.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { restoreBackup } from "../src/db/backup/restore.ts";
import { writeBackup } from "../src/db/backup/write.ts";
import type { Tx } from "../src/db/database.ts";
import { type Keys, keyFromHex } from "../src/db/keys.ts";
import { roles } from "../src/db/roles.ts";
import { singleClient } from "../src/db/single-client.ts";
import { testDatabase } from "../src/db/testing.ts";
import { type InstalledServer, installedServers, startInstalled } from "../src/db/testing-installed.ts";
import { openOwner } from "../src/db/testing-owner.ts";
import { resumeHub } from "../src/hub/admin/outbound-pause.ts";
import { startHub } from "../src/start.ts";
import { rowsIn } from "./support/backup.ts";
import { firstSyncDone, freePort, until } from "./support/hub.ts";
import { HUBS_START_MS, spawnHub, untilReady } from "./support/process.ts";
import { connectSoapShop } from "./support/soap-shop.ts";

const USER = "shopkeeper";
const NAME = "shopkeepers_own";
const RESTORED = "shopkeepers_restored";
/** The oldest the hub runs on, and the one it brings along. */
const REQUESTED = ["15", "18"];

interface Server {
  readonly ownerUrl: string;
  readonly keys: Keys;
  readonly owner: Tx;
  /** The hub's roles are there already, made by somebody else; else its first start makes them. */
  readonly hasRoles: boolean;
  end(): Promise<void>;
}

async function testServer(): Promise<Server> {
  const own = await testDatabase();
  const { database, keys, owner } = own;
  return { ownerUrl: database.ownerUrl, keys, owner, hasRoles: true, end: async () => own[Symbol.asyncDispose]() };
}

async function ownServer(installed: InstalledServer): Promise<Server> {
  const { ownerUrl, stop } = await startInstalled(installed, await freePort());
  const keys = {
    current: keyFromHex("5c".repeat(32)),
    previous: [],
    origin: "the test's key",
    save: async () => undefined,
  };
  const { owner, close } = openOwner(ownerUrl, []);
  const end = async () => {
    await close();
    await stop();
  };
  return { ownerUrl, keys, owner, hasRoles: false, end };
}

const installed = installedServers();
const servers = [
  { on: "the server of the tests", open: testServer },
  ...installed.map((one) => ({ on: `PostgreSQL ${one.version}`, open: () => ownServer(one) })),
];
for (const version of REQUESTED)
  if (!installed.some((one) => one.version === version))
    process.stderr.write(
      `SKIPPED: a hub on a PostgreSQL ${version} of one's own is not tried: /usr/lib/postgresql/${version} is not here. Install it (on Debian: apt-get install postgresql-${version}).\n`,
    );

describe.each(servers)("a database on $on", ({ open }) => {
  let server: Server;
  let sandbox: Sandbox | undefined;
  let folder: string;
  let url: string;
  let seller: Seller;
  const processes: ChildProcess[] = [];

  async function stopProcesses(): Promise<void> {
    await Promise.all(
      processes.splice(0).map(async (child) => {
        const ended = child.exitCode === null ? once(child, "exit") : undefined;
        child.kill("SIGTERM");
        await ended;
      }),
    );
  }

  beforeAll(async () => {
    server = await open();
    await server.owner.run(`create role ${USER} login createrole nosuperuser nobypassrls password 'harbour'`);
    if (server.hasRoles)
      await server.owner.run(`grant ${Object.values(roles).join(", ")} to ${USER} with admin option`);
    for (const name of [NAME, RESTORED]) await server.owner.run(`create database ${name} owner ${USER}`);
    folder = await mkdtemp(join(tmpdir(), "argosy-backup-"));
    const own = { database: { ownerUrl: addressOf(NAME, "owner") }, keys: server.keys };
    url = `http://127.0.0.1:${await freePort()}`;
    processes.push(spawnHub(own, { url, role: "web" }), spawnHub(own, { url, role: "worker" }));
    await untilReady(url);
    seller = await signUpSeller({ url, name: "Owner", organization: "Own database", slug: "own-database" });
    const connected = await connectSoapShop(seller, { stock: 12, seed: 5 });
    sandbox = connected.sandbox;
    await firstSyncDone(seller, connected.store);
    expect(await onHand()).toContain(12);
  }, HUBS_START_MS);

  afterAll(async () => {
    await stopProcesses();
    await sandbox?.close();
    for (const name of [NAME, RESTORED]) await server.owner.run(`drop database if exists ${name} with (force)`);
    if (server.hasRoles) {
      await server.owner.run(`drop owned by ${USER}`);
      await server.owner.run(`drop role ${USER}`);
    }
    await server.end();
    await rm(folder, { recursive: true, force: true });
  });

  /** The address of a database for the user who owns it, or for the server's superuser. */
  function addressOf(name: string, as: "owner" | "superuser"): string {
    const address = new URL(server.ownerUrl);
    address.pathname = `/${name}`;
    if (as === "owner") [address.username, address.password] = [USER, "harbour"];
    return address.href;
  }

  const onHand = async () => {
    const { items } = await seller.get<{ items: { onHand: number }[] }>("/inventory/levels");
    return items.map((level) => level.onHand);
  };

  test("web and worker start on an ordinary user's empty database and import a shop [A3.6]", async () => {
    expect(await onHand()).toEqual([12]);
  });

  /** What guards the tables: forced row level security, foreign keys, triggers that fire. */
  async function guards(address: string): Promise<unknown> {
    const client = singleClient({ connectionString: address });
    await client.connect();
    const { rows } = await client.query(
      `select (select count(*) from pg_class where relforcerowsecurity) as forced,
       (select array_agg(format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
         order by conrelid::regclass::text, conname)
         from pg_constraint
         where contype = 'f' and connamespace <> 'pgboss'::regnamespace) as keys,
       (select array_agg(format('%s %s %s', tgrelid::regclass, tgname, tgenabled)
         order by tgrelid::regclass::text, tgname)
         from pg_trigger
         where not tgisinternal) as triggers`,
    );
    await client.end();
    return rows[0];
  }

  test("everything comes out of a hub and into an empty database, and a hub goes on with it [F22]", async () => {
    const file = join(folder, "hub.backup");
    await expect(writeBackup({ ownerUrl: addressOf(NAME, "owner"), file })).rejects.toThrow(
      `The database user ${USER} does not see all rows`,
    );
    await stopProcesses();
    const { rows } = await writeBackup({ ownerUrl: addressOf(NAME, "superuser"), file });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const into = { ownerUrl: addressOf(RESTORED, "owner"), keys: server.keys };
    const cut = join(folder, "cut.backup");
    await writeFile(cut, (await readFile(file)).subarray(0, -1_000));
    await expect(restoreBackup({ ...into, file: cut })).rejects.toThrow("damaged or cut off");
    const other = { ...server.keys, current: keyFromHex("ab".repeat(32)), previous: [] };
    await expect(restoreBackup({ ...into, keys: other, file })).rejects.toThrow(
      `taken with the encryption key ${server.keys.current.id}`,
    );
    expect((await restoreBackup({ ...into, file })).rows).toBe(rows);
    await expect(restoreBackup({ ...into, file })).rejects.toThrow("holds a hub already");
    const again = join(folder, "again.backup");
    await writeBackup({ ownerUrl: addressOf(RESTORED, "superuser"), file: again });
    expect(await rowsIn(again)).toEqual(await rowsIn(file));
    expect(await guards(addressOf(RESTORED, "superuser"))).toEqual(await guards(addressOf(NAME, "superuser")));

    const hub = await startHub({
      config: loadConfig({
        PORT: new URL(url).port,
        APP_URL: url,
        ALLOW_PRIVATE_NETWORK: "true",
        DATABASE_URL: into.ownerUrl,
        DATA_DIR: "/nonexistent/never-used",
        ENCRYPTION_KEY: Buffer.from(server.keys.current.bytes).toString("hex"),
      }),
      log: pino({ level: "silent" }),
    });
    try {
      expect(await (await fetch(`${hub.url}/readyz`)).json()).toMatchObject({ outbound: "held back" });
      // Who was signed in still is.
      const { items } = await seller.get<{ items: { onHand: number; variantId: string }[] }>("/inventory/levels");
      expect(items.map(({ onHand }) => onHand)).toEqual([12]);
      const changed = { variantId: items[0]?.variantId, delta: -5 };
      await seller.post("/inventory/adjustments", { items: [changed] });
      await resumeHub(hub.database, { actor: systemActor, requestId: "restored", now: new Date(systemClock.now()) });
      const shown = () => Promise.resolve(sandbox?.shop.stockOf("SOAP-1"));
      await until("the channel shows the restored hub's number", shown, { wanted: (units) => units === 7 });
    } finally {
      await hub.stop();
    }
  });
});
