/** Platforms' limits on a clock where nothing takes time but waiting for them, so that the share of a limit is exact. */
import type { Clock } from "../src/commerce/clock.ts";
import type { Bucket } from "../src/connectors/kit/contract/contract.ts";
import { type BucketStore, createMemoryBuckets } from "../src/connectors/kit/http/platform-buckets.ts";
import { autoAdvancingClock } from "../src/connectors/kit/testing/connection.ts";

/** Time passes only while somebody waits. */
export const waitingClock = (): Clock => autoAdvancingClock(undefined, 0);

interface Taken {
  readonly bucket: Bucket;
  tokens: number;
}

export function countingBuckets(): BucketStore & { readonly taken: ReadonlyMap<string, Taken>; reset(): void } {
  const store = createMemoryBuckets();
  const taken = new Map<string, Taken>();
  return {
    ...store,
    taken,
    reset: () => taken.clear(),
    async take(key, bucket, cost, now) {
      const waitMs = await store.take(key, bucket, cost, now);
      const entry = taken.get(key) ?? { bucket, tokens: 0 };
      if (waitMs <= 0) entry.tokens += cost;
      taken.set(key, entry);
      return waitMs;
    },
  };
}

/**
 * The bucket whose tokens were used most: the one that was waited for. One whose pace follows the platform's answers is no
 * published limit: its rate is only where it begins, and a shop that answers at once is asked faster (decision 84).
 */
export function tightestOf(buckets: { readonly taken: ReadonlyMap<string, Taken> }, seconds: number) {
  const published = [...buckets.taken.values()].filter(({ bucket }) => bucket.pace === undefined);
  const shares = published.map(({ bucket, tokens }) => ({
    bucket,
    share: tokens / (bucket.burst + (bucket.publishedRate ?? bucket.rate) * seconds),
  }));
  return shares.toSorted((a, b) => b.share - a.share)[0];
}
