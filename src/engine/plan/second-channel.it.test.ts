/** A shop's second channel is connected: what its first one knows already is no news. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChannelProduct } from "../../commerce/product.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { linkListings } from "../../hub/listings/index.ts";
import { ANA, channelProduct, channelVariant, NOON, sampleStore } from "../../hub/listings/samples.ts";
import { buildPlan } from "./build.ts";
import { type PlanBench, planBench } from "./testing.ts";

let bench: PlanBench;
let second: string;

beforeAll(async () => {
  bench = await planBench();
  second = await sampleStore(bench.db, bench.here, "Second channel");
  await bench.db.owner.run("update connection set stock_place = 'https://shop.example' where organization_id = $1", [
    bench.here,
  ]);
  const { variantId } = await bench.ours("Mug", "SKU-v1", 5);
  await bench.record(mug({}, 5));
  const { id } = await bench.one("v1");
  await bench.inside((tx) =>
    linkListings(tx, {
      links: [{ listingId: id, variantId, method: "manual", confidence: 100 }],
      by: ANA,
      now: NOON,
    }),
  );
});
afterAll(() => bench[Symbol.asyncDispose]());

const mug = (change: Partial<ChannelProduct>, available: number, price = "10.00") =>
  channelProduct("p1", [channelVariant("v1", { price, levels: [{ location: "", available }] })], {
    title: "Mug",
    descriptionHtml: "",
    ...change,
  });

/** What the second channel's plan holds, when it shows the product so. */
async function planned(product: ChannelProduct, policy: object = {}): Promise<string[]> {
  await bench.db.owner.run("update connection set settings = jsonb_build_object('policy', $2::jsonb) where id = $1", [
    second,
    JSON.stringify(policy),
  ]);
  await bench.inside((tx) =>
    recordChannelProducts(tx, { connectionId: second, products: [product], now: NOON, initial: true }),
  );
  const { id: runId } = await bench.db.owner.one<{ id: string }>(
    "insert into run (organization_id, connection_id, kind, requested_by) values ($1, $2, 'plan', 'test') returning id",
    [bench.here, second],
  );
  const { counts } = await bench.inside((tx) => buildPlan(tx, { runId, connectionId: second }, NOON));
  return counts.map(({ action, field }) => (field === null ? action : `${action} ${field}`));
}

test("the same product opens nothing, whatever the channel's language, price and the sales it has not told yet", async () => {
  expect(await planned(mug({ title: "Mok", descriptionHtml: "<p>Blauw</p>", listed: false }, 3, "8.00"))).toEqual([
    "link",
  ]);
});

test("a decided winner is still followed", async () => {
  const product = mug({ title: "Mok", version: { kind: "time", value: 2_000n } }, 3, "8.00");
  expect(await planned(product, { content: "hub" })).toEqual(["link", "update_there title"]);
});

test("a field the channel does not offer is no difference, also to a shop that stands alone", async () => {
  await bench.db.owner.run("update connection set stock_place = null where id = $1", [second]);
  const product = mug({ listed: false, version: { kind: "time", value: 3_000n } }, 5);
  expect(await planned(product)).toEqual(["link"]);
  const off = mug({ status: "draft", version: { kind: "time", value: 4_000n } }, 5);
  expect(await planned(off)).toEqual(["link", "conflict active"]);
});
