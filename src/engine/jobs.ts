/**
 * pg-boss runs what is long and visible (runs) and what happens by the clock (upkeep). Lanes carry the short,
 * frequent work; see lanes.ts for why. Payloads carry ids only.
 */
import type pg from "pg";
import { type Job, PgBoss } from "pg-boss";
import type { Logger } from "pino";
import type { Tx } from "../db/database.ts";
import { SETUP_LOCK } from "../db/migrate.ts";
import { singleClient } from "../db/single-client.ts";

export interface RunJob {
  readonly organization: string;
  readonly run: string;
}

export interface JobHandlers {
  run(job: RunJob, signal: AbortSignal): Promise<void>;
  upkeep(): Promise<void>;
}

export interface Jobs {
  /** Starts working; without handlers this process only sends. */
  start(handlers: JobHandlers | null): Promise<void>;
  /** Enqueues a run in the caller's transaction: it exists exactly when the run's row does. */
  sendRun(
    tx: Tx,
    job: RunJob,
    options: { readonly startAfter?: Date | undefined; readonly group: string },
  ): Promise<void>;
  stop(graceMs: number): Promise<void>;
}

const SCHEMA = "pgboss";
const RUN_QUEUE = "run";
const UPKEEP = "upkeep";
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
    await owner.query("SELECT pg_advisory_lock($1)", [SETUP_LOCK]);
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
      retryLimit: 50,
      retryDelay: 5,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 23 * 60 * 60,
      retentionSeconds: 7 * 24 * 60 * 60,
    });
    await boss.createQueue(UPKEEP, { policy: "singleton", retryLimit: 0, expireInSeconds: 600 });
    await boss.schedule(UPKEEP, "* * * * *");
  } finally {
    await boss.stop({ graceful: false });
  }
  if (failures[0]) throw failures[0];
}

async function grantUse(owner: pg.Client): Promise<void> {
  await owner.query(`
      GRANT USAGE ON SCHEMA ${SCHEMA} TO argosy_app, argosy_scheduler;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO argosy_scheduler;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO argosy_scheduler;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO argosy_app, argosy_scheduler;
      REVOKE ALL ON ALL TABLES IN SCHEMA ${SCHEMA} FROM argosy_app;
      REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${SCHEMA} FROM argosy_app;
      GRANT SELECT ON ${SCHEMA}.queue TO argosy_app;`);
  // A run asks whether the queue still has it, and learns nothing else of the queue.
  await owner.query(`
      CREATE OR REPLACE FUNCTION ${SCHEMA}.run_has_job(run uuid) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
          SELECT EXISTS (SELECT 1 FROM ${SCHEMA}.job j WHERE j.name = '${RUN_QUEUE}'
            AND j.state IN ('created', 'retry', 'active') AND j.data->>'run' = run::text) $$;
      REVOKE ALL ON FUNCTION ${SCHEMA}.run_has_job(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${SCHEMA}.run_has_job(uuid) TO argosy_app;`);
  // Tenants' work sends jobs, in the transaction of a change, and is told their ids; whose others are is not its to see.
  const { rows } = await owner.query<{ name: string }>(
    `SELECT relid::regclass::text AS name FROM pg_partition_tree('${SCHEMA}.job')`,
  );
  for (const { name } of rows) await owner.query(`GRANT INSERT, SELECT (id, start_after) ON ${name} TO argosy_app`);
}

export function createJobs(options: { readonly bossUrl: string; readonly log: Logger }): Jobs {
  const { log } = options;
  let working = false;
  const boss = new PgBoss({
    connectionString: options.bossUrl,
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
  return {
    async start(handlers) {
      working = handlers !== null;
      await boss.start();
      if (!handlers) return;
      await boss.work<RunJob>(
        RUN_QUEUE,
        {
          localConcurrency: 4,
          groupConcurrency: 1,
          pollingIntervalSeconds: 1,
          // A notification tells of a new run, but nobody tells when a delayed or repeated one comes due.
          notifyPollingIntervalSeconds: 2,
          heartbeatRefreshSeconds: 3,
        },
        async ([job]: Job<RunJob>[]) => {
          if (job) await handlers.run(job.data, job.signal);
        },
      );
      await boss.work(UPKEEP, { pollingIntervalSeconds: 10 }, () => handlers.upkeep());
    },
    async sendRun(tx, job, how) {
      await boss.send(RUN_QUEUE, job, {
        ...(how.startAfter ? { startAfter: how.startAfter } : {}),
        group: { id: how.group },
        db: { executeSql: async (text: string, values?: unknown[]) => ({ rows: await tx.rows(text, values) }) },
      });
    },
    async stop(graceMs) {
      await boss.stop({ graceful: working, timeout: Math.max(1_000, graceMs) });
    },
  };
}
