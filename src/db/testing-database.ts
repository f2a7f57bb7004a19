import { randomUUID } from "node:crypto";
import pg from "pg";
import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import { type Database, openDatabase, type Tx, txOf } from "./database.ts";
import { type Keys, keyFromHex } from "./keys.ts";
import { TEMPLATE, type TestServer } from "./test-server.ts";
import { createVault, type Vault } from "./vault.ts";

export interface TestDatabase extends AsyncDisposable {
  readonly database: Database;
  /** The superuser: sees and changes everything, for arranging and looking. */
  readonly owner: Tx;
  readonly keys: Keys;
  readonly vault: Vault;
  newOrganization(name?: string): Promise<OrganizationId>;
}

/** A fresh, migrated database of its own on a test server; disposing of it drops it. */
export async function databaseOn(server: TestServer): Promise<TestDatabase> {
  const name = `argosy_test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(server, `create database ${name} template ${TEMPLATE} strategy file_copy`);
  const url = new URL(server.templateUrl);
  url.pathname = `/${name}`;
  const current = keyFromHex(server.keyHex);
  const keys: Keys = { current, previous: [], origin: "the test's key", save: async () => undefined };
  // A hundred things at once on a busy machine are slow, and right all the same.
  const database = await openDatabase({ ownerUrl: url.href, keys, connectWithinMs: 120_000 });
  const ownerPool = new pg.Pool({ connectionString: url.href, max: 2, options: "-c search_path=argosy,auth,public" });
  // The database is dropped with its connections.
  ownerPool.on("error", () => undefined);
  const owner = txOf(ownerPool);
  return {
    database,
    owner,
    keys,
    vault: createVault(keys),
    newOrganization: (organizationName) => newOrganization(owner, organizationName ?? "Test shop"),
    async [Symbol.asyncDispose]() {
      await database.close();
      await ownerPool.end();
      await asAdmin(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** A process makes and drops its databases over one connection, which keeps nothing from ending. */
let admin: { readonly url: string; readonly pool: pg.Pool } | undefined;

async function asAdmin(server: TestServer, statement: string): Promise<void> {
  const url = new URL(server.templateUrl);
  url.pathname = "/postgres";
  if (admin?.url !== url.href) {
    const pool = new pg.Pool({ connectionString: url.href, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true });
    // Its server ends with the run; the next statement hears of it.
    pool.on("error", () => undefined);
    void admin?.pool.end();
    admin = { url: url.href, pool };
  }
  await admin.pool.query(statement);
}

async function newOrganization(owner: Tx, name: string): Promise<OrganizationId> {
  const id = randomUUID();
  const text = "insert into argosy.organization (organization_id, name, slug) values ($1, $2, $3)";
  await owner.run(text, [id, name, id]);
  return organizationId(id);
}
