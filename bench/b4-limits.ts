/**
 * B4: how much of a platform's published limit a first push of stock uses. The sandbox enforces the limit on a clock
 * where nothing takes time but waiting for it, so the share is exact: tokens taken / tokens offered meanwhile.
 */
import type { Clock } from "../src/commerce/clock.ts";
import { connectors } from "../src/connectors/index.ts";
import { type BucketStore, createMemoryBuckets } from "../src/connectors/kit/buckets.ts";
import { collect, goods, need, patiently, pushAll, stockItem } from "../src/connectors/kit/conformance-bench.ts";
import type { Bucket, Connector } from "../src/connectors/kit/contract.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox.ts";
import { openTestConnection } from "../src/connectors/kit/testing.ts";
import { startSandboxOf } from "../test/support/hub.ts";
import type { Benchmark, Measure } from "./measure.ts";

/** Time passes only while somebody waits. */
function waitingClock(): Clock {
  let current = Date.UTC(2026, 10, 20, 9);
  return {
    now: () => current,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      const end = current + ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      current = Math.max(current, end);
    },
  };
}

interface Taken {
  readonly bucket: Bucket;
  tokens: number;
}

function countingBuckets(): BucketStore & { readonly taken: ReadonlyMap<string, Taken>; reset(): void } {
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

const refusals = (sandbox: Sandbox, from: number) =>
  sandbox.calls.slice(from).filter(({ status }) => status === 429).length;

async function firstPush(connector: Connector, skus: number): Promise<Measure | null> {
  const clock = waitingClock();
  await using opened = await open(connector, clock);
  const { sandbox, connection, buckets } = opened;
  const stock = connection.ports.stock;
  if (!stock || !connection.ports.products) return null;
  for (let index = 0; index < skus; index += 1) sandbox.shop.addProduct(goods(index));
  const { sweeps } = need(connection.ports, "products");
  const sweep = sweeps.find(({ mode }) => mode === "full") ?? sweeps[0];
  if (!sweep) return null;
  const { items: shown } = await patiently(clock, () => collect(sweep, connection.ctx));
  const items = shown.flatMap((product) =>
    product.variants.map((variant, index) => {
      const { location = "", available = 0 } = variant.levels?.[0] ?? {};
      return stockItem(
        { product, variant, location },
        available + 1,
        available,
        Number(variant.sku?.slice(4)) + index + 1,
      );
    }),
  );
  // Buckets are full at the start of the push: reading the catalogue is another matter.
  await clock.sleep(24 * 3_600_000);
  buckets.reset();
  const before = { at: clock.now(), calls: sandbox.calls.length };
  const groups = Map.groupBy(items, (item) => stock.push.groupOf?.(item) ?? "");
  for (const group of groups.values())
    for (let at = 0; at < group.length; at += stock.push.maxItems) {
      const part = group.slice(at, at + stock.push.maxItems);
      await patiently(clock, () => pushAll(stock.push, part, connection));
    }
  const seconds = (clock.now() - before.at) / 1_000;
  const shares = [...buckets.taken.values()].map(({ bucket, tokens }) => ({
    bucket,
    share: tokens / (bucket.burst + (bucket.publishedRate ?? bucket.rate) * seconds),
  }));
  const tightest = shares.toSorted((a, b) => b.share - a.share)[0];
  const calls = sandbox.calls.length - before.calls;
  const refused = refusals(sandbox, before.calls);
  return {
    id: "B4",
    what: `${connector.meta.name}: share of the published limit in a first push of ${items.length} SKUs`,
    floor: tightest
      ? `${(tightest.bucket.publishedRate ?? tightest.bucket.rate).toPrecision(3)} a second, burst ${tightest.bucket.burst} (${tightest.bucket.id})`
      : "no limit published",
    ours: `${calls} calls in ${(seconds / 60).toFixed(1)} min of the platform's time`,
    // A push that fits into the burst is bounded by nothing.
    ratio: seconds < 1 ? 1 : (tightest?.share ?? 1),
    hold: 0.95,
    aim: 0.98,
    good: "above",
    bound:
      "a pace below the published one, on purpose: where a platform counts in windows of unknown kind, pace and burst together stay below it in every window.",
    beside: [
      `${connector.meta.name}: ${refused} of ${calls} calls were answered 429; ${sandbox.shop.stockOf("MUG-0")} shown of the first item`,
    ],
    figures: { calls, seconds, refused, skus: items.length },
  };
}

async function open(connector: Connector, clock: Clock) {
  const sandbox = await startSandboxOf(connector.meta.id, { clock, seed: 7 });
  const buckets = countingBuckets();
  const connection = await openTestConnection(connector, { sandbox, clock, buckets });
  return {
    sandbox,
    connection,
    buckets,
    async [Symbol.asyncDispose]() {
      await connection.close();
      await sandbox.close();
    },
  };
}

export const useLimits: Benchmark = async (bench) => {
  const measures: Measure[] = [];
  for (const connector of connectors.values()) {
    bench.say(connector.meta.name);
    const measure = await firstPush(connector, bench.quick ? 1_000 : 10_000);
    if (measure) measures.push(measure);
  }
  return measures;
};
