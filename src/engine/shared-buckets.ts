/** Token buckets in Postgres, for installations with several worker processes: one row a bucket, one statement a take. */

import type { Bucket } from "../connectors/kit/contract/contract.ts";
import type { BucketStanding, BucketStore } from "../connectors/kit/http/buckets.ts";
import type { Tx } from "../db/database.ts";

// A cost above the burst waits for a full bucket and leaves a debt, as in the kit's arithmetic (takeTokens).
const TAKE = `
WITH seen AS (
  SELECT scope, burst, rate, frozen_until,
    least(burst, tokens + greatest(0, extract(epoch FROM ($2::timestamptz - updated_at))) * rate) AS free
  FROM argosy.rate_bucket WHERE scope = $1 FOR UPDATE
), decided AS (
  SELECT *, CASE
    WHEN frozen_until > $2 THEN extract(epoch FROM (frozen_until - $2)) * 1000
    WHEN free >= least($3::float8, burst) THEN 0
    ELSE greatest(1, ceil((least($3::float8, burst) - free) / rate * 1000)) END AS wait
  FROM seen
)
UPDATE argosy.rate_bucket b
SET tokens = CASE WHEN wait = 0 THEN free - $3::float8 ELSE free END, updated_at = greatest(b.updated_at, $2)
FROM decided d WHERE b.scope = d.scope RETURNING d.wait::float8 AS wait`;

/** `scheduler` is the pool of role argosy_scheduler. */
export function createSharedBuckets(scheduler: Tx): BucketStore {
  const ensure = (key: string, bucket: Bucket, now: number) =>
    scheduler.run(
      `INSERT INTO argosy.rate_bucket (scope, tokens, burst, rate, updated_at)
       VALUES ($1, $2, $2, $3, $4)
       ON CONFLICT (scope) DO NOTHING`,
      [key, bucket.burst, bucket.rate, new Date(now)],
    );
  const take = async (key: string, cost: number, now: number) =>
    (await scheduler.maybe<{ wait: number }>(TAKE, [key, new Date(now), cost]))?.wait;
  return {
    async take(key, bucket, cost, now) {
      const wait = await take(key, cost, now);
      if (wait !== undefined) return wait;
      await ensure(key, bucket, now);
      return (await take(key, cost, now)) ?? 0;
    },
    async correct(key, bucket, told, now) {
      await ensure(key, bucket, now);
      await scheduler.run(
        `UPDATE argosy.rate_bucket SET burst = coalesce($2, burst), rate = coalesce($3, rate), updated_at = $5,
           tokens = least(coalesce($2, burst),
             coalesce($4,
               least(burst, tokens + greatest(0, extract(epoch FROM ($5::timestamptz - updated_at))) * rate)))
         WHERE scope = $1`,
        [
          key,
          told.burst !== undefined && told.burst > 0 ? told.burst : null,
          told.rate !== undefined && told.rate > 0 ? told.rate : null,
          told.available ?? null,
          new Date(now),
        ],
      );
    },
    async freeze(key, bucket, until) {
      await ensure(key, bucket, until);
      await scheduler.run("UPDATE argosy.rate_bucket SET frozen_until = greatest(frozen_until, $2) WHERE scope = $1", [
        key,
        new Date(until),
      ]);
    },
    async thaw(key) {
      await scheduler.run("UPDATE argosy.rate_bucket SET frozen_until = NULL WHERE scope = $1", [key]);
    },
    async look(keys, now) {
      const rows = await scheduler.rows<BucketStanding & { scope: string }>(
        `SELECT scope, burst::float8, rate::float8,
           coalesce(extract(epoch FROM frozen_until) * 1000, 0)::float8 AS "frozenUntil",
           least(burst,
             tokens + greatest(0, extract(epoch FROM ($2::timestamptz - updated_at))) * rate)::float8 AS tokens
         FROM argosy.rate_bucket WHERE scope = ANY ($1)`,
        [keys, new Date(now)],
      );
      return new Map(rows.map(({ scope, ...standing }) => [scope, standing]));
    },
  };
}
