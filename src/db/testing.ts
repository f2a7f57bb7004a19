import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import pg from "pg";
import { inject } from "vitest";
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

async function testServer(): Promise<TestServer> {
  const answer = JSON.parse(await text(connect(inject("testServerSocket")))) as TestServer | { error: string };
  if ("error" in answer) throw new Error(`The test database server did not start: ${answer.error}`);
  return answer;
}

/** A fresh, migrated database of its own; `await using db = await testDatabase()` drops it at the end of the block. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await testServer();
  const name = `argosy_test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(server, `create database ${name} template ${TEMPLATE} strategy file_copy`);
  const url = new URL(server.templateUrl);
  url.pathname = `/${name}`;
  const current = keyFromHex(server.keyHex);
  const keys: Keys = { current, previous: [], origin: "the test's key", save: async () => undefined };
  const database = await openDatabase({ ownerUrl: url.href, keys });
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

async function asAdmin(server: TestServer, statement: string): Promise<void> {
  const url = new URL(server.templateUrl);
  url.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

async function newOrganization(owner: Tx, name: string): Promise<OrganizationId> {
  const id = randomUUID();
  const text = "insert into argosy.organization (organization_id, name, slug) values ($1, $2, $3)";
  await owner.run(text, [id, name, id]);
  return organizationId(id);
}
