import { expect, test } from "vitest";
import type { ChannelProduct, ProductForChannel } from "../../commerce/product.ts";
import type { Products } from "../../connectors/kit/contract/ports.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { deleteProducts } from "../../hub/catalog/edit-variants.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { endRemovals } from "../../hub/listings/end-removals.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { fakeChannel } from "./testing.ts";

async function work(engine: TestEngine): Promise<void> {
  for (let n = 0; n < 3; n++) {
    engine.clock.pass(1_000);
    await engine.engine.runUntilIdle();
  }
  await engine.inside((tx) => endRemovals(tx, new Date(engine.clock.now())));
}

const remove = (engine: TestEngine, variant: string, onChannels?: "leave" | "unpublish") =>
  engine.inside(async (tx) => {
    const { id } = await tx.one<{ id: string }>("select product_id as id from variant where id = $1", [variant]);
    await deleteProducts(tx, { ids: [id], onChannels, now: new Date(engine.clock.now()) });
  });
const links = (engine: TestEngine) =>
  engine.inside((tx) => tx.rows("select ext_key as key, state, leaves from listing order by ext_key"));

test("a deleted product's items show none on the channel, and then their links end; left, they go on selling [A4.3]", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const [cup, mug] = [await engine.listed("CUP", 5), await engine.listed("MUG", 5)];
  await work(engine);
  await remove(engine, cup.variant, "leave");
  await remove(engine, mug.variant);
  expect(await links(engine)).toEqual([
    { key: "CUP", state: "unmapped", leaves: false },
    { key: "MUG", state: "mapped", leaves: true },
  ]);
  await engine.inside((tx) => endRemovals(tx, new Date(engine.clock.now())));
  expect(await links(engine)).toContainEqual({ key: "MUG", state: "mapped", leaves: true });
  await work(engine);
  expect(Object.fromEntries(channel.shown)).toEqual({ CUP: 5, MUG: 0 });
  expect(await links(engine)).toContainEqual({ key: "MUG", state: "unmapped", leaves: false });
});

test("an item whose stock is not ours to send is let go at once; a product made anew gets the item of the deleted one", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const [cup, mug] = [await engine.listed("CUP", 5), await engine.listed("MUG", 5)];
  await work(engine);
  await engine.db.owner.run("update listing set stock_sync = false where id = $1", [cup.listing]);
  await remove(engine, cup.variant);
  await remove(engine, mug.variant);
  const product = { title: "Mug", variants: [{ sku: "MUG" }] };
  const made = await engine.inside((tx) => createProduct(tx, { product, now: new Date(engine.clock.now()) }));
  await work(engine);
  expect(Object.fromEntries(channel.shown)).toEqual({ CUP: 5, MUG: 0 });
  const [first, second] = await engine.inside((tx) =>
    tx.rows<{ variant: string | null }>("select variant_id as variant from listing order by ext_key"),
  );
  expect([first?.variant, second?.variant]).toEqual([null, made.variantIds[0]]);
});

test("a deleted product goes off sale on a channel that takes products, and nothing else of it changes [A4.3]", async () => {
  const channel = fakeChannel();
  const puts: ProductForChannel[] = [];
  const shown = (key: string, status: "active" | "draft" = "active"): ChannelProduct =>
    channelProduct(
      key,
      [channelVariant(key, { sku: key, levels: [{ location: "", available: channel.shown.get(key) ?? 0 }] })],
      { title: `Their ${key}`, status },
    );
  const products: Products = {
    sweeps: [],
    get: async (key) => shown(key),
    async put({ key, product }) {
      puts.push(product);
      return { key: key ?? "", product: shown(key ?? "", "draft"), variants: [] };
    },
  };
  await using engine = await testEngine({ stock: channel.stock, products });
  const [cup, mug] = [await engine.listed("CUP", 5), await engine.listed("MUG", 5)];
  const now = () => new Date(engine.clock.now());
  await work(engine);
  await engine.inside((tx) =>
    recordChannelProducts(tx, {
      connectionId: engine.store,
      products: [shown("CUP"), shown("MUG")],
      now: now(),
      initial: false,
    }),
  );
  await engine.db.owner.run(
    `update product_listing p
     set product_id = v.product_id
     from listing l
     join variant v on v.id = l.variant_id
     where l.product_listing_id = p.id`,
  );
  await work(engine);
  await remove(engine, cup.variant);
  await remove(engine, mug.variant, "unpublish");
  await work(engine);
  await work(engine);
  expect(puts).toMatchObject([
    { title: "Their MUG", active: false, variants: [{ key: "MUG", sku: "MUG", levels: [] }] },
  ]);
  expect(channel.shown.get("MUG")).toBe(0);
  expect(await links(engine)).toMatchObject([{ state: "unmapped" }, { state: "unmapped" }]);
  expect(
    await engine.inside((tx) =>
      tx.rows("select ext_key as key from product_listing where leaves or due_at is not null"),
    ),
  ).toEqual([]);
});
