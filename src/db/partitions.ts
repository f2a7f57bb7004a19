import { singleClient } from "./single-client.ts";
import { errorCode } from "./start-error.ts";

// Any number that nothing else in the database locks.
const LOCK = 4_702_013_003;

/**
 * Whoever waits for these tables keeps all others from them who come later: while somebody else has them for longer (a
 * place that is moved, a backup), the next hour tries again.
 */
const WAIT_MS = 1_000;
const LOCK_TIMED_OUT = "55P03";

/**
 * Makes the sync log's partitions of this month and the next ones, and drops those wholly older than `keepDays`.
 * Needs the owner's connection; quick and harmless to repeat. Answers whether it could: not while somebody else holds the
 * log's tables.
 */
export async function maintainPartitions(
  ownerUrl: string,
  options: { readonly now: Date; readonly keepDays: number },
): Promise<boolean> {
  const owner = singleClient({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await owner.connect();
  try {
    await owner.query(`set lock_timeout = ${WAIT_MS}`);
    // Processes that start together would make the same partition twice.
    await owner.query("select pg_advisory_lock($1)", [LOCK]);
    await owner.query("select argosy.ensure_sync_log_partitions(2)");
    await owner.query("select argosy.drop_sync_log_before($1)", [
      new Date(options.now.getTime() - options.keepDays * 24 * 60 * 60_000),
    ]);
    return true;
  } catch (error) {
    if (errorCode(error) !== LOCK_TIMED_OUT) throw error;
    return false;
  } finally {
    await owner.end();
  }
}
