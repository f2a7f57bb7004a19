import type pg from "pg";
import type { Clock } from "../commerce/clock.ts";
import { txOf } from "../db/database.ts";

/** After this many failures in a row the waiting begins, at a second, and doubles with each. */
const FREE = 5;
const LONGEST_MS = 15 * 60_000;
const FORGOTTEN = "interval '1 day'";

/** Makes guessing slower with each failure, whichever process it meets. */
export interface BackOff {
  /** Seconds until the next attempt is let through; 0: now. */
  waitS(key: string): Promise<number>;
  failed(key: string): Promise<void>;
  succeeded(key: string): Promise<void>;
}

export function createBackOff(pool: pg.Pool, clock: Clock): BackOff {
  const db = txOf(pool);
  return {
    async waitS(key) {
      const existing = await db.maybe<{ failures: number; at: Date }>(
        "select failures, at from auth.failed_sign_in where account = $1",
        [key],
      );
      if (!existing || existing.failures < FREE) return 0;
      const waitMs = Math.min(LONGEST_MS, 1_000 * 2 ** (existing.failures - FREE));
      return Math.max(0, Math.ceil((existing.at.getTime() + waitMs - clock.now()) / 1_000));
    },
    async failed(key) {
      const now = new Date(clock.now());
      await db.run(
        `delete from auth.failed_sign_in where account in (
           select account from auth.failed_sign_in where at < $1::timestamptz - ${FORGOTTEN} order by at limit 10)`,
        [now],
      );
      await db.run(
        `insert into auth.failed_sign_in as f (account, failures, at) values ($1, 1, $2)
         on conflict (account) do update set at = excluded.at,
           failures = case when f.at > excluded.at - ${FORGOTTEN} then least(f.failures + 1, 100) else 1 end`,
        [key, now],
      );
    },
    async succeeded(key) {
      await db.run("delete from auth.failed_sign_in where account = $1", [key]);
    },
  };
}
