/** What ends by its age goes in batches, and what somebody still needs stays. */
import { expect, test } from "vitest";
import type { Database, Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createFiles } from "../../hub/files/files.ts";
import { NOON, sampleChannel } from "../../hub/listings/samples.ts";
import { changeDocumentRetention, documentRetention } from "../../hub/shipping/document-retention.ts";
import { dueRemovals, retention } from "./retention.ts";

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
  const deps = { db: database, files: createFiles(database), payloadRetentionDays, syncLogRetentionDays };
  for (const [, remove] of retention(deps, at.here, NOON)) await remove();
  return Math.max(...touched);
}

const received = (ref: string, days: number, status = "processed", count = 1) =>
  db.owner.run(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, body, headers, status,
       received_at)
     select $1, $2, 'order', $3, 't', 'bytes', '{"a":"b"}', $4, $5 from generate_series(1, $6)`,
    [at.here, at.shop, ref, status, daysAgo(days), count],
  );

const retained = async () =>
  (
    await db.owner.rows<{ ref: string; body: Buffer }>(
      "select distinct ref, body from argosy.inbox_event where organization_id = $1 order by ref",
      [at.here],
    )
  ).map(({ ref, body }) => [ref, body.toString()]);

test("deliveries lose their bytes and end, a thousand in a transaction; what waits or is still complained of stays", async () => {
  await received("old", 91, "processed", 2_300);
  await received("young", 89);
  await received("waits", 91, "pending");
  await received("failed", 91, "failed");
  await received("complained of", 91, "failed");
  await received("complained of by the version before", 91, "failed");
  await db.owner.run(
    `insert into argosy.alert (organization_id, kind, severity, cause, subject_kind, subject_id, title, text, first_at,
       last_at)
     select organization_id, 'event_failed', 'warning', ref, subject, id, 't', 't', $2, $2
     from argosy.inbox_event
     join (values ('complained of', 'inbox_event'), ('complained of by the version before', 'webhook_event'))
       as about(ref, subject) using (ref)
     where organization_id = $1`,
    [at.here, NOON],
  );
  expect(await tidy()).toBe(1_000);
  expect(await retained()).toEqual([
    ["complained of", ""],
    ["complained of by the version before", ""],
    ["waits", "bytes"],
    ["young", "bytes"],
  ]);
  // Bytes go before the record of them where the log is kept longer.
  expect(await tidy(60, 120)).toBe(1);
  expect((await retained())[3]).toEqual(["young", ""]);
  // Bytes that are kept keep their record.
  await received("for ever", 4_000);
  await tidy(0);
  expect(await retained()).toHaveLength(5);
});

test("keys of repeated calls and sent deliveries of ours go in batches too", async () => {
  await db.owner.run(
    `insert into argosy.idempotency (organization_id, key, route, request_hash, created_at)
     select $1, n::text, 'x', 'x', case when n = 1 then $3 else $2 end::timestamptz from generate_series(1, 1200) n`,
    [at.here, daysAgo(8), daysAgo(6)],
  );
  expect(await tidy()).toBe(1_000);
  expect(await db.owner.rows("select key from argosy.idempotency")).toEqual([{ key: "1" }]);
});

test("labels are kept as long as the organization says, else as is usual in its country", async () => {
  const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(at.here, work);
  const monthsAgo = (months: number) => new Date(Date.UTC(NOON.getUTCFullYear(), NOON.getUTCMonth() - months, 1));
  for (const months of [1, 90, 100, 125])
    await db.owner.run(
      `with o as (
         insert into argosy.sales_order (organization_id, ext_number, number, status, financial, fulfilment,
           payment_kind, currency, contact, placed_at)
         select $1, $2, $2, 'confirmed', 'paid', 'unfulfilled', 'prepaid', 'USD', '{}', $3
         returning id),
       l as (
         insert into argosy.location (organization_id, name, code, kind) values ($1, $2, $2, 'own') returning id),
       s as (
         insert into argosy.shipment (organization_id, order_id, connection_id, location_id, reference,
           idempotency_key, state, status, label_state, payment, value_minor, currency, tells_at, requested_by,
           created_at, updated_at)
         select $1, o.id, $4, l.id, $2, $2, 'booked', 'delivered', 'ready', 'prepaid', 1, 'USD', 'booked', 'x', $3, $3
         from o, l
         returning id),
       f as (
         insert into argosy.stored_file (organization_id, name, size, complete, created_at)
         values ($1, $2, 5, true, $3)
         returning id)
       insert into argosy.shipment_document (organization_id, shipment_id, kind, content_type, file_id, created_at)
       select $1, s.id, 'label', 'application/pdf', f.id, $3 from s, f`,
      [at.here, `aged ${months}`, monthsAgo(months), at.shop],
    );
  const labelled = async () => {
    const rows = await db.owner.rows<{ name: string }>(
      `select s.reference as name
       from argosy.shipment s
         join argosy.shipment_document d on d.shipment_id = s.id
         join argosy.stored_file f on f.id = d.file_id
       where s.label_state = 'ready' and s.reference like 'aged %'`,
    );
    return rows.map(({ name }) => name).sort();
  };
  const files = async () =>
    (
      await db.owner.rows("select 1 from argosy.stored_file where organization_id = $1 and name like 'aged %'", [
        at.here,
      ])
    ).length;
  expect(await inside(documentRetention)).toEqual({
    keptMonths: 120,
    ownMonths: null,
    usualMonths: 120,
    country: null,
  });
  await tidy();
  expect([await labelled(), await files()]).toEqual([["aged 1", "aged 100", "aged 90"], 3]);

  await db.owner.run(
    'insert into argosy.invoice_settings (organization_id, address, updated_at) values ($1, \'{"country":"IN"}\', $2)',
    [at.here, NOON],
  );
  expect(await inside(documentRetention)).toMatchObject({ keptMonths: 96, country: "IN" });
  await tidy();
  expect([await labelled(), await files()]).toEqual([["aged 1", "aged 90"], 2]);

  expect(await inside((tx) => changeDocumentRetention(tx, 24, NOON))).toMatchObject({ keptMonths: 24, ownMonths: 24 });
  await tidy();
  expect([await labelled(), await files()]).toEqual([["aged 1"], 1]);
  expect(await inside((tx) => changeDocumentRetention(tx, null, NOON))).toMatchObject({
    keptMonths: 96,
    ownMonths: null,
  });
});

test("expired gift cards are due once their last day is over where the organization is", async () => {
  await db.owner.run("update argosy.organization set zone = 'America/Los_Angeles' where organization_id = $1", [
    at.here,
  ]);
  await db.owner.run(
    `insert into argosy.gift_card (organization_id, code_hash, code_end, currency, initial_minor, balance_minor,
       is_active, expires_on, reference, issued_at, issued_by)
     values ($1, 'hash', 'CODE', 'USD', 100, 100, true, '2026-11-23', '', $2, 'test')`,
    [at.here, NOON],
  );
  const deps = { db: db.database, files: createFiles(db.database), payloadRetentionDays: 90, syncLogRetentionDays: 30 };
  const isDue = (moment: string) =>
    db.database.tenant(at.here, async (tx) =>
      (await dueRemovals(deps, tx, new Date(moment))).has("expired gift cards"),
    );
  expect([await isDue("2026-11-24T07:59:00Z"), await isDue("2026-11-24T08:00:00Z")]).toEqual([false, true]);
});
