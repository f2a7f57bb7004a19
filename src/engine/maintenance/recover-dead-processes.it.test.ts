/** A process whose sessions are all gone is dead: what it held is taken over at once, and nothing of one that may live. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import process from "node:process";
import pg from "pg";
import { type Job, PgBoss } from "pg-boss";
import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import { systemClock } from "../../commerce/clock.ts";
import { connectionId, type OrganizationId } from "../../commerce/ids.ts";
import { type Database, openDatabase } from "../../db/database.ts";
import { leaseToken } from "../../db/hub-process.ts";
import { processInfo } from "../../db/processes.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { sampleStore } from "../../hub/listings/samples.ts";
import { createJobAttempts, type JobAttempts } from "../jobs/job-attempts.ts";
import { prepareJobs } from "../jobs/jobs.ts";
import type { LaneKind } from "../lanes/due-lanes.ts";
import { holdLane, LeaseLost } from "../lanes/lanes.ts";
import { createDeadProcessRecovery, type DeadProcessRecovery, freeLeasesAfterCrash } from "./recover-dead-processes.ts";

const log = pino({ level: "silent" });

interface Member extends AsyncDisposable {
  readonly database: Database;
  readonly attempts: JobAttempts;
  readonly dead: DeadProcessRecovery;
  readonly freed: () => number;
  /** Its sessions end, and it says nothing any more. */
  kill(): Promise<void>;
}

let db: TestDatabase;
let open: Member[];

beforeEach(async () => {
  db = await testDatabase();
  await prepareJobs(db.database.ownerUrl);
  open = [];
});
afterEach(async () => {
  for (const member of open) await member[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

interface How {
  readonly change?: (database: Database) => Database;
  /** It works with the program's own server. */
  readonly isEmbedded?: boolean;
}

/** A process of its own, as far as the database can tell. */
async function member({ change = (database) => database, isEmbedded }: How = {}): Promise<Member> {
  const database = change(await openDatabase({ ownerUrl: db.database.ownerUrl, keys: db.keys, isEmbedded }));
  const attempts = createJobAttempts({ db: database, log });
  let freed = 0;
  const onFreed = () => {
    freed += 1;
  };
  const jobs = { attempts: attempts.all, takeOver: attempts.takeOver };
  const dead = createDeadProcessRecovery({ db: database, clock: systemClock, log, jobs, works: true, onFreed });
  await dead.start();
  let isOpen = true;
  const made: Member = {
    ...{ database, attempts, dead },
    freed: () => freed,
    async kill() {
      isOpen = false;
      await database.close();
    },
    async [Symbol.asyncDispose]() {
      if (!isOpen) return;
      await dead.stop();
      await made.kill();
    },
  };
  open.push(made);
  return made;
}

/** A lane that a process holds for an hour. */
async function heldLane(kind: LaneKind, { database }: Member): Promise<string> {
  const organization = await db.newOrganization();
  const connection = kind === "webhook" ? randomUUID() : await sampleStore(db, organization);
  await db.owner.run("delete from argosy.lane where organization_id = $1", [organization]);
  await db.owner.run(
    `insert into argosy.lane (organization_id, connection_id, kind, due_at, lease_token, lease_until)
     values ($1, $2, $3, now() - interval '1 minute', $4, now() + interval '1 hour')`,
    [organization, connection, kind, leaseToken(database.process)],
  );
  return connection;
}

const isHeld = async (connection: string) =>
  (await db.owner.rows("select 1 from argosy.lane where connection_id = $1 and lease_token is not null", [connection]))
    .length > 0;
const listed = async () =>
  (
    await db.owner.rows<{ id: string }>(
      "select id from argosy.hub_process union all select id from argosy.local_process",
    )
  ).map(({ id }) => id);
const forgotten = ({ database }: Member) =>
  until("it is taken over from", listed, { wanted: (ids) => !ids.includes(database.process.id) });

test.each(["inbox", "sweep", "outbound", "webhook"] as const)(
  "the %s lane of a process that was killed is free at once, and due [F01]",
  async (kind) => {
    const killed = await member();
    const lane = await heldLane(kind, killed);
    const other = await member();
    await killed.kill();
    await forgotten(killed);
    expect(await isHeld(lane)).toBe(false);
    expect(other.freed()).toBeGreaterThan(0);
    // As due as what was woken now: a look begins at what became due since the last one.
    expect(
      await db.owner.rows("select 1 from argosy.lane where connection_id = $1 and due_at > now() - interval '50 s'", [
        lane,
      ]),
    ).toHaveLength(1);
  },
);

test("a killed process's calls in flight are not repeated before its lease ends, numbers of stock are", async () => {
  const killed = await member();
  const [sends, numbers] = [await heldLane("outbound", killed), await heldLane("outbound", killed)];
  await db.owner.run(
    `insert into argosy.record_push (organization_id, connection_id, kind, subject_id, due_at)
     select organization_id, connection_id, 'customer', gen_random_uuid(), now()
     from argosy.lane
     where connection_id = $1`,
    [sends],
  );
  await member();
  await killed.kill();
  await forgotten(killed);
  expect([await isHeld(sends), await isHeld(numbers)]).toEqual([true, false]);
});

test("a process that has one session left keeps its leases: it may live and be stopped, or cut off", async () => {
  const [stopped, killed] = [await member(), await member()];
  const lanes = [await heldLane("inbox", stopped), await heldLane("inbox", killed)] as const;
  const session = new pg.Client({
    connectionString: db.database.ownerUrl,
    application_name: `argosy app ${stopped.database.process.mark}`,
  });
  await session.connect();
  await member();
  await stopped.kill();
  await killed.kill();
  await forgotten(killed);
  expect([await isHeld(lanes[0]), await isHeld(lanes[1])]).toEqual([true, false]);
  await session.end();
  await forgotten(stopped);
  expect(await isHeld(lanes[0])).toBe(false);
});

test("a restart of the database proves nobody's death: leases keep their time", async () => {
  const before = await member();
  const lane = await heldLane("inbox", before);
  await before.kill();
  await db.owner.run("update argosy.hub_process set server_since = server_since - interval '1 second'");
  await member();
  await forgotten(before);
  expect(await isHeld(lane)).toBe(true);
});

test("a process is dead when its machine says so, also after a restart of the program's own server", async () => {
  const [stopped, killed] = [await member({ isEmbedded: true }), await member({ isEmbedded: true })];
  const lanes = [await heldLane("inbox", stopped), await heldLane("inbox", killed)] as const;
  const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1_000)"], { stdio: "ignore" });
  await once(child, "spawn");
  await db.owner.run("update argosy.local_process set pid = $2, started_at = $3 where id = $1", [
    stopped.database.process.id,
    child.pid,
    (await processInfo(child.pid ?? 0))?.startedAt,
  ]);
  child.kill("SIGSTOP");
  // The server ended with all sessions, and was started again.
  await stopped.kill();
  await killed.kill();
  await member({ isEmbedded: true });
  await forgotten(killed);
  expect([await isHeld(lanes[0]), await isHeld(lanes[1])]).toEqual([true, false]);
  child.kill("SIGKILL");
  await forgotten(stopped);
  expect(await isHeld(lanes[0])).toBe(false);
});

test("a lane stays leased until the last statement of an ended process is over", async () => {
  const [busy, killed] = [await member({ isEmbedded: true }), await member({ isEmbedded: true })];
  const lane = await heldLane("inbox", busy);
  const session = new pg.Client({
    connectionString: db.database.ownerUrl,
    application_name: `argosy app ${busy.database.process.mark}`,
  });
  await session.connect();
  await busy.kill();
  await killed.kill();
  await member({ isEmbedded: true });
  await forgotten(killed);
  expect(await isHeld(lane)).toBe(true);
  await session.end();
  await forgotten(busy);
  expect(await isHeld(lane)).toBe(false);
});

test("a process behind a pooler that lends connections is not identified, and its leases run their time", async () => {
  const change = (database: Database): Database => ({
    ...database,
    onSession: (begin) =>
      database.onSession((session) => {
        // A pooler answers with a number of its own.
        Object.defineProperty(session, "processID", { value: -1 });
        return begin(session);
      }),
  });
  const pooled = await member({ change });
  expect(await listed()).not.toContain(pooled.database.process.id);
});

test("a process that was taken for dead writes nothing under the lease it had", async () => {
  const lives = await member();
  const connection = await heldLane("inbox", lives);
  const { organization, token } = await db.owner.one<{ organization: OrganizationId; token: string }>(
    "select organization_id as organization, lease_token as token from argosy.lane where connection_id = $1",
    [connection],
  );
  const lane = { organization, connection: connectionId(connection), kind: "inbox", failures: 0, token } as const;
  const hold = () => lives.database.tenant(organization, (tx) => holdLane(tx, lane));
  await hold();
  await freeLeasesAfterCrash({ db: lives.database, clock: systemClock, log }, lives.database.process.id);
  await expect(hold()).rejects.toThrow(LeaseLost);
});

test("a process that was taken for dead has itself known again", async () => {
  const [lives] = [await member(), await member()];
  await db.owner.run("delete from argosy.hub_process where id = $1", [lives.database.process.id]);
  await until("it is known again", listed, { wanted: (ids) => ids.includes(lives.database.process.id) });
});

test("a process that stops is forgotten, and one whose connection breaks is known again", async () => {
  const [stops, stays] = [await member(), await member()];
  await db.owner.run(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'argosy listener ' || $1`,
    [stays.database.process.mark],
  );
  await db.owner.run("delete from argosy.hub_process where id = $1", [stays.database.process.id]);
  await until("it is known again", listed, { wanted: (ids) => ids.includes(stays.database.process.id) });
  await stops.dead.stop();
  expect(await listed()).toEqual([stays.database.process.id]);
});

/** Jobs that a worker was given; `during` says who is at one of them. */
async function givenJobs(runs: readonly string[]): Promise<(Job<{ run: string }> & { retryCount: number })[]> {
  const how = { migrate: false, supervise: false, schedule: false } as const;
  const boss = new PgBoss({ connectionString: db.database.ownerUrl, schema: "pgboss", ...how });
  await boss.start();
  try {
    for (const run of runs) await boss.send("run", { organization: randomUUID(), run });
    const jobs = await boss.fetch<{ run: string }>("run", { batchSize: runs.length });
    return jobs as (Job<{ run: string }> & { retryCount: number })[];
  } finally {
    await boss.stop({ graceful: false });
  }
}

const jobStates = () =>
  db.owner.rows(
    `select state, start_after <= now() as "isDue"
     from pgboss.job
     where name = 'run'
     order by data->>'run'`,
  );
const never = () => new Promise<void>(() => undefined);

test.each(["hub_process", "local_process"])(
  "a killed process's jobs, in %s, begin again at once; what another worker has begun since is left to it [F01]",
  async (list) => {
    const isEmbedded = list === "local_process";
    const [killed] = [await member({ isEmbedded }), await member({ isEmbedded })];
    for (const job of await givenJobs(["1", "2"])) void killed.attempts.during(job, never);
    await until("they are noted", () => db.owner.rows(`select 1 from argosy.${list} where cardinality(attempts) = 2`), {
      wanted: (rows) => rows.length === 1,
    });
    await db.owner.run("update pgboss.job set retry_count = retry_count + 1 where data->>'run' = '2'");
    await member({ isEmbedded });
    await killed.kill();
    await forgotten(killed);
    expect(await jobStates()).toEqual([
      { state: "retry", isDue: true },
      { state: "active", isDue: true },
    ]);
  },
);

test("a job a process was given and could not note is retried where no other is left, with the program's own server [F01]", async () => {
  const killed = await member({ isEmbedded: true });
  await givenJobs(["1"]);
  await killed.kill();
  await member({ isEmbedded: true });
  await forgotten(killed);
  expect(await jobStates()).toEqual([{ state: "retry", isDue: true }]);
});
