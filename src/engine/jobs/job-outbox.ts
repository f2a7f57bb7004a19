/**
 * Outbox of jobs in a distributed database: the queue is on another server than a tenant's rows, so a job is written
 * beside its run in the same transaction and sent to the queue afterwards. Its id makes it unique there.
 */
import type { Logger } from "pino";
import type { Home, Tx } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";

export interface RunJob {
  readonly organization: string;
  readonly run: string;
}

export interface SendOptions {
  readonly startAfter?: Date | undefined;
  readonly group: string;
}

/** Called by a transaction that wrote a job. */
export const JOB_CHANNEL = "argosy_job";

interface Written extends RunJob {
  readonly id: string;
  readonly group: string;
  readonly startAfter: Date | null;
}

interface OutboxOptions {
  readonly homes: readonly Home[];
  readonly send: (job: Written) => Promise<void>;
  readonly log: Logger;
}

export interface JobOutbox {
  write(tx: Tx, job: RunJob, how: SendOptions): Promise<void>;
  /** Carries all that is written down; throws when one place or the queue cannot be reached, after all others. */
  flush(): Promise<void>;
  /** Sends written jobs in the background; the next maintenance run sends what fails. */
  soon(): void;
  /** Waits for jobs being sent. */
  rest(): Promise<void>;
}

/** Jobs sent per round. */
const AT_ONCE = 200;

export function createJobOutbox({ homes, send, log }: OutboxOptions): JobOutbox {
  let underWay: Promise<void> | undefined;
  let isRequestedAgain = false;

  async function sendFrom({ scheduler }: Home): Promise<void> {
    for (let isMore = true; isMore; ) {
      const written = await scheduler.rows<Written>(
        `select id, organization_id as organization, run_id as run, group_id as group, start_at as "startAfter"
         from argosy.job_outbox order by organization_id, id limit ${AT_ONCE}`,
      );
      if (written.length === 0) return;
      for (const job of written) await send(job);
      await scheduler.run(
        `delete from argosy.job_outbox where (organization_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
        [written.map(({ organization }) => organization), written.map(({ id }) => id)],
      );
      isMore = written.length === AT_ONCE;
    }
  }

  async function flush(): Promise<void> {
    const { away } = await askHomes(homes, sendFrom);
    if (away) throw away;
  }

  async function rounds(): Promise<void> {
    while (isRequestedAgain) {
      isRequestedAgain = false;
      await flush().catch((error: unknown) =>
        log.warn({ err: error }, "jobs could not be carried to the queue; the next minute carries them"),
      );
    }
  }

  return {
    async write(tx, job, { group, startAfter }) {
      await tx.run(
        `insert into argosy.job_outbox (organization_id, run_id, group_id, start_at)
         values (argosy.tenant(), $1, $2, $3)`,
        [job.run, group, startAfter ?? null],
      );
      await tx.rows(`select pg_notify('${JOB_CHANNEL}', '')`);
    },
    flush,
    soon() {
      isRequestedAgain = true;
      underWay ??= rounds().finally(() => {
        underWay = undefined;
      });
    },
    rest: async () => underWay,
  };
}
