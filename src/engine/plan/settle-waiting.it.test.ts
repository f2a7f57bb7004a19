/** Stock an earlier sync left open, settled for two stores at the same time. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { TestDatabase } from "../../db/testing.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { linkListings } from "../../hub/listings/index.ts";
import { ANA, channelProduct, channelVariant, later, NOON, sampleStore } from "../../hub/listings/samples.ts";
import { settleWaiting } from "./settle-stock.ts";
import { planBench } from "./testing.ts";

const WAITING = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

/** On whichever server. */
const isWaiting = async ({ servers }: Pick<TestDatabase, "servers">) =>
  (await Promise.all(servers.map((server) => server.rows(WAITING)))).some((rows) => rows.length > 0);

test("an uncounted variant is opened with one of two channels' numbers, not with both", async () => {
  await using bench = await planBench();
  const { variantId } = await bench.ours("Mug", "SKU-v1");
  const second = await sampleStore(bench.db, bench.here, "Second channel");
  for (const connectionId of [bench.shop, second])
    await bench.inside((tx) =>
      recordChannelProducts(tx, {
        connectionId,
        products: [channelProduct("p1", [channelVariant("v1", { levels: [{ location: "", available: 7 }] })])],
        now: NOON,
        initial: true,
      }),
    );
  const listings = await bench.db.owner.rows<{ id: string }>("select id from listing where organization_id = $1", [
    bench.here,
  ]);
  await bench.inside((tx) =>
    linkListings(tx, {
      links: listings.map(({ id }) => ({ listingId: id, variantId, method: "manual", confidence: 100 })),
      by: ANA,
      now: NOON,
    }),
  );
  await bench.db.owner.run("update listing set stock_waits = true, stock_sync = false where organization_id = $1", [
    bench.here,
  ]);
  const settle = (connectionId: string, before: () => Promise<unknown>) =>
    bench.inside(async (tx) => {
      await settleWaiting(tx, { runId: connectionId, connectionId, stockFrom: "channel", now: later(1) }, NOWHERE);
      await before();
    });
  let other: Promise<void> | undefined;
  let hasEnded = false;
  await settle(bench.shop, async () => {
    other = settle(second, () => Promise.resolve()).finally(() => {
      hasEnded = true;
    });
    // The second waits for the first; were it not to, it would open it as well.
    while (!hasEnded && !(await isWaiting(bench.db))) await delay(5);
  });
  await other;
  expect(await bench.onHand(variantId)).toBe(7);
});

const NOWHERE = "00000000-0000-0000-0000-000000000000";
