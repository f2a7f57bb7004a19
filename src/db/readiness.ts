/** Whether the database answers, and takes what it is given. */
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { errorCode } from "./start-error.ts";

/** `read-only`: what hosted databases become on a full disk, and a primary that became a standby. */
export type Readiness = "ready" | "away" | "full" | "read-only";

/** Balancers ask every few seconds, each process for itself. */
const POLL_MS = 5_000;
const ANSWER_MS = 2_000;

// 200 kB of text do not fit into 64 kB, the least PostgreSQL sorts in: they go to a file on the disk of the data, which
// is gone with the statement and leaves no row, no log and nothing to vacuum. A row written and taken back finds room in
// its table's last page while the disk is full.
const PROBE = `
  set local work_mem = '64kB';
  set local temp_tablespaces = '';
  select text, current_setting('transaction_read_only') as "readOnly"
  from (select repeat(md5(n::text), 16) as text from generate_series(1, 400) n) filler
  order by text offset 399`;

/** Whether a statement is answered within two seconds. */
export const isReachable = (pool: pg.Pool): Promise<boolean> =>
  within(
    pool.query("select 1").then(() => true),
    () => false,
  );

/** Asks over this pool; whether it takes what it is given is as it was within the last five seconds. */
export function watchReadiness(pool: pg.Pool): () => Promise<Readiness> {
  let seen: { readonly time: number; readonly state: Promise<Readiness> } | undefined;
  return async () => {
    if (!(await isReachable(pool))) return "away";
    if (!seen || performance.now() - seen.time >= POLL_MS)
      seen = { time: performance.now(), state: within(probe(pool), stateAt) };
    return seen.state;
  };
}

async function probe(pool: pg.Pool): Promise<Readiness> {
  // Statements sent together are one transaction, and answered by a list.
  const answers: unknown = await pool.query(PROBE);
  const last = Array.isArray(answers) ? (answers as pg.QueryResult<{ readOnly: string }>[]).at(-1) : undefined;
  return last?.rows[0]?.readOnly === "on" ? "read-only" : "ready";
}

/** An operator's limit of temporary files (53400) says nothing about the disk. */
function stateAt(error: unknown): Readiness {
  const code = errorCode(error);
  return code === "53100" ? "full" : code === "53400" ? "ready" : "away";
}

/** What `work` answers; what `otherwise` makes of its error, also of taking too long. */
async function within<T>(work: Promise<T>, otherwise: (error: unknown) => T): Promise<T> {
  const late = delay(ANSWER_MS, undefined, { ref: false }).then(() => otherwise(undefined));
  return Promise.race([work.catch(otherwise), late]);
}
