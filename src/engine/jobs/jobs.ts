/**
 * pg-boss executes long visible work (runs) and scheduled work (maintenance). Lanes execute short, frequent work; see
 * lanes.ts for why. Payloads hold ids only.
 */

import type pg from "pg";
import { type Job, PgBoss } from "pg-boss";
import type { Logger } from "pino";
import { RUN_RETRIES } from "../../commerce/retry-schedule.ts";
import type { Database, Home, Tx } from "../../db/database.ts";
import { SETUP_LOCK } from "../../db/migrate.ts";
import { singleClient } from "../../db/single-client.ts";
import { createJobAttempts } from "./job-attempts.ts";
import { createJobOutbox, JOB_CHANNEL, type RunJob, type SendOptions } from "./job-outbox.ts";

export type { RunJob };

export interface JobHandlers {
  run(job: RunJob, signal: AbortSignal): Promise<void>;
  upkeep(): Promise<void>;
}

export interface LostRun {
  readonly id: string;
  readonly connection_id: string | null;
  readonly run_at: Date;
}

export interface Jobs {
  /** Starts working; without handlers this process only sends. */
  start(handlers: JobHandlers | null): Promise<void>;
  /** Enqueues a run in the caller's transaction: it exists exactly when the run's row does. */
  sendRun(tx: Tx, job: RunJob, options: SendOptions): Promise<void>;
  /** Locks runs of the transaction's organization that are under way and have no job. */
  lostRuns(tx: Tx): Promise<LostRun[]>;
  /** Organizations of a home that have such runs. */
  whoseRunsAreLost(home: Home): Promise<readonly string[]>;
  /** Jobs under way in this process, as `job:attempt`. */
  attempts(): readonly string[];
  /** Gives the queue back the jobs a dead process was at, to begin at once, and forgets the process; answers how many. */
  takeOver(process: string): Promise<number>;
  /** Carries what is written down of jobs to the queue; where database and queue are one, nothing ever is. */
  flush(): Promise<void>;
  stop(graceMs: number): Promise<void>;
}

const SCHEMA = "pgboss";
const RUN_QUEUE = "run";
const MAINTENANCE = "upkeep";
// A killed worker's run is taken over after one missed heartbeat period and one supervision: within 30 s.
const HEARTBEAT_S = 10;
const SUPERVISE_S = 10;

/**
 * Creates pg-boss's schema and queues as the owner, and opens them to the roles that use them. Idempotent, quick when
 * done before; processes that start together wait for each other, also for one that migrates (PostgreSQL refuses two
 * GRANTs at once: "tuple concurrently updated").
 */
export async function prepareJobs(ownerUrl: string): Promise<void> {
  const owner = singleClient({
    connectionString: ownerUrl,
    application_name: "argosy job queue",
    connectionTimeoutMillis: 10_000,
  });
  await owner.connect();
  try {
    await owner.query("select pg_advisory_lock($1)", [SETUP_LOCK]);
    await createQueues(ownerUrl);
    await grantUse(owner);
  } finally {
    await owner.end();
  }
}

async function createQueues(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, schema: SCHEMA, max: 2, supervise: false, schedule: false });
  const failures: Error[] = [];
  boss.on("error", (error) => failures.push(error));
  await boss.start();
  try {
    await boss.createQueue(RUN_QUEUE, {
      policy: "standard",
      notify: true,
      heartbeatSeconds: HEARTBEAT_S,
      retryLimit: RUN_RETRIES.limit,
      retryDelay: RUN_RETRIES.delayS,
      retryBackoff: true,
      retryDelayMax: RUN_RETRIES.longestDelayS,
      expireInSeconds: 23 * 60 * 60,
      retentionSeconds: 7 * 24 * 60 * 60,
    });
    await boss.createQueue(MAINTENANCE, { policy: "singleton", retryLimit: 0, expireInSeconds: 600 });
    await boss.schedule(MAINTENANCE, "* * * * *");
  } finally {
    await boss.stop({ graceful: false });
  }
  if (failures[0]) throw failures[0];
}

async function grantUse(owner: pg.Client): Promise<void> {
  // On a distributed database the queue is on this server alone; others may be away.
  await owner.query("set citus.enable_ddl_propagation = off");
  await owner.query(`
      grant usage on schema ${SCHEMA} to argosy_app, argosy_scheduler;
      grant select, insert, update, delete on all tables in schema ${SCHEMA} to argosy_scheduler;
      grant usage on all sequences in schema ${SCHEMA} to argosy_scheduler;
      grant execute on all functions in schema ${SCHEMA} to argosy_app, argosy_scheduler;
      revoke all on all tables in schema ${SCHEMA} from argosy_app;
      revoke all on all sequences in schema ${SCHEMA} from argosy_app;
      grant select on ${SCHEMA}.queue to argosy_app;`);
  // A run may query whether its own job is queued, and nothing else of the queue.
  await owner.query(`
      create or replace function ${SCHEMA}.run_has_job(run uuid) returns boolean
        language sql stable security definer set search_path = '' as $$
          select exists (select 1 from ${SCHEMA}.job j where j.name = '${RUN_QUEUE}'
            and j.state in ('created', 'retry', 'active') and j.data->>'run' = run::text) $$;
      revoke all on function ${SCHEMA}.run_has_job(uuid) from public;
      grant execute on function ${SCHEMA}.run_has_job(uuid) to argosy_app;`);
  // Tenants' work sends jobs, in the transaction of a change, and is told their ids; whose others are is not its to see.
  const { rows } = await owner.query<{ name: string }>(
    `select relid::regclass::text as name from pg_partition_tree('${SCHEMA}.job')`,
  );
  for (const { name } of rows) await owner.query(`grant insert, select (id, start_after) on ${name} to argosy_app`);
}

const UNDER_WAY = `select id, connection_id, run_at
     from argosy.run r
     where organization_id = argosy.tenant() and state in ('queued', 'running')`;

/** Runs without a job, where the queue is in the same database. */
export const lostRuns = (tx: Tx): Promise<LostRun[]> =>
  tx.rows<LostRun>(
    `${UNDER_WAY} and not pgboss.run_has_job(r.id)
     order by id limit 100 for update skip locked`,
  );

interface JobsOptions {
  readonly db: Pick<Database, "bossUrl" | "isSpread" | "homes" | "scheduler" | "listen" | "process">;
  readonly log: Logger;
}

/** The queue's own process; `send` of a distributed database writes the job down beside its run. */
export function createJobs({ db, log }: JobsOptions): Jobs {
  let working = false;
  let runWorker: string | undefined;
  const boss = new PgBoss({
    connectionString: db.bossUrl,
    schema: SCHEMA,
    max: 4,
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    superviseIntervalSeconds: SUPERVISE_S,
    monitorIntervalSeconds: SUPERVISE_S,
  });
  // Without a listener a lost database would end the process; pg-boss comes back by itself.
  boss.on("error", (error) => log.warn({ err: error }, "job queue"));
  const outbox = createJobOutbox({
    homes: db.homes(),
    log,
    send: async ({ id, group, startAfter, ...job }) => {
      await boss.send(RUN_QUEUE, job, { id, group: { id: group }, ...(startAfter ? { startAfter } : {}) });
    },
  });
  const attempts = createJobAttempts({ db, log });
  let unlisten: (() => Promise<void>) | undefined;
  return {
    async start(handlers) {
      working = handlers !== null;
      await boss.start();
      if (!handlers) return;
      runWorker = await boss.work<RunJob>(RUN_QUEUE, RUN_WORK, async ([job]: Job<RunJob>[]) => {
        if (job) await attempts.during(job, () => handlers.run(job.data, job.signal));
      });
      await boss.work(MAINTENANCE, { pollingIntervalSeconds: 10 }, async ([job]) => {
        if (job) await attempts.during(job, () => handlers.upkeep());
      });
      if (!db.isSpread) return;
      unlisten = await db.listen(JOB_CHANNEL, outbox.soon);
      outbox.soon();
    },
    async sendRun(tx, job, how) {
      if (db.isSpread) return outbox.write(tx, job, how);
      await boss.send(RUN_QUEUE, job, {
        ...(how.startAfter ? { startAfter: how.startAfter } : {}),
        group: { id: how.group },
        db: { executeSql: async (text: string, values?: unknown[]) => ({ rows: await tx.rows(text, values) }) },
      });
    },
    lostRuns: (tx) => (db.isSpread ? lostInPlace(tx, db.scheduler) : lostRuns(tx)),
    attempts: attempts.all,
    async takeOver(process) {
      const jobs = await attempts.takeOver(process);
      if (runWorker !== undefined) boss.notifyWorker(runWorker);
      return jobs;
    },
    whoseRunsAreLost: (home) => whoseRunsAreLost(db.scheduler, home),
    flush: async () => {
      if (db.isSpread) await outbox.flush();
    },
    async stop(graceMs) {
      await unlisten?.();
      await outbox.rest();
      await boss.stop({ graceful: working, timeout: Math.max(1_000, graceMs) });
    },
  };
}

/** The same where the queue is elsewhere. */
async function lostInPlace(tx: Tx, queue: Tx): Promise<LostRun[]> {
  const found = await tx.rows<LostRun>(
    `${UNDER_WAY} and not exists (select from argosy.job_outbox o
       where o.organization_id = r.organization_id and o.run_id = r.id)
     order by id limit 100 for update skip locked`,
  );
  if (found.length === 0) return [];
  const queued = await queue.rows<{ id: string }>(HAVE_JOBS, [found.map(({ id }) => id)]);
  return found.filter(({ id }) => !queued.some((run) => run.id === id));
}

/** On a distributed database the queue is on the server that coordinates, beside no run. */
async function whoseRunsAreLost(queue: Tx, { scheduler }: Home): Promise<readonly string[]> {
  const underWay = await scheduler.rows<{ id: string; organization: string }>(RUNS_WITHOUT_WRITTEN_JOB);
  if (underWay.length === 0) return [];
  const queued = await queue.rows<{ id: string }>(HAVE_JOBS, [underWay.map(({ id }) => id)]);
  const ids = new Set(queued.map(({ id }) => id));
  return [...new Set(underWay.flatMap(({ id, organization }) => (ids.has(id) ? [] : [organization])))];
}

const RUN_WORK = {
  localConcurrency: 4,
  groupConcurrency: 1,
  pollingIntervalSeconds: 1,
  // A notification tells of a new run, but nobody tells when a delayed or repeated one comes due. Each of the four asks:
  // every two seconds that was a third of all statements of a hub at rest.
  notifyPollingIntervalSeconds: 5,
  heartbeatRefreshSeconds: 3,
} as const;

// Of a distributed database; elsewhere none is ever written down.
const RUNS_WITHOUT_WRITTEN_JOB = `
  select r.id::text, r.organization_id::text as organization from argosy.run r
  where r.state in ('queued', 'running') and not exists (select from argosy.job_outbox o
    where o.organization_id = r.organization_id and o.run_id = r.id)`;

const HAVE_JOBS = `
  select j.data->>'run' as id from ${SCHEMA}.job j
  where j.name = '${RUN_QUEUE}' and j.state in ('created', 'retry', 'active') and j.data->>'run' = any ($1::text[])`;
