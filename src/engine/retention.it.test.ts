/** What ends by its age goes in batches, and what somebody still needs stays. */
import pino from "pino";
import { expect, test } from "vitest";
import type { Database, Tx } from "../db/database.ts";
import { testDatabase } from "../db/testing.ts";
import { fixture } from "../db/testing-fixtures.ts";
import { createFiles } from "../hub/files/files.ts";
import { NOON, sampleChannel } from "../hub/listings/samples.ts";
import { changePaperRetention, paperRetention } from "../hub/shipping/paper-retention.ts";
import { removeOld } from "./retention.ts";

const db = fixture(testDatabase);
const at = fixture(() => sampleChannel(db));

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
  await removeOld(
    {
      db: database,
      files: createFiles(database),
      log: pino({ level: "silent" }),
      payloadRetentionDays,
      syncLogRetentionDays,
    },
    at.here,
    NOON,
  );
  return Math.max(...touched);
}

const received = (ref: string, days: number, status = "processed", count = 1) =>
  db.owner.run(
    `INSERT INTO argosy.inbox_event (organization_id, connection_id, kind, ref, topic, body, headers, status,
       received_at)
     SELECT $1, $2, 'order', $3, 't', 'bytes', '{"a":"b"}', $4, $5 FROM generate_series(1, $6)`,
    [at.here, at.shop, ref, status, daysAgo(days), count],
  );

const kept = async () =>
  (
    await db.owner.rows<{ ref: string; body: Buffer }>(
      "SELECT DISTINCT ref, body FROM argosy.inbox_event WHERE organization_id = $1 ORDER BY ref",
      [at.here],
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
    [at.here, NOON],
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
    [at.here, daysAgo(8), daysAgo(6)],
  );
  expect(await tidy()).toBe(1_000);
  expect(await db.owner.rows("SELECT key FROM argosy.idempotency")).toEqual([{ key: "1" }]);
});

test("labels are kept as long as the organization says, else as is usual in its country", async () => {
  const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(at.here, work);
  const monthsAgo = (months: number) => new Date(Date.UTC(NOON.getUTCFullYear(), NOON.getUTCMonth() - months, 1));
  for (const months of [1, 90, 100, 125])
    await db.owner.run(
      `WITH o AS (
         INSERT INTO argosy.sales_order (organization_id, ext_number, number, status, financial, fulfilment,
           payment_kind, currency, contact, placed_at)
         SELECT $1, $2, $2, 'confirmed', 'paid', 'unfulfilled', 'prepaid', 'USD', '{}', $3
         RETURNING id),
       l AS (
         INSERT INTO argosy.location (organization_id, name, code, kind) VALUES ($1, $2, $2, 'own') RETURNING id),
       s AS (
         INSERT INTO argosy.shipment (organization_id, order_id, connection_id, location_id, reference,
           idempotency_key, state, status, label_state, payment, value_minor, currency, tells_at, requested_by,
           created_at, updated_at)
         SELECT $1, o.id, $4, l.id, $2, $2, 'booked', 'delivered', 'ready', 'prepaid', 1, 'USD', 'booked', 'x', $3, $3
         FROM o, l
         RETURNING id),
       f AS (
         INSERT INTO argosy.stored_file (organization_id, name, size, complete, created_at)
         VALUES ($1, $2, 5, true, $3)
         RETURNING id)
       INSERT INTO argosy.shipment_document (organization_id, shipment_id, kind, content_type, file_id, created_at)
       SELECT $1, s.id, 'label', 'application/pdf', f.id, $3 FROM s, f`,
      [at.here, `aged ${months}`, monthsAgo(months), at.shop],
    );
  const labelled = async () => {
    const rows = await db.owner.rows<{ name: string }>(
      `SELECT s.reference AS name
       FROM argosy.shipment s
         JOIN argosy.shipment_document d ON d.shipment_id = s.id
         JOIN argosy.stored_file f ON f.id = d.file_id
       WHERE s.label_state = 'ready' AND s.reference LIKE 'aged %'`,
    );
    return rows.map(({ name }) => name).sort();
  };
  const files = async () =>
    (
      await db.owner.rows("SELECT 1 FROM argosy.stored_file WHERE organization_id = $1 AND name LIKE 'aged %'", [
        at.here,
      ])
    ).length;
  expect(await inside(paperRetention)).toEqual({ keptMonths: 120, ownMonths: null, usualMonths: 120, country: null });
  await tidy();
  expect([await labelled(), await files()]).toEqual([["aged 1", "aged 100", "aged 90"], 3]);

  await db.owner.run(
    'INSERT INTO argosy.invoice_settings (organization_id, address, updated_at) VALUES ($1, \'{"country":"IN"}\', $2)',
    [at.here, NOON],
  );
  expect(await inside(paperRetention)).toMatchObject({ keptMonths: 96, country: "IN" });
  await tidy();
  expect([await labelled(), await files()]).toEqual([["aged 1", "aged 90"], 2]);

  expect(await inside((tx) => changePaperRetention(tx, 24, NOON))).toMatchObject({ keptMonths: 24, ownMonths: 24 });
  await tidy();
  expect([await labelled(), await files()]).toEqual([["aged 1"], 1]);
  expect(await inside((tx) => changePaperRetention(tx, null, NOON))).toMatchObject({ keptMonths: 96, ownMonths: null });
});
