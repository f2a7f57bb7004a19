import { afterEach, describe, expect, it } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { FulfilmentOrderRow } from "../../sandboxes/shopify/state.ts";
import { pickupOf } from "./pickups.ts";
import { createProducts, openRig, orderOf, ordersOf, productsAtTwoLocations, type Rig } from "./testing.ts";

let rig: Rig;
afterEach(() => rig.close());

/** The fulfilment orders of an order, one a line in its order, as Shopify may tell them. */
function placed(...reported: readonly Partial<FulfilmentOrderRow>[]): string {
  const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
  const order = rig.sandbox.state.orders.get(key);
  const first = order?.fulfilmentOrders[0];
  if (!order || !first) throw new Error("The order has no fulfilment order.");
  order.fulfilmentOrders.splice(0, 1, ...reported.map((row, n) => ({ ...first, id: `${first.id}${n}`, ...row })));
  return key;
}

async function swept(): Promise<Map<string, OrderPart>> {
  const found = new Map<string, OrderPart>();
  for (const sweep of ordersOf(rig).sweeps)
    for await (const page of sweep.run({ cursor: null }, rig.ctx))
      for (const part of page.items) found.set(part.orderKey, part);
  return found;
}

const PICK_UP = { delivery: "PICK_UP" };

describe("orders that are collected", () => {
  it("a shop with one location tells them in its list and by name, at its location", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({
      lines: [{ sku: "A", quantity: 1 }],
      customer: { name: "Amal Haddad", email: "amal@example.test" },
      isCollected: true,
    });
    const sent = rig.sandbox.shop.placeOrder({ lines: [{ sku: "B", quantity: 1 }] });
    const [place] = rig.sandbox.state.locations;
    const pickup = { place: place?.name, location: place?.id };
    expect((await orderOf(rig, key)).pickup).toEqual(pickup);
    const all = await swept();
    expect([all.get(key)?.pickup, all.get(sent)?.pickup]).toEqual([pickup, undefined]);
    expect(all.get(key)?.shippingAddress).toBeUndefined();
  });

  it.each([
    ["sent", [{}]],
    ["delivered by the shop", [{ delivery: "LOCAL" }]],
    ["brought to a parcel shop", [{ delivery: "PICKUP_POINT" }]],
    ["sold over the counter", [{ delivery: "RETAIL" }]],
    ["without a method", [{ delivery: null }]],
    ["partly sent", [PICK_UP, {}]],
    ["partly sent, told the other way round", [{}, PICK_UP]],
    ["of files alone", [{ delivery: "NONE" }]],
    ["of files alone, in two parts", [{ delivery: "NONE" }, { delivery: "NONE" }]],
    ["no longer collected", [{ ...PICK_UP, status: "CANCELLED" }, {}]],
    ["without a fulfilment order", []],
  ])("an order that is %s is not collected", async (_, reported) => {
    rig = await openRig(createProducts);
    const key = placed(...reported);
    expect((await orderOf(rig, key)).pickup).toBeUndefined();
    expect((await swept()).get(key)?.pickup).toBeUndefined();
  });

  it.each([
    ["beside a gift card", [{ delivery: "NONE" }, PICK_UP]],
    ["after two gift cards", [{ delivery: "NONE" }, { delivery: "NONE" }, PICK_UP]],
    ["moved from an order that was cancelled", [{ status: "CANCELLED" }, { status: "CANCELLED" }, PICK_UP]],
    ["on hold", [{ ...PICK_UP, status: "ON_HOLD" }]],
    ["handed over", [{ ...PICK_UP, status: "CLOSED" }]],
  ])("an order %s is collected", async (_, reported) => {
    rig = await openRig(createProducts);
    const key = placed(...reported);
    expect((await orderOf(rig, key)).pickup).toMatchObject({ location: "1" });
    expect((await swept()).get(key)?.pickup).toMatchObject({ location: "1" });
  });

  it("a shop with two locations says which; at both, no location is made up, and what is open counts", async () => {
    rig = await openRig(productsAtTwoLocations);
    const [first, shop] = [rig.sandbox.state.locations[0]?.name, "Shop"];
    const one = placed({ ...PICK_UP, locationId: "2" });
    const both = placed({ ...PICK_UP, locationId: "1" }, { ...PICK_UP, locationId: "2" });
    const rest = placed({ ...PICK_UP, locationId: "1", status: "CLOSED" }, { ...PICK_UP, locationId: "2" });
    expect((await orderOf(rig, one)).pickup).toEqual({ place: shop, location: "2" });
    expect((await orderOf(rig, both)).pickup).toEqual({ place: `${first}, ${shop}`, location: undefined });
    expect((await orderOf(rig, rest)).pickup).toEqual({ place: shop, location: "2" });
  });

  it("a place that is gone keeps its name alone", async () => {
    rig = await openRig(createProducts);
    const key = placed({ ...PICK_UP, locationId: "99" });
    const { pickup } = await orderOf(rig, key);
    expect(pickup?.location).toBeUndefined();
  });

  it("an order is read without the right to fulfilment orders, and no pickup is requested", async () => {
    rig = await openRig((sandbox) => {
      createProducts(sandbox);
      sandbox.state.scopes = sandbox.state.scopes.filter((scope) => !scope.includes("fulfillment_orders"));
    });
    const key = placed(PICK_UP);
    const part = await orderOf(rig, key);
    expect([part.pickup, part.lines.length]).toEqual([undefined, 1]);
    expect((await swept()).get(key)?.lines.length).toBe(1);
  });

  it("a method nobody knows yet is no pickup, and keeps an order from being one", () => {
    const orderOfTwo = (...methods: readonly string[]) => ({
      ...{ id: "1", updatedAt: "2026-11-20T09:00:00Z", fulfillments: [], refunds: [] },
      fulfillmentOrders: {
        nodes: methods.map((methodType) => ({
          ...{ id: "1", status: "OPEN", deliveryMethod: { methodType } },
          assignedLocation: { name: "Shop", location: { id: "gid://shopify/Location/2" } },
          lineItems: { nodes: [] },
        })),
      },
    });
    expect(pickupOf(orderOfTwo("DRONE"))).toBeUndefined();
    expect(pickupOf(orderOfTwo("PICK_UP", "DRONE"))).toBeUndefined();
    expect(pickupOf(orderOfTwo("PICK_UP", "PICK_UP"))).toEqual({ place: "Shop", location: "2" });
  });
});
