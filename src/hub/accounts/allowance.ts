/** Token buckets in the database: one allowance for all web processes together. A statement each, so not for every request. */
import type pg from "pg";
import type { Clock } from "../../commerce/clock.ts";
import { txOf } from "../../db/database.ts";

export interface Limit {
  /** At once, and per `perMs`. */
  readonly most: number;
  readonly perMs: number;
}

const FORGOTTEN = "interval '1 day'";

export interface SharedAllowance {
  /** Takes as much as `cost`, or nothing: seconds until it would be there, undefined when it was. */
  take(key: string, limit: Limit, cost?: number): Promise<number | undefined>;
}

export function createSharedAllowance(pool: pg.Pool, clock: Clock): SharedAllowance {
  return {
    async take(key, { most, perMs }, cost = 1) {
      const now = new Date(clock.now());
      const full = "least($2, a.tokens + greatest(0, extract(epoch from $5::timestamptz - a.at)) * 1000 * $2 / $4)";
      const { tokens, isTaken, isNew } = await txOf(pool).one<{ tokens: number; isTaken: boolean; isNew: boolean }>(
        `insert into auth.allowance as a (key, tokens, is_taken, at)
         values ($1, $2::double precision - $3::double precision, true, $5)
         on conflict (key) do update set
           tokens = case when ${full} >= $3 then ${full} - $3 else ${full} end,
           is_taken = ${full} >= $3, at = greatest(a.at, $5)
         returning tokens, is_taken as "isTaken", xmax = 0 as "isNew"`,
        [key, most, cost, perMs, now],
      );
      if (isNew) await forget(pool, now);
      return isTaken ? undefined : Math.ceil(((cost - tokens) * perMs) / most / 1_000);
    },
  };
}

/** A few of the oldest, whenever a new one comes: strangers' keys do not add up. */
async function forget(pool: pg.Pool, now: Date): Promise<void> {
  await txOf(pool).run(
    `delete from auth.allowance where key in (
       select key from auth.allowance where at < $1::timestamptz - ${FORGOTTEN} order by at limit 10)`,
    [now],
  );
}
