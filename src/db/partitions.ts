import { singleClient } from "./single-client.ts";

// Any number that nothing else in the database locks.
const LOCK = 4_702_013_003;

/**
 * Makes the sync log's partitions of this month and the next ones, and drops those wholly older than `keepDays`.
 * Needs the owner's connection; quick and harmless to repeat.
 */
export async function keepPartitions(
  ownerUrl: string,
  options: { readonly now: Date; readonly keepDays: number },
): Promise<void> {
  const owner = singleClient({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await owner.connect();
  try {
    // Processes that start together would make the same partition twice.
    await owner.query("select pg_advisory_lock($1)", [LOCK]);
    await owner.query("select argosy.ensure_sync_log_partitions(2)");
    await owner.query("select argosy.drop_sync_log_before($1)", [
      new Date(options.now.getTime() - options.keepDays * 24 * 60 * 60_000),
    ]);
  } finally {
    await owner.end();
  }
}
