/** What a turn reads of lanes while somebody holds a snapshot (a backup, a long report) and nothing written since can be cleaned away. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import pino from "pino";
import { expect, test, vi } from "vitest";
import { systemClock } from "../../commerce/clock.ts";
import { type ConnectionId, connectionId, type OrganizationId } from "../../commerce/ids.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import type { Mail } from "../../hub/accounts/mail.ts";
import { sampleStore } from "../../hub/listings/samples.ts";
import type { DeliveryRow } from "../incoming-deliveries/delivery-row.ts";
import { createDeliveryWriter } from "../incoming-deliveries/store-deliveries.ts";
import { createRenewal, type Leased } from "../lanes/lane-renewal.ts";
import { createLaneRunner, type Lane, wakeLanes } from "../lanes/lanes.ts";
import { createOldTransactionWatch } from "./old-transactions.ts";

const WRITTEN = 3_000;
const ROUNDS = 20;
const MAX_ENTRIES = 500;
const MAX_PAGES = 150;
/** More than a pool opens for turns one after the other: asked at once, each of them is reached. */
const SESSIONS = 4;

interface Read {
  /** Entries of indexes, and rows of whole scans. */
  readonly entries: number;
  /** Pages of the table and of its indexes. */
  readonly pages: number;
}

/** What was read of lanes so far; every session tells its own first. */
async function lanesRead(db: TestDatabase, organization: OrganizationId): Promise<Read> {
  const flush = "select pg_stat_force_next_flush()";
  await db.owner.rows(flush);
  await Promise.all(
    Array.from({ length: SESSIONS }, () =>
      Promise.all([
        db.database.scheduler.rows(flush),
        db.database.ingest.rows(flush),
        db.database.tenant(organization, (tx) => tx.rows(flush)),
      ]),
    ),
  );
  const { entries, pages } = await db.owner.one<{ entries: string; pages: string }>(
    `select (select sum(idx_tup_read) from pg_stat_user_indexes where schemaname = 'argosy' and relname = 'lane')
         + (select seq_tup_read from pg_stat_user_tables where schemaname = 'argosy' and relname = 'lane') as entries,
       (select heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read from pg_statio_user_tables
         where schemaname = 'argosy' and relname = 'lane') as pages`,
  );
  return { entries: Number(entries), pages: Number(pages) };
}

/** A runner of one lane that does no more than this a turn. */
const turning = (db: TestDatabase, onTurn: (lane: Lane) => void | Promise<void>) =>
  createLaneRunner({
    db: db.database,
    clock: systemClock,
    log: pino({ level: "silent" }),
    concurrency: 4,
    work: {
      async outbound(lane) {
        await onTurn(lane);
        return { nextDue: null };
      },
    },
  });

const webhookOf = (organization: OrganizationId, connection: ConnectionId, receivedAt: Date): DeliveryRow => ({
  organization,
  connection,
  kind: "order",
  ref: "1",
  topic: "orders/create",
  dedupKey: randomUUID(),
  trusted: true,
  headers: "{}",
  body: Buffer.from("{}"),
  versionKind: null,
  versionValue: null,
  receivedAt,
  traceId: randomUUID(),
  traceSpan: null,
});

/** What a webhook and its turn read behind a snapshot held since before 3,000 others, which `after` followed. */
async function readATurn(after: string): Promise<Read> {
  await using db = await testDatabase();
  const organization = await db.newOrganization();
  const store = connectionId(await sampleStore(db, organization));
  await db.owner.run("update argosy.lane set due_at = null");
  const backup = new pg.Client({ connectionString: db.database.ownerUrl });
  await backup.connect();
  try {
    await backup.query("begin isolation level repeatable read; select count(*) from argosy.lane");
    // An hour of turns: woken, due, asleep again.
    for (const kind of ["outbound", "inbox"])
      await db.owner.rows(
        `do $$ begin for n in 1..${WRITTEN} loop
           perform argosy.wake_lane('${organization}', array['${store}'::uuid], '${kind}', now() - interval '1 hour');
           update argosy.lane
           set due_at = null
           where connection_id = '${store}' and kind = '${kind}'
             and version >= argosy.lane_version('${organization}', '${store}', '${kind}');
         end loop; end $$`,
      );
    await db.owner.rows(after);
    let turns = 0;
    const renewal = createRenewal<Leased>(db.database);
    const runner = turning(db, async (lane) => {
      turns += 1;
      const { version } = await db.owner.one<{ version: bigint }>(
        "select argosy.lane_version($1, $2, 'outbound') as version",
        [organization, store],
      );
      await renewal({ leased: [{ ...lane, version }], leaseAt: null, leaseMs: 10_000 }, (renewed) => {
        expect([...renewed.values()]).toEqual(["renewed"]);
      });
    });
    const webhooks = createDeliveryWriter({
      ingest: db.database.ingest,
      clock: systemClock,
      log: pino({ level: "silent" }),
      claimer: { claim: () => null, holds: () => false },
      onStored: () => undefined,
    });
    const turn = async () => {
      const at = new Date(systemClock.now());
      await webhooks.write(webhookOf(organization, store, at));
      await db.database.tenant(organization, (tx) => wakeLanes(tx, organization, [store], "outbound", at));
      await runner.runUntilIdle();
    };
    // The first looks are at all that is due, and plans are made with them.
    for (let n = 0; n < 6; n += 1) await turn();
    const before = await lanesRead(db, organization);
    // Looks at all come by time: how many there are among these turns would say how fast the machine is.
    const monotonic = vi.spyOn(performance, "now").mockReturnValue(performance.now());
    for (let n = 0; n < ROUNDS; n += 1) await turn();
    monotonic.mockRestore();
    expect(turns).toBe(6 + ROUNDS);
    const { entries, pages } = await lanesRead(db, organization);
    return { entries: (entries - before.entries) / ROUNDS, pages: (pages - before.pages) / ROUNDS };
  } finally {
    await backup.end();
  }
}

test("a webhook and its turn read no more behind a snapshot held for long, also once the server has statistics [F25]", async () => {
  for (const after of ["select 1", "analyze argosy.lane"]) {
    const { entries, pages } = await readATurn(after);
    expect(entries).toBeLessThan(MAX_ENTRIES);
    expect(pages).toBeLessThan(MAX_PAGES);
  }
});

test("a lane due long before the last look, by another machine's clock, is found by the next look at all [F11]", async () => {
  await using db = await testDatabase();
  const organization = await db.newOrganization();
  const store = connectionId(await sampleStore(db, organization));
  await db.owner.run("update argosy.lane set due_at = null");
  const { promise: worked, resolve } = Promise.withResolvers<void>();
  const runner = turning(db, () => {
    resolve();
  });
  runner.start();
  try {
    // The first look has been.
    await runner.runUntilIdle();
    const slow = new Date(systemClock.now() - 15 * 60_000);
    await db.database.tenant(organization, (tx) => wakeLanes(tx, organization, [store], "outbound", slow));
    await worked;
  } finally {
    await runner.stop(1_000);
  }
});

test("the operator is alerted once who holds a snapshot and how to end it, and again of the next [F25]", async () => {
  await using db = await testDatabase();
  await db.owner.run(
    `insert into auth."user" ("id", "name", "email", is_operator)
     values ('o', 'Ops', 'ops@example.test', true), ('a', 'Ana', 'ana@example.test', false)`,
  );
  const mails: Mail[] = [];
  let isMailAway = true;
  let minutes = 0;
  const watch = createOldTransactionWatch(
    {
      db: db.database,
      clock: { ...systemClock, now: () => minutes * 60_000 },
      log: pino({ level: "silent" }),
      appUrl: "https://hub.example",
      async sendMail(mail) {
        if (isMailAway) throw new Error("the mail server is away");
        mails.push(mail);
      },
    },
    0,
  );
  const check = () => {
    minutes += 5;
    return watch();
  };
  const held = async (application: string) => {
    const report = new pg.Client({ connectionString: db.database.ownerUrl, application_name: application });
    report.on("error", () => undefined);
    await report.connect();
    await report.query("begin isolation level repeatable read; select count(*) from argosy.lane");
    const { rows } = await report.query<{ pid: number }>("select pg_backend_pid() as pid");
    return { report, pid: rows[0]?.pid };
  };
  await check();
  const first = await held("quarterly report");
  await expect(check()).rejects.toThrow("the mail server is away");
  isMailAway = false;
  await check();
  await check();
  expect(mails.map(({ to }) => to)).toEqual(["ops@example.test"]);
  expect(mails[0]?.text).toMatch(
    new RegExp(
      `Session ${first.pid} \\(quarterly report, user .*, idle in transaction\\) .*pg_terminate_backend\\(${first.pid}\\);`,
    ),
  );
  await db.owner.rows("select pg_terminate_backend($1, 5000)", [first.pid]);
  await check();
  const second = await held("backup");
  await check();
  expect(mails[1]?.text).toContain(`Session ${second.pid} (backup,`);
  await second.report.end();
});
