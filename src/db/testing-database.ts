import { randomUUID } from "node:crypto";
import process from "node:process";
import pg from "pg";
import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import { cachePlansOf } from "./cached-plans.ts";
import { type Database, openDatabase, type Tx } from "./database.ts";
import { homesOf } from "./home-list.ts";
import { type Keys, keyFromHex } from "./keys.ts";
import { onNode, TEMPLATE, type TestServer } from "./test-server.ts";
import { openOwner } from "./testing-owner.ts";
import { createVault, type Vault } from "./vault.ts";

// A few files that ask every route meet a thousand statements; all that came later were planned each time
// (decision 597).
cachePlansOf(3_000);

export interface TestDatabase extends AsyncDisposable {
  readonly database: Database;
  /** The superuser: sees and changes everything, for arranging and looking. */
  readonly owner: Tx;
  /** The superuser on each server, for what is a server's own. */
  readonly servers: readonly Tx[];
  readonly keys: Keys;
  readonly vault: Vault;
  newOrganization(name?: string): Promise<OrganizationId>;
}

/** A fresh, migrated database of its own on a test server; disposing of it drops it. */
export async function databaseOn(server: TestServer): Promise<TestDatabase> {
  // The table at the end of a run tells by the name which test process a session works for.
  const name = `argosy_test_${process.pid}_${randomUUID().replaceAll("-", "")}`;
  const hosts = [new URL(server.templateUrl).host, ...server.nodes];
  for (const host of hosts)
    await asAdmin(server, host, `create database ${name} template ${TEMPLATE} strategy file_copy`);
  const url = new URL(server.templateUrl);
  url.pathname = `/${name}`;
  const current = keyFromHex(server.keyHex);
  const keys: Keys = { current, previous: [], origin: "the test's key", save: async () => undefined };
  // A hundred things at once on a busy machine are slow, and right all the same.
  const places = process.env.TESTS_ON_CITUS ? await homesOf(url.href) : [];
  const database = await openDatabase({ ownerUrl: url.href, keys, places, connectWithinMs: 120_000 });
  const { owner, servers, close } = openOwner(url.href, places);
  return {
    database,
    owner,
    servers,
    keys,
    vault: createVault(keys),
    newOrganization: (organizationName) => newOrganization(owner, organizationName ?? "Test shop"),
    async [Symbol.asyncDispose]() {
      await database.close();
      await close();
      for (const host of hosts) await asAdmin(server, host, `drop database if exists ${name} with (force)`);
    },
  };
}

/** A process makes and drops its databases over one connection to each server, which keeps nothing from ending. */
const admins = new Map<string, pg.Pool>();

async function asAdmin(server: TestServer, host: string, statement: string): Promise<void> {
  const url = new URL(onNode(server.templateUrl, host));
  url.pathname = "/postgres";
  let admin = admins.get(url.href);
  if (!admin) {
    admin = new pg.Pool({ connectionString: url.href, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true });
    // Its server ends with the run; the next statement hears of it.
    admin.on("error", () => undefined);
    admins.set(url.href, admin);
  }
  await admin.query(statement);
}

async function newOrganization(owner: Tx, name: string): Promise<OrganizationId> {
  const id = randomUUID();
  const text = "insert into argosy.organization (organization_id, name, slug) values ($1, $2, $3)";
  await owner.run(text, [id, name, id]);
  return organizationId(id);
}
