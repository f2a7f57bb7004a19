/** Token buckets in Postgres, for installations with several workers: one row per bucket, one statement per acquire. */

import type { Bucket } from "../../connectors/kit/contract/contract.ts";
import type { BucketStore, BucketUsage } from "../../connectors/kit/http/platform-buckets.ts";
import type { Tx } from "../../db/database.ts";

// A cost above the burst waits for a full bucket and leaves a debt, as in the kit's arithmetic (takeTokens).
const TAKE = `
with seen as (
  select scope, burst, rate, frozen_until,
    least(burst, tokens + greatest(0, extract(epoch from ($2::timestamptz - updated_at))) * rate) as free
  from argosy.rate_bucket where scope = $1 for update
), decided as (
  select *, case
    when frozen_until > $2 then extract(epoch from (frozen_until - $2)) * 1000
    when free >= least($3::float8, burst) then 0
    else greatest(1, ceil((least($3::float8, burst) - free) / rate * 1000)) end as wait
  from seen
)
update argosy.rate_bucket b
set tokens = case when wait = 0 then free - $3::float8 else free end, updated_at = greatest(b.updated_at, $2)
from decided d where b.scope = d.scope returning d.wait::float8 as wait`;

/** `scheduler` is the pool of role argosy_scheduler. */
export function createRateBuckets(scheduler: Tx): BucketStore {
  const ensure = (key: string, bucket: Bucket, now: number) =>
    scheduler.run(
      `insert into argosy.rate_bucket (scope, tokens, burst, rate, updated_at)
       values ($1, $2, $2, $3, $4)
       on conflict (scope) do nothing`,
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
    async correct(key, bucket, reported, now) {
      await ensure(key, bucket, now);
      await scheduler.run(
        `update argosy.rate_bucket set burst = coalesce($2, burst), rate = coalesce($3, rate), updated_at = $5,
           tokens = least(coalesce($2, burst),
             coalesce($4,
               least(burst, tokens + greatest(0, extract(epoch from ($5::timestamptz - updated_at))) * rate)))
         where scope = $1`,
        [
          key,
          reported.burst !== undefined && reported.burst > 0 ? reported.burst : null,
          reported.rate !== undefined && reported.rate > 0 ? reported.rate : null,
          reported.available ?? null,
          new Date(now),
        ],
      );
    },
    async freeze(key, bucket, until) {
      await ensure(key, bucket, until);
      await scheduler.run("update argosy.rate_bucket set frozen_until = greatest(frozen_until, $2) where scope = $1", [
        key,
        new Date(until),
      ]);
    },
    async thaw(key) {
      await scheduler.run("update argosy.rate_bucket set frozen_until = null where scope = $1", [key]);
    },
    async look(keys, now) {
      const rows = await scheduler.rows<BucketUsage & { scope: string }>(
        `select scope, burst::float8, rate::float8,
           coalesce(extract(epoch from frozen_until) * 1000, 0)::float8 as "frozenUntil",
           least(burst,
             tokens + greatest(0, extract(epoch from ($2::timestamptz - updated_at))) * rate)::float8 as tokens
         from argosy.rate_bucket where scope = any ($1)`,
        [keys, new Date(now)],
      );
      return new Map(rows.map(({ scope, ...bucket }) => [scope, bucket]));
    },
  };
}
