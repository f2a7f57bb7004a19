/** The processes that work with a database, as they list themselves, and what proves that one of them has ended. */
import type pg from "pg";
import type { Logger } from "pino";
import type { Database } from "../../db/database.ts";
import { type HubProcess, hasNoSession } from "../../db/hub-process.ts";
import { hasEnded, type LocalProcess } from "../../db/processes.ts";

declare module "pg" {
  // The driver's types leave it out.
  interface Client {
    /** The session's number, as the server, or a pooler in its place, said when it began. */
    readonly processID: number | null;
  }
}

/** Notified when a process starts: a process that was alone polls for others from then on. */
const CHANNEL = "argosy_process";
export const POLL_MS = 2_000;
/** A process whose connections all broke makes one again within a tenth of that. */
const GRACE_MS = 1_000;

// A pooler that lends connections gives them names and numbers of its own: sessions say nothing of whose they are then.
const OWN_SESSION = `select pg_backend_pid() as pid,
  right(current_setting('application_name'), 16) as mark`;

interface ListedProcess {
  readonly id: string;
  /** Of a life of the server that is over: its sessions ended with it. */
  readonly isOfBefore: boolean;
  /** It has ended, or seems to have: what seems so has to go on to for a while. */
  readonly isGone: boolean;
}

/** What a list knows of processes. */
interface Proof {
  readonly register: string;
  /** Parameters of `register` behind the id and the jobs. */
  readonly own: readonly unknown[];
  readonly forget: string;
  list(): Promise<readonly ListedProcess[]>;
  /** How long a process has to seem gone. */
  readonly graceMs: number;
}

/** By the server's sessions, within one life of it: those of processes that live ended with the last one too. */
const bySessions = ({ scheduler }: Pick<Database, "scheduler">): Proof => ({
  register: `insert into argosy.hub_process (id, server_since, attempts)
    values ($1, pg_postmaster_start_time(), $2)
    on conflict (id) do update set server_since = excluded.server_since, attempts = excluded.attempts`,
  own: [],
  forget: "delete from argosy.hub_process where id = any ($1)",
  list: () =>
    scheduler.rows<ListedProcess>(`select p.id, p.server_since < pg_postmaster_start_time() as "isOfBefore",
        ${hasNoSession("p.id")} as "isGone"
      from argosy.hub_process p`),
  graceMs: GRACE_MS,
});

/** By the machine all of them are on, which knows at once and for sure, whatever became of the server. */
const byMachine = ({ scheduler }: Pick<Database, "scheduler">, own: LocalProcess): Proof => ({
  register: `insert into argosy.local_process (id, attempts, pid, started_at)
    values ($1, $2, $3, $4)
    on conflict (id) do update set attempts = excluded.attempts`,
  own: [own.pid, own.startedAt],
  forget: "delete from argosy.local_process where id = any ($1)",
  async list() {
    // A statement it sent last may still be under way.
    const all = await scheduler.rows<LocalProcess & Pick<ListedProcess, "id"> & { readonly isQuiet: boolean }>(
      `select p.id, p.pid, p.started_at as "startedAt", ${hasNoSession("p.id")} as "isQuiet"
       from argosy.local_process p`,
    );
    return Promise.all(
      all.map(async ({ id, isQuiet, ...local }) => ({
        id,
        isOfBefore: false,
        // An earlier process with this number has ended, whatever start time a container reports.
        isGone: isQuiet && (local.pid === own.pid || (await hasEnded(local))),
      })),
    );
  },
  graceMs: 0,
});

interface ProcessListOptions {
  readonly db: Pick<Database, "scheduler" | "process">;
  readonly log: Logger;
  /** Jobs under way in this process. */
  readonly attempts: () => readonly string[];
}

export function createProcessList({ db, log, attempts }: ProcessListOptions) {
  const { local } = db.process;
  const proof = local === null ? bySessions(db) : byMachine(db, local);
  /** Since when a process has no session, by a monotonic clock. */
  const goneSince = new Map<string, number>();
  let isRegistered = false;
  const own = () => [db.process.id, attempts(), ...proof.own];

  /** Takes over dead processes; resolves to the delay until the next poll; null: until another process starts. */
  async function poll(takeOver: (id: string) => Promise<void>): Promise<number | null> {
    const all = await proof.list();
    const others = all.filter(({ id }) => id !== db.process.id);
    // Taken for dead while all its connections were broken.
    if (isRegistered && others.length === all.length) await db.scheduler.run(proof.register, own());
    const before = others.filter(({ isOfBefore }) => isOfBefore).map(({ id }) => id);
    if (before.length > 0) await db.scheduler.run(proof.forget, [before]);
    const gone = others.filter(({ isOfBefore, isGone }) => isGone && !isOfBefore).map(({ id }) => id);
    for (const id of goneSince.keys()) if (!gone.includes(id)) goneSince.delete(id);
    for (const id of gone) {
      const since = goneSince.get(id) ?? performance.now();
      goneSince.set(id, since);
      if (performance.now() - since >= proof.graceMs) await takeOver(id);
    }
    if (others.length === before.length) return null;
    return gone.length > 0 ? GRACE_MS : POLL_MS;
  }

  return {
    channel: CHANNEL,
    poll,
    async register(session: pg.Client): Promise<void> {
      if (!(await isOwnSession(session, db.process))) {
        log.info("connections to the database go through a pooler: what a killed process held waits for its lease");
        return;
      }
      await session.query(proof.register, own());
      isRegistered = true;
      await session.query("select pg_notify($1, $2)", [CHANNEL, db.process.id]);
    },
    leave: () =>
      db.scheduler
        .run(proof.forget, [[db.process.id]])
        .catch((error: unknown) => log.warn({ err: error }, "this process could not be taken from the list")),
  };
}

async function isOwnSession(session: pg.Client, { mark }: HubProcess): Promise<boolean> {
  const { rows } = await session.query<{ pid: number; mark: string }>(OWN_SESSION);
  return rows[0]?.pid === session.processID && rows[0]?.mark === mark;
}
