/**
 * What an inbox costs that holds all deliveries of a quarter: none of what is done with it every day reads what is done
 * with. At full size:  ARGOSY_INBOX_ROWS=1000000 npm test -- src/engine/incoming-deliveries/many-deliveries.it.test.ts
 */
import process from "node:process";
import { beforeAll, expect, test } from "vitest";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { mostRowsRead } from "../../db/testing-plans.ts";
import { getIncomingEvent, listIncomingEvents } from "../../hub/incoming-event-log/incoming-events.ts";
import { NOON, sampleChannel } from "../../hub/listings/samples.ts";
import { countGaps } from "../../hub/stores/poll-gaps.ts";
import { emptyBodies, removeEvents } from "../maintenance/retention.ts";
import { nextDelivery, readDue } from "./read-due-deliveries.ts";

const ROWS = Number(process.env["ARGOSY_INBOX_ROWS"] ?? 20_000);
// The largest batch is a thousand rows, found and then changed, with what hangs on them.
const MAX_READ = 3_000;

const db = fixture(testDatabase);
const at = fixture(() => sampleChannel(db));

beforeAll(async () => {
  // A quarter of deliveries, evenly: each fifth is of last night and has its bytes, one in a thousand failed, few wait.
  await db.owner.run(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, dedup_key, source, body, headers,
       status, attempts, received_at, due_at)
     select $1, $2, case i % 1000 when 1 then 'privacy' else 'order' end, i::text, 'orders/create', i::text, 'webhook',
       case when i % 5 = 0 then repeat('x', 200)::bytea else '' end, '{}',
       case i % 1000 when 2 then 'failed' when 3 then 'pending' else 'processed' end, (i % 1000 = 2)::int * 5,
       $3::timestamptz - (90 * ($4::float - i) / $4) * interval '1 day',
       $3::timestamptz - (90 * ($4::float - i) / $4) * interval '1 day'
     from generate_series(1, $4) as i`,
    [at.here, at.shop, NOON, ROWS],
  );
  await db.owner.run("analyze argosy.inbox_event");
}, 600_000);

const daysAgo = (days: number) => new Date(NOON.getTime() - days * 86_400_000);

const daily: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
  "what is due of a channel": (tx) => readDue(tx, at.shop, NOON),
  "when the next is due": (tx) => nextDelivery(tx, at.shop),
  "the newest": (tx) => listIncomingEvents(tx, { connectionId: at.shop }),
  "those that failed": (tx) => listIncomingEvents(tx, { connectionId: at.shop, status: "failed" }),
  "those that wait": (tx) => listIncomingEvents(tx, { connectionId: at.shop, status: "pending" }),
  "those of a rare kind": (tx) => listIncomingEvents(tx, { connectionId: at.shop, kind: "privacy" }),
  "those of one order": async (tx) => {
    const { items } = await listIncomingEvents(tx, { connectionId: at.shop, ref: "7" });
    await getIncomingEvent(tx, at.shop, items[0]?.id ?? "");
  },
  "an order that was polled": (tx) =>
    countGaps(tx, at.shop, [{ orderKey: "none", number: "none", placedAt: daysAgo(1) }], NOON),
  "bytes that end": (tx) => emptyBodies(tx, daysAgo(60)),
  "rows that end": (tx) => removeEvents(tx, daysAgo(60)),
};

test.each(Object.entries(daily))("%s is found among many without reading them", async (what, work) => {
  const { rows, text, ms } = await mostRowsRead(db, at.here, work);
  if (process.env["ARGOSY_INBOX_ROWS"]) process.stdout.write(`${what}: ${rows} rows, ${ms.toFixed(1)} ms\n`);
  expect(rows, text).toBeLessThanOrEqual(MAX_READ);
});
