import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { inject } from "vitest";
import type { TestServer } from "./test-server.ts";
import { databaseOn, type TestDatabase } from "./testing-database.ts";

export type { TestDatabase } from "./testing-database.ts";

async function testServer(): Promise<TestServer> {
  const answer = JSON.parse(await text(connect(inject("testServerSocket")))) as TestServer | { error: string };
  if ("error" in answer) throw new Error(`The test database server did not start: ${answer.error}`);
  return answer;
}

/** A fresh, migrated database of its own; `await using db = await testDatabase()` drops it at the end of the block. */
export async function testDatabase(): Promise<TestDatabase> {
  return databaseOn(await testServer());
}
