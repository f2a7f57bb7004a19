import { expect, test } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import { explainListing } from "../../../hub/listings/explain-stock.ts";
import { sampleStore } from "../../../hub/listings/samples.ts";
import { later, orderLine, orderPart } from "../../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { reportOrders } from "../../testing-orders.ts";
import { fakeChannel } from "../testing.ts";

/** A channel whose number is what lies there: its open orders are in it until they are shipped. */
const warehouse = () => fakeChannel({ basis: "available_plus_open_orders", takesAt: "shipped" });

const apply = (engine: TestEngine, part: OrderPart) => reportOrders(engine, [part], { source: "webhook" });

test("open orders of a channel that counts them in are in its number until it ships them", async () => {
  const channel = warehouse();
  await using engine = await testEngine({ stock: channel.stock });
  const { variant, listing } = await engine.listed("MUG", 10);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("MUG")).toBe(10);
  engine.clock.pass(60_000);
  const first = orderPart("o1", {
    placedAt: new Date(engine.clock.now()).toISOString(),
    lines: [orderLine({ variantKey: "MUG", quantity: 3, channelTook: 0 })],
  });
  await apply(engine, first);
  const sends = channel.sends;
  await engine.engine.runUntilIdle();
  expect([channel.shown.get("MUG"), channel.sends]).toEqual([10, sends]);
  const explained = await engine.inside((tx) => explainListing(tx, listing, new Date(engine.clock.now())));
  expect(explained.locations[0]?.steps).toMatchObject([
    { label: "available at Main", value: 7 },
    { label: "plus 3 in the channel's own open orders, which its number includes", value: 10 },
  ]);
  // Shipped there: the channel lowers its number itself, and nothing is sent.
  engine.clock.pass(10 * 60_000);
  channel.shown.set("MUG", 7);
  await apply(
    engine,
    later(first, 10, { lines: [orderLine({ variantKey: "MUG", quantity: 3, fulfilledQuantity: 3, channelTook: 3 })] }),
  );
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("MUG")).toBe(7);
  engine.clock.pass(10 * 60_000);
  // Goods that come in are sent with what is open at that moment on top.
  await apply(
    engine,
    orderPart("o2", {
      placedAt: new Date(engine.clock.now()).toISOString(),
      lines: [orderLine({ variantKey: "MUG", quantity: 2, channelTook: 0 })],
    }),
  );
  await engine.adjust(variant, 5);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("MUG")).toBe(12);
});

test("units that were sold there and are not here raise no number: they are told as they come in", async () => {
  const channel = warehouse();
  await using engine = await testEngine({ stock: channel.stock });
  const { variant } = await engine.listed("CUP", 0);
  channel.shown.set("CUP", 0);
  await engine.engine.runUntilIdle();
  engine.clock.pass(60_000);
  const placedAt = new Date(engine.clock.now()).toISOString();
  const order = orderPart("o1", {
    placedAt,
    lines: [orderLine({ variantKey: "CUP", quantity: 3, channelTook: 0 })],
  });
  await apply(engine, order);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("CUP")).toBe(0);
  await engine.adjust(variant, 2);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("CUP")).toBe(2);
  engine.clock.pass(60_000);
  await apply(
    engine,
    later(order, 1, { status: "cancelled", lines: [orderLine({ variantKey: "CUP", quantity: 0, channelTook: 0 })] }),
  );
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("CUP")).toBe(2);
});

/** Another store of the shop, which sells the same item from the same stock. */
async function sisterOf({ db, organization, inside }: TestEngine, key: string, variant: string): Promise<string> {
  const second = await sampleStore(db, organization, "Second website");
  const at = "https://shop.example#stock-1";
  await db.owner.run("update connection set stock_place = $1, stock_basis = 'available_plus_open_orders'", [at]);
  await inside((tx) =>
    tx.run(
      `with page as (
         insert into argosy.product_listing (organization_id, connection_id, ext_key, title, product_id, content_sync)
         select argosy.tenant(), $1, $2, $2, product_id, false
         from argosy.variant
         where organization_id = argosy.tenant() and id = $3
         returning id)
       insert into argosy.listing (organization_id, connection_id, product_listing_id, ext_key, sku, state, variant_id)
       select argosy.tenant(), $1, id, $2, $2, 'mapped', $3 from page`,
      [second, key, variant],
    ),
  );
  return second;
}

test("open orders of another store with the same stock are in the number too", async () => {
  const channel = warehouse();
  await using engine = await testEngine({ stock: channel.stock });
  const { variant } = await engine.listed("MUG", 10);
  const store = await sisterOf(engine, "MUG", variant);
  await engine.engine.runUntilIdle();
  engine.clock.pass(60_000);
  const placedAt = new Date(engine.clock.now()).toISOString();
  const lines = [orderLine({ variantKey: "MUG", quantity: 3, channelTook: 0 })];
  await reportOrders(engine, [orderPart("o1", { placedAt, lines })], { source: "poll", store });
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("MUG")).toBe(10);
});
