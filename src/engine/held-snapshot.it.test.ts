/** What a turn reads of lanes while somebody holds a snapshot (a backup, a long report) and nothing written since can be cleaned away. */
import pg from "pg";
import pino from "pino";
import { expect, test, vi } from "vitest";
import { systemClock } from "../commerce/clock.ts";
import { connectionId, type OrganizationId } from "../commerce/ids.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import type { Mail } from "../hub/accounts/mail.ts";
import { sampleStore } from "../hub/listings/samples.ts";
import { createSnapshotWatch } from "./held-snapshot.ts";
import { createLaneRunner, wakeLanes } from "./lanes.ts";

const WRITTEN = 3_000;
const ROUNDS = 20;
const MOST_READ = 500;
/** More than a pool opens for turns one after the other: asked at once, each of them is reached. */
const SESSIONS = 4;

/** Entries of the lanes' indexes and rows of whole scans read so far; every session tells its own first. */
async function lanesRead(db: TestDatabase, organization: OrganizationId): Promise<number> {
  const tell = "select pg_stat_force_next_flush()";
  await db.owner.rows(tell);
  await Promise.all(
    Array.from({ length: SESSIONS }, () =>
      Promise.all([db.database.scheduler.rows(tell), db.database.tenant(organization, (tx) => tx.rows(tell))]),
    ),
  );
  const { read } = await db.owner.one<{ read: string }>(
    `select (select sum(idx_tup_read) from pg_stat_user_indexes where schemaname = 'argosy' and relname = 'lane')
       + (select seq_tup_read from pg_stat_user_tables where schemaname = 'argosy' and relname = 'lane') as read`,
  );
  return Number(read);
}

/** A runner of one lane that does no more than this a turn. */
const turning = (db: TestDatabase, onTurn: () => void) =>
  createLaneRunner({
    db: db.database,
    clock: systemClock,
    log: pino({ level: "silent" }),
    concurrency: 4,
    work: {
      async outbound() {
        onTurn();
        return { nextDue: null };
      },
    },
  });

test("a claim reads no more behind a snapshot held for long than without one [F25]", async () => {
  await using db = await testDatabase();
  const organization = await db.newOrganization();
  const store = connectionId(await sampleStore(db, organization));
  await db.owner.run("update argosy.lane set due_at = null");
  const backup = new pg.Client({ connectionString: db.database.ownerUrl });
  await backup.connect();
  try {
    await backup.query("begin isolation level repeatable read; select count(*) from argosy.lane");
    // An hour of turns: woken, due, asleep again.
    await db.owner.rows(
      `do $$ begin for n in 1..${WRITTEN} loop
         perform argosy.wake_lane('${organization}', array['${store}'::uuid], 'outbound', now() - interval '1 hour');
         update argosy.lane
         set due_at = null
         where connection_id = '${store}' and kind = 'outbound'
           and version >= argosy.lane_version('${organization}', '${store}', 'outbound');
       end loop; end $$`,
    );
    let turns = 0;
    const runner = turning(db, () => {
      turns += 1;
    });
    const turn = async () => {
      const at = new Date(systemClock.now());
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
    expect(((await lanesRead(db, organization)) - before) / ROUNDS).toBeLessThan(MOST_READ);
  } finally {
    await backup.end();
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

test("whoever runs the hub is told once who holds a snapshot and how to end it, and again of the next [F25]", async () => {
  await using db = await testDatabase();
  await db.owner.run(
    `insert into auth."user" ("id", "name", "email", is_operator)
     values ('o', 'Ops', 'ops@example.test', true), ('a', 'Ana', 'ana@example.test', false)`,
  );
  const mails: Mail[] = [];
  let isMailAway = true;
  let minutes = 0;
  const watch = createSnapshotWatch(
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
  const look = () => {
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
  await look();
  const first = await held("quarterly report");
  await expect(look()).rejects.toThrow("the mail server is away");
  isMailAway = false;
  await look();
  await look();
  expect(mails.map(({ to }) => to)).toEqual(["ops@example.test"]);
  expect(mails[0]?.text).toMatch(
    new RegExp(
      `Session ${first.pid} \\(quarterly report, user .*, idle in transaction\\) .*pg_terminate_backend\\(${first.pid}\\);`,
    ),
  );
  await db.owner.rows("select pg_terminate_backend($1, 5000)", [first.pid]);
  await look();
  const second = await held("backup");
  await look();
  expect(mails[1]?.text).toContain(`Session ${second.pid} (backup,`);
  await second.report.end();
});
