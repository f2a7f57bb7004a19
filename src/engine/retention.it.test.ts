/** What ends by its age goes in batches, and what somebody still needs stays. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Database, Tx } from "../db/database.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { NOON, sampleStore } from "../hub/listings/samples.ts";
import { removeOld } from "./retention.ts";

let db: TestDatabase;
let organization: OrganizationId;
let store: string;

beforeAll(async () => {
  db = await testDatabase();
  organization = await db.newOrganization();
  store = await sampleStore(db, organization);
});
afterAll(() => db[Symbol.asyncDispose]());

const daysAgo = (days: number) => new Date(NOON.getTime() - days * 86_400_000);

/** Removes what is old; answers how many rows the largest transaction touched. */
async function tidy(payloadRetentionDays = 90, syncLogRetentionDays = 30): Promise<number> {
  const touched: number[] = [];
  const database: Database = {
    ...db.database,
    tenant: (whose, work, how) =>
      db.database.tenant(
        whose,
        (tx, end) => {
          const counted: Tx = {
            ...tx,
            async run(text, params) {
              const rows = await tx.run(text, params);
              touched.push(rows);
              return rows;
            },
          };
          return work(counted, end);
        },
        how,
      ),
  };
  await removeOld({ db: database, payloadRetentionDays, syncLogRetentionDays }, organization, NOON);
  return Math.max(...touched);
}

const received = (ref: string, days: number, status = "processed", count = 1) =>
  db.owner.run(
    `INSERT INTO argosy.inbox_event (organization_id, connection_id, kind, ref, topic, body, headers, status,
       received_at)
     SELECT $1, $2, 'order', $3, 't', 'bytes', '{"a":"b"}', $4, $5 FROM generate_series(1, $6)`,
    [organization, store, ref, status, daysAgo(days), count],
  );

const kept = async () =>
  (
    await db.owner.rows<{ ref: string; body: Buffer }>(
      "SELECT DISTINCT ref, body FROM argosy.inbox_event WHERE organization_id = $1 ORDER BY ref",
      [organization],
    )
  ).map(({ ref, body }) => [ref, body.toString()]);

test("deliveries lose their bytes and end, a thousand in a transaction; what waits or is still complained of stays", async () => {
  await received("old", 91, "processed", 2_300);
  await received("young", 89);
  await received("waits", 91, "pending");
  await received("failed", 91, "failed");
  await received("complained of", 91, "failed");
  await db.owner.run(
    `INSERT INTO argosy.alert (organization_id, kind, severity, cause, subject_kind, subject_id, title, text, first_at,
       last_at)
     SELECT organization_id, 'event_failed', 'warning', 'x', 'webhook_event', id, 't', 't', $2, $2
     FROM argosy.inbox_event
     WHERE organization_id = $1 AND ref = 'complained of'`,
    [organization, NOON],
  );
  expect(await tidy()).toBe(1_000);
  expect(await kept()).toEqual([
    ["complained of", ""],
    ["waits", "bytes"],
    ["young", "bytes"],
  ]);
  // Bytes go before the record of them where the log is kept longer.
  expect(await tidy(60, 120)).toBe(1);
  expect((await kept())[2]).toEqual(["young", ""]);
  // Bytes that are kept keep their record.
  await received("for ever", 4_000);
  await tidy(0);
  expect(await kept()).toHaveLength(4);
});

test("keys of repeated calls and sent deliveries of ours go in batches too", async () => {
  await db.owner.run(
    `INSERT INTO argosy.idempotency (organization_id, key, route, request_hash, created_at)
     SELECT $1, n::text, 'x', 'x', CASE WHEN n = 1 THEN $3 ELSE $2 END::timestamptz FROM generate_series(1, 1200) n`,
    [organization, daysAgo(8), daysAgo(6)],
  );
  expect(await tidy()).toBe(1_000);
  expect(await db.owner.rows("SELECT key FROM argosy.idempotency")).toEqual([{ key: "1" }]);
});
