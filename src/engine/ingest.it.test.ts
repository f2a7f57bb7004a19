import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Tx } from "../db/database.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { NOON, sampleStore } from "../hub/listings/samples.ts";
import { createIngestWriter, type IngestRow } from "./ingest.ts";

let db: TestDatabase;
let organization: OrganizationId;
let connection: string;

beforeAll(async () => {
  db = await testDatabase();
  organization = await db.newOrganization();
  connection = await sampleStore(db, organization);
});
afterAll(() => db[Symbol.asyncDispose]());

const row = (dedupKey: string, more: Partial<IngestRow> = {}): IngestRow => ({
  organization,
  connection,
  kind: "order",
  ref: dedupKey,
  topic: "orders/create",
  dedupKey,
  trusted: true,
  headers: "{}",
  body: Buffer.from(`body of ${dedupKey}`),
  versionKind: null,
  versionValue: null,
  receivedAt: NOON,
  traceId: randomUUID(),
  ...more,
});

/** The pool, with the number of statements it carried out; `gate` holds the first one back. */
function counted(gate?: Promise<void>): { readonly ingest: Tx; statements: number } {
  const made = {
    statements: 0,
    ingest: {
      ...db.database.ingest,
      async rows<T>(text: string, params?: readonly unknown[]) {
        made.statements += 1;
        if (made.statements === 1) await gate;
        return db.database.ingest.rows<T>(text, params);
      },
    },
  };
  return made;
}

const stored = (prefix: string) =>
  db.owner.rows<{ dedup_key: string; body: string }>(
    "SELECT dedup_key, convert_from(body, 'UTF8') AS body FROM argosy.inbox_event WHERE organization_id = $1 AND starts_with(dedup_key, $2) ORDER BY dedup_key",
    [organization, prefix],
  );

test("what arrives while a write is under way shares the next one; each keeps its own bytes", async () => {
  let open: () => void = () => undefined;
  const pool = counted(new Promise((resolve) => (open = resolve)));
  let told = 0;
  const writer = createIngestWriter(pool.ingest, () => (told += 1));
  const written = Promise.all(["g1", "g2", "g3", "g4"].map((key) => writer.write(row(key))));
  open();
  expect(await written).toEqual([true, true, true, true]);
  expect(pool.statements).toBe(2);
  expect(told).toBe(2);
  expect(await stored("g")).toEqual(
    ["g1", "g2", "g3", "g4"].map((key) => ({ dedup_key: key, body: `body of ${key}` })),
  );
});

test("of equal deliveries, in one group or later, one is new [A6.4]", async () => {
  const writer = createIngestWriter(db.database.ingest, () => undefined);
  const first = await Promise.all([
    writer.write(row("first")),
    writer.write(row("twin")),
    writer.write(row("twin")),
    writer.write(row("twin")),
  ]);
  expect(first).toEqual([true, true, false, false]);
  expect(await writer.write(row("twin"))).toBe(false);
  expect(await stored("twin")).toHaveLength(1);
});

test("a delivery nobody can store is refused alone; those that came with it are stored", async () => {
  const writer = createIngestWriter(db.database.ingest, () => undefined);
  const settled = await Promise.allSettled([
    writer.write(row("p0")),
    writer.write(row("p1")),
    writer.write(row("p2", { versionValue: `1${"0".repeat(60)}` })),
    writer.write(row("p3")),
  ]);
  expect(settled.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect((await stored("p")).map((one) => one.dedup_key)).toEqual(["p0", "p1", "p3"]);
});

test("while the database is away everybody is told at once, nobody waits for each alone", async () => {
  const pool = counted();
  const away: Tx = {
    ...pool.ingest,
    rows: async () => {
      pool.statements += 1;
      throw Object.assign(new Error("the database system is shutting down"), { code: "57P03" });
    },
  };
  const writer = createIngestWriter(away, () => undefined);
  const settled = await Promise.allSettled(["a", "b", "c", "d"].map((key) => writer.write(row(key))));
  expect(settled.every((one) => one.status === "rejected")).toBe(true);
  expect(pool.statements).toBe(2);
});

test("a stored delivery wakes the store's inbox lane [A6.3]", async () => {
  const writer = createIngestWriter(db.database.ingest, () => undefined);
  await db.owner.run("UPDATE argosy.lane SET due_at = NULL WHERE organization_id = $1", [organization]);
  await writer.write(row("wake"));
  expect(
    await db.owner.rows("SELECT kind, due_at FROM argosy.lane WHERE organization_id = $1 AND due_at IS NOT NULL", [
      organization,
    ]),
  ).toEqual([{ kind: "inbox", due_at: NOON }]);
});
