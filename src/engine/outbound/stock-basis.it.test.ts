import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { explainListing } from "../../hub/listings/explain-stock.ts";
import { later, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";
import { fakeChannel } from "./testing.ts";

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
