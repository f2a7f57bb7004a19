/** Records which jobs this process runs, so that whoever takes over after its death can requeue them. */
import type { Logger } from "pino";
import type { Database } from "../../db/database.ts";
import type { HubProcess } from "../../db/hub-process.ts";

/** A job as the queue gave it out. */
interface Attempt {
  readonly id: string;
  readonly retryCount: number;
}

interface JobAttemptsOptions {
  readonly db: Pick<Database, "scheduler" | "process">;
  readonly log: Logger;
}

export interface JobAttempts {
  /** Runs `work` as the attempt's. */
  during<T>(attempt: Attempt, work: () => Promise<T>): Promise<T>;
  /** Those under way, as `job:attempt`. */
  all(): readonly string[];
  /** Forgets a dead process and gives the queue back what it was at; answers how many jobs. */
  takeOver(process: string): Promise<number>;
}

const NOTE = "update argosy.hub_process set attempts = $2 where id = $1";
const NOTE_LOCAL = "update argosy.local_process set attempts = $2 where id = $1";
const FORGET = "delete from argosy.hub_process where id = $1 returning attempts";
const FORGET_LOCAL = "delete from argosy.local_process where id = $1 returning attempts";

/**
 * SQL: an attempt that was begun before this process began, while no third one is there to be at it: a process that is
 * killed before it notes one leaves such. Known only where all are listed; one of an older version has a session at least.
 */
const nobodys = ({ id, mark, local }: HubProcess) =>
  local === null
    ? "false"
    : `j.started_on < (select own.began_at from argosy.local_process own where own.id = '${id}')
       and not exists (select from argosy.local_process own
         where own.id = '${id}' and j.id::text || ':' || j.retry_count = any (own.attempts))
       and not exists (select from argosy.local_process p where p.id not in ($1, '${id}'))
       and not exists (select from pg_stat_activity s where s.datname = current_database()
         and s.application_name like 'argosy listener%' and right(s.application_name, 16) <> '${mark}')`;

/**
 * SQL: forgets a dead process, and gives the queue back what it was at, to begin at once; answers how many jobs. An attempt
 * that another worker has begun since is left to it.
 */
const retryAttempts = (own: HubProcess) => `
  with dead as (${own.local === null ? FORGET : FORGET_LOCAL}), freed as (
    update pgboss.job j set state = 'retry', start_after = now(), heartbeat_on = null
    from dead
    where j.name in ('run', 'upkeep') and j.state = 'active'
      and (j.id = any (array(select split_part(a, ':', 1)::uuid from unnest(dead.attempts) as a))
        and j.id::text || ':' || j.retry_count = any (dead.attempts) or ${nobodys(own)})
    returning 1)
  select count(*)::int as jobs from freed`;

export function createJobAttempts({ db, log }: JobAttemptsOptions): JobAttempts {
  const note = db.process.local === null ? NOTE : NOTE_LOCAL;
  const under = new Set<string>();
  let written: Promise<void> = Promise.resolve();
  // One after the other: what is written last is what holds.
  const write = (): Promise<void> => {
    written = written
      .then(() => db.scheduler.run(note, [db.process.id, [...under]]))
      .then(
        () => undefined,
        (error: unknown) =>
          log.warn({ err: error }, "jobs under way could not be noted; the queue finds out by itself"),
      );
    return written;
  };
  return {
    async during({ id, retryCount }, work) {
      const attempt = `${id}:${retryCount}`;
      under.add(attempt);
      await write();
      try {
        return await work();
      } finally {
        under.delete(attempt);
        void write();
      }
    },
    all: () => [...under],
    takeOver: async (process) => (await db.scheduler.one<{ jobs: number }>(retryAttempts(db.process), [process])).jobs,
  };
}
