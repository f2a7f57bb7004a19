/** Reports a transaction that keeps the database from vacuuming: once, with what to do. */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { type Database, txOf } from "../../db/database.ts";
import { singleClient } from "../../db/single-client.ts";
import type { SendMail } from "../../hub/accounts/mail.ts";
import {
  claimNotice,
  clearNotice,
  describeHolder,
  findHolders,
  HELD_AFTER_S,
  saveHolders,
  snapshotHolders,
} from "../../hub/admin/held-snapshot.ts";
import { mailOperators } from "./operator-mail.ts";

export interface DatabaseWatchDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly appUrl: string;
  /** Absent: the hub has no mail server, and only its log reports. */
  readonly sendMail?: SendMail | undefined;
}

const CHECK_EVERY_MS = 5 * 60_000;
const SUBJECT = "The database cannot clean up: a transaction is held open";
const WHY =
  "While it is, tables grow with every change and the hub becomes slower by the minute. A backup or a report that runs as it should may be waited for; anything else should be ended.";

/** Checks every few minutes, however often it is called. `leastS`: shorter transactions are not reported. */
export function createOldTransactionWatch(deps: DatabaseWatchDeps, leastS = HELD_AFTER_S): () => Promise<void> {
  let checkedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = deps.clock.now();
    if (Math.abs(now - checkedAt) < CHECK_EVERY_MS) return;
    await watch(deps, leastS);
    checkedAt = now;
  };
}

async function watch(deps: DatabaseWatchDeps, leastS: number): Promise<void> {
  const { db, clock, log } = deps;
  const found = await queryHolders(db.ownerUrl, leastS);
  const { holders, isNews } = await db.operator(async (tx) => {
    await saveHolders(tx, found);
    return {
      holders: await snapshotHolders(tx),
      isNews: found.length === 0 ? await clearNotice(tx) : await claimNotice(tx, new Date(clock.now())),
    };
  });
  if (!isNews) return;
  if (holders.length === 0) {
    log.info("the database cleans up again: no transaction is held open");
    return;
  }
  const descriptions = holders.map(describeHolder);
  log.warn({ holders: descriptions }, "a transaction held open keeps the database from cleaning up");
  try {
    const text = `${descriptions.join("\n")}\n\n${WHY}\n\n${deps.appUrl}/admin/work\n`;
    await mailOperators(deps, { subject: SUBJECT, text });
  } catch (error) {
    // Reported again the next minute.
    await db.operator(clearNotice);
    throw error;
  }
}

async function queryHolders(ownerUrl: string, leastS: number) {
  const owner = singleClient({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await owner.connect();
  try {
    return await findHolders(txOf(owner), leastS);
  } finally {
    await owner.end();
  }
}
