/** A product that was deleted in the shop has no number: a look at stock alone notices. */
import { expect, test } from "vitest";
import { explainListing } from "../../hub/listings/explain-stock.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { testEngine } from "../testing.ts";

test("a product deleted in the shop is noticed by a look at stock, asked for by name, and once a day at most", async () => {
  const channel = fakeChannel();
  const requests: string[] = [];
  await using engine = await testEngine({
    stock: {
      ...channel.stock,
      read: async (items, ctx) =>
        (await channel.stock.read(items, ctx)).map((one) =>
          one.key === "MUG"
            ? { ...one, levels: one.levels.map((level) => ({ ...level, committed: 2 })) }
            : { ...one, levels: [] },
        ),
    },
    products: {
      sweeps: [],
      get: async (key) => {
        requests.push(key);
        return key === "GONE" ? null : channelProduct(key, [channelVariant(key)]);
      },
    },
  });
  for (const sku of ["MUG", "CUP", "GONE"]) await engine.listed(sku, 5);
  await engine.engine.runUntilIdle();
  channel.shown.set("MUG", 5);
  engine.clock.pass(60 * 60_000);
  const day = 24 * 60 * 60_000;
  await engine.db.owner.run("update argosy.product_listing set seen_at = $1", [new Date(engine.clock.now() - 2 * day)]);
  const check = async () => {
    await engine.inside((tx) =>
      tx.run(
        `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at)
         values (argosy.tenant(), $1, 'stock', $2)
         on conflict (organization_id, connection_id, sweep) do update set next_at = excluded.next_at`,
        [engine.store, new Date(engine.clock.now())],
      ),
    );
    await engine.inside((tx) =>
      tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'sweep', $2)", [
        engine.store,
        new Date(engine.clock.now()),
      ]),
    );
    await engine.engine.runUntilIdle();
  };
  await check();
  expect(requests.sort()).toEqual(["CUP", "GONE"]);
  expect(
    await engine.db.owner.rows("select ext_key as key from argosy.product_listing where gone_at is not null"),
  ).toEqual([{ key: "GONE" }]);
  expect(await engine.db.owner.rows("select kind from argosy.alert where kind = 'products_gone'")).toHaveLength(1);
  const held = await engine.db.owner.rows<{ id: string; committed: number }>(
    "select listing_id as id, committed from argosy.listing_stock where committed is not null",
  );
  expect(held).toMatchObject([{ committed: 2 }]);
  const why = await engine.inside((tx) => explainListing(tx, held[0]?.id ?? "", new Date(engine.clock.now())));
  expect(why.locations.map(({ channel: shown }) => shown?.committed)).toEqual([2]);
  engine.clock.pass(60 * 60_000);
  await check();
  expect(requests).toHaveLength(2);
});
