/** A database server for one living run: a database of the hub's, and those of shops, copied from the one filled first. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startTestServer } from "../../src/db/test-server.ts";
import { databaseOn, type TestDatabase } from "../../src/db/testing-database.ts";
import { freePort } from "../support/start.ts";
import type { Driver, OpenShop } from "./driver.ts";

export interface Ground {
  hubDatabase(): Promise<TestDatabase>;
  /** A fresh shop with its world. */
  shop(driver: Driver, packages: string): Promise<OpenShop>;
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  const server = await startTestServer();
  const folder = await mkdtemp(join(tmpdir(), "argosy-living-"));
  const filled = new Set<string>();
  let shops = 0;
  const urlOf = (name: string) => {
    const url = new URL(server.templateUrl);
    url.pathname = `/${name}`;
    return url.href;
  };
  const run = async (statement: string) => {
    const admin = new pg.Client({ connectionString: urlOf("postgres") });
    await admin.connect();
    try {
      await admin.query(statement);
    } finally {
      await admin.end();
    }
  };
  return {
    hubDatabase: () => databaseOn(server),
    async shop(driver, packages) {
      shops += 1;
      const template = `filled_${driver.provider}`;
      if (!filled.has(template)) {
        await run(`create database ${template}`);
        const first = { packages, databaseUrl: urlOf(template), isFilled: false, port: await freePort(), folder };
        await (await driver.open(first)).close();
        filled.add(template);
      }
      const name = `shop_${shops}`;
      await run(`create database ${name} template ${template}`);
      return driver.open({ packages, databaseUrl: urlOf(name), isFilled: true, port: await freePort(), folder });
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
