import { expect, test } from "vitest";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Products } from "../../connectors/kit/contract/ports.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { channelProduct, channelVariant, NOON } from "../../hub/listings/samples.ts";
import { testEngine } from "../testing.ts";
import { fakeChannel } from "./testing.ts";

/** A channel that shows no number of what is created there, as WooCommerce does without "manage stock". */
function channel() {
  const puts: ProductForChannel[] = [];
  const shown = (sku: string) => channelProduct("p1", [channelVariant("v1", { sku, levels: undefined })]);
  const products: Products = {
    sweeps: [],
    get: async () => null,
    async put({ product }) {
      puts.push(product);
      const [variant] = product.variants;
      return {
        key: "p1",
        product: shown(variant?.sku ?? ""),
        variants: [{ id: variant?.id ?? "", key: "v1", ext: null }],
      };
    },
  };
  return { puts, products, shown };
}

test("a product the hub creates on a channel has its number from the start, and stays counted whatever the channel shows", async () => {
  const shop = channel();
  const shelves = fakeChannel();
  await using engine = await testEngine({ products: shop.products, stock: shelves.stock });
  const { db, organization, store, inside, clock } = engine;
  const product = { title: "Mug", variants: [{ sku: "MUG", priceMinor: 900n }] };
  const made = await inside((tx) => createProduct(tx, { product, now: NOON }));
  await engine.adjust(made.variantIds[0] ?? "", 7);
  await inside((tx) =>
    tx.run("insert into stock_rule (organization_id, connection_id, buffer) values (argosy.tenant(), $1, 2)", [store]),
  );
  await db.owner.run(
    `insert into product_listing (organization_id, connection_id, product_id, title, content_sync, want_seq, due_at,
       state)
     values ($1, $2, $3, 'Mug', true, 1, $4, 'waiting')`,
    [organization, store, made.id, new Date(clock.now())],
  );
  const work = async () => {
    await inside((tx) =>
      tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
        store,
        new Date(clock.now()),
      ]),
    );
    for (let n = 0; n < 3; n++) {
      clock.pass(3_000);
      await engine.engine.runUntilIdle();
    }
  };
  await work();
  expect(shop.puts[0]?.variants.map((variant) => variant.levels)).toEqual([[{ location: "", available: 5 }]]);
  const record = () =>
    inside((tx) =>
      recordChannelProducts(tx, {
        connectionId: store,
        products: [shop.shown("MUG")],
        now: new Date(clock.now()),
        initial: false,
      }),
    );
  clock.pass(2 * 60 * 60_000);
  await record();
  const counted = await db.owner.one("select counted, state from listing where connection_id = $1", [store]);
  expect(counted).toEqual({ counted: true, state: "mapped" });
  await engine.adjust(made.variantIds[0] ?? "", -4);
  await work();
  expect(shelves.shown.get("v1")).toBe(1);
  expect(shop.puts.slice(1).flatMap((put) => put.variants.flatMap((variant) => variant.levels))).toEqual([]);
});
