/**
 * Database servers for a living run: one for the hub, gone with it, and one for the shop in a folder git does not see, so
 * that runs of two shops go on side by side. A shop filled once is kept there as a template, and copied for every run
 * until its packages or its world change.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import pg from "pg";
import { startEmbedded } from "../../src/db/embedded.ts";
import { startTestServer } from "../../src/db/test-server.ts";
import { databaseOn, type TestDatabase } from "../../src/db/testing-database.ts";
import { freePort } from "../support/start.ts";
import { zoneOfNextRepeat } from "./autumn.ts";
import type { Driver, OpenShop } from "./driver.ts";

const STORED = resolve(import.meta.dirname, "../../.living");

export interface Ground {
  /** Where the shop stands. */
  readonly zone: string;
  hubDatabase(): Promise<TestDatabase>;
  /** A fresh shop with its world. */
  shop(packages: string): Promise<OpenShop>;
  close(): Promise<void>;
}

/** For one shop. `isFresh`: nothing of earlier runs is used, and nothing kept. */
export async function openGround(driver: Driver, { isFresh }: { readonly isFresh: boolean }): Promise<Ground> {
  const server = await startTestServer();
  const stored = isFresh
    ? undefined
    : await startEmbedded({
        dataDir: join(STORED, driver.provider, "database"),
        log: () => undefined,
        isThrowAway: true,
      }).catch(async (error: unknown) => {
        await server.stop();
        throw error;
      });
  const folder = await mkdtemp(join(tmpdir(), "argosy-living-"));
  const shops = databasesOn(stored?.ownerUrl ?? server.templateUrl);
  for (const name of await shops.names("living\\_%")) if (!isRunning(name)) await shops.drop(name);
  const zone = zoneOfNextRepeat(Date.now());
  const own: string[] = [];
  const newName = () => {
    const name = `living_${process.pid}_${own.length + 1}`;
    own.push(name);
    return name;
  };
  const placed = async (packages: string, name: string, isFilled: boolean) => ({
    packages,
    databaseUrl: shops.urlOf(name),
    isFilled,
    port: await freePort(),
    zone,
    folder,
  });

  /** The filled database of what the driver installs and seeds today. */
  async function filled(packages: string): Promise<string> {
    const template = `filled_${driver.provider}_${worldOf(driver)}`;
    const existing = await shops.names(`filled\\_${driver.provider}\\_%`);
    if (existing.includes(template)) return template;
    for (const old of existing) await shops.drop(old);
    const name = newName();
    await shops.run(`create database ${name}`);
    await (await driver.open(await placed(packages, name, false))).close();
    await shops.run(`alter database ${name} rename to ${template}`);
    return template;
  }

  return {
    zone,
    hubDatabase: () => databaseOn(server),
    async shop(packages) {
      const template = await filled(packages);
      const name = newName();
      await shops.run(`create database ${name} template ${template}`);
      return driver.open(await placed(packages, name, true));
    },
    async close() {
      for (const name of own) await shops.drop(name);
      await stored?.stop();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function databasesOn(serverUrl: string) {
  const urlOf = (name: string) => {
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return url.href;
  };
  const run = async (statement: string, values: string[] = []) => {
    const admin = new pg.Client({ connectionString: urlOf("postgres") });
    await admin.connect();
    try {
      return (await admin.query<{ name: string }>(statement, values)).rows;
    } finally {
      await admin.end();
    }
  };
  return {
    urlOf,
    run,
    drop: (name: string) => run(`drop database if exists ${name} with (force)`),
    names: async (pattern: string) =>
      (await run("select datname::text as name from pg_database where datname like $1", [pattern])).map(
        ({ name }) => name,
      ),
  };
}

/** Of a run that was killed the databases are left; their names hold its process id. */
function isRunning(name: string): boolean {
  try {
    return process.kill(Number(name.split("_")[1]), 0);
  } catch {
    return false;
  }
}

/** Changes with what is installed, how it is started and what it is filled with. */
function worldOf({ manifest }: Driver): string {
  const hash = createHash("sha256");
  const files = readdirSync(manifest)
    .filter((file) => /^(package-lock\.json|start\..*|seed.*)$/.test(file))
    .map((file) => join(manifest, file));
  for (const file of [...files.sort(), join(import.meta.dirname, "goods.ts")]) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}
