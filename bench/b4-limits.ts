/**
 * B4: how much of a platform's published limit a first push of stock uses. The sandbox enforces the limit on a clock
 * where nothing takes time but waiting for it, so the share is exact: tokens taken / tokens offered meanwhile. Batches
 * follow one another as in the engine, which waits for no report in between; the time a platform then takes to work off
 * what it has accepted is its own, and stands beside.
 */
import type { Clock } from "../src/commerce/clock.ts";
import { connectors } from "../src/connectors/index.ts";
import {
  awaitAnswers,
  collect,
  createProducts,
  need,
  retrying,
  stockItem,
} from "../src/connectors/kit/conformance/bench.ts";
import type { Connector } from "../src/connectors/kit/contract/contract.ts";
import type { Push, PushItem, PushResult } from "../src/connectors/kit/contract/ports.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { openTestConnection, type TestConnection } from "../src/connectors/kit/testing/connection.ts";
import { startSandboxOf } from "../test/support/hub.ts";
import { type Benchmark, expect, type Measure } from "./measure.ts";
import { countingBuckets, tightestOf, waitingClock } from "./waiting-clock.ts";

const refusals = (sandbox: Sandbox, from: number) =>
  sandbox.calls.slice(from).filter(({ status }) => status === 429).length;

const BELOW =
  "a pace below the published one, on purpose: where a platform counts in windows of unknown kind, pace and burst together stay below it in every window.";

interface Sent {
  readonly batch: readonly PushItem<number>[];
  readonly answers: readonly PushResult<number>[];
}

async function sendAll(
  push: Push<number>,
  items: readonly PushItem<number>[],
  connection: TestConnection,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const group of Map.groupBy(items, (item) => push.groupOf?.(item) ?? "").values())
    for (let at = 0; at < group.length; at += push.maxItems) {
      const batch = group.slice(at, at + push.maxItems);
      sent.push({ batch, answers: await retrying(connection.ctx.clock, () => push.send(batch, connection.ctx)) });
    }
  return sent;
}

/** How many numbers were taken, also of batches that are answered later. */
async function appliedOf(push: Push<number>, sent: readonly Sent[], connection: TestConnection): Promise<number> {
  let applied = 0;
  for (const { batch, answers } of sent) {
    const later = await retrying(connection.ctx.clock, () => awaitAnswers(push, batch, answers, connection));
    applied += [...answers, ...later].filter(({ outcome }) => outcome === "applied").length;
  }
  return applied;
}

async function firstPush(connector: Connector, skus: number): Promise<Measure | null> {
  const clock = waitingClock();
  await using opened = await open(connector, clock);
  const { sandbox, connection, buckets } = opened;
  const stock = connection.ports.stock;
  if (!stock || !connection.ports.products) return null;
  // Some lists are walked by the moment things were made: a seller does not make them all in one.
  for (let index = 0; index < skus; index += 1) {
    sandbox.shop.addProduct(createProducts(index));
    await clock.sleep(1_000);
  }
  const { sweeps } = need(connection.ports, "products");
  const sweep = sweeps.find(({ mode }) => mode === "full") ?? sweeps[0];
  if (!sweep) return null;
  const { items: shown } = await retrying(clock, () => collect(sweep, connection.ctx));
  const items = shown.flatMap((product) =>
    product.variants.map((variant, index) => {
      const { location = "", available = 0 } = variant.levels?.[0] ?? {};
      return stockItem({ variant, location }, available + 1, available, Number(variant.sku?.slice(4)) + index + 1);
    }),
  );
  // Buckets are full at the start of the push: reading the catalog is another matter.
  await clock.sleep(24 * 3_600_000);
  buckets.reset();
  const before = { at: clock.now(), calls: sandbox.calls.length };
  const sent = await sendAll(stock.push, items, connection);
  const seconds = (clock.now() - before.at) / 1_000;
  const tightest = tightestOf(buckets, seconds);
  const calls = sandbox.calls.length - before.calls;
  const applied = await appliedOf(stock.push, sent, connection);
  const workedOff = (clock.now() - before.at) / 1_000 - seconds;
  expect(applied === items.length, `${connector.meta.name} took ${applied} of ${items.length} numbers.`);
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
    bound: tightest?.bucket.whyBelow ?? BELOW,
    beside: [
      `${connector.meta.name}: ${refused} of ${calls} calls were answered 429; all ${applied} numbers taken${workedOff < 1 ? "" : `, the last of them ${(workedOff / 60).toFixed(1)} min after the last batch was accepted`}`,
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
    if (bench.only.length > 0 && !bench.only.includes(connector.meta.id)) continue;
    bench.say(connector.meta.name);
    const measure = await firstPush(connector, bench.quick ? 1_000 : 10_000);
    if (measure) measures.push(measure);
  }
  return measures;
};
