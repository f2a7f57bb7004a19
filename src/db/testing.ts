import { connect } from "node:net";
import process from "node:process";
import { text } from "node:stream/consumers";
import { inject } from "vitest";
import type { TestServer } from "./test-server.ts";
import { databaseOn, type TestDatabase } from "./testing-database.ts";
import { reusedDatabaseOn } from "./testing-reuse.ts";

export type { TestDatabase } from "./testing-database.ts";

async function testServer(): Promise<TestServer> {
  const answer = JSON.parse(await text(connect(inject("testServerSocket")))) as TestServer | { error: string };
  if ("error" in answer) throw new Error(`The test database server did not start: ${answer.error}`);
  return answer;
}

/** A migrated database without rows; `await using db = await testDatabase()` gives it back at the end of the block. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await testServer();
  return process.env.TESTS_ON_CITUS ? databaseOn(server) : reusedDatabaseOn(server);
}
