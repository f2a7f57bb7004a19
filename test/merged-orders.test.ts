/** Two shops, one buyer: their orders share a parcel and a label, and each shop is told the number once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../src/commerce/clock.ts";
import { type ShippoSandbox, startSandbox } from "../src/sandboxes/shippo/index.ts";
import { firstSyncDone, type TestHub, until } from "./support/hub.ts";
import { sharedHub } from "./support/shared-hub.ts";

let hub: TestHub;
let courier: ShippoSandbox;

beforeAll(async () => {
  hub = await sharedHub();
  courier = await startSandbox({ clock: systemClock, seed: 5 });
});
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await courier?.close();
});

interface Suggestions {
  readonly items: readonly { readonly match: string; readonly orders: readonly { readonly id: string }[] }[];
}

interface Shipments {
  readonly items: readonly {
    readonly id: string;
    readonly orderId: string;
    readonly labelState: string;
    readonly trackingNumbers: readonly string[];
    readonly chargeMinor: number;
    readonly togetherWith: readonly string[];
  }[];
}

test("orders of two shops to one address go in one parcel, and both shops learn the number [B24, E3, G1]", async () => {
  const seller = await hub.seller("together");
  const shops = [await hub.sandbox("woocommerce"), await hub.sandbox("woocommerce")] as const;
  for (const [n, shop] of shops.entries()) {
    shop.shop.addProduct({ title: "Mug", variants: [{ sku: `MUG-${n}`, price: "10.00", stock: 9 }] });
    await firstSyncDone(seller, await hub.connect(seller, shop, `Shop ${n}`, { stockFrom: "channel" }));
  }
  await seller.post("/stores", {
    provider: "shippo",
    values: { ...courier.shop.credentials(), endpoint: courier.url },
  });
  const [location] = (await seller.get<{ items: { id: string }[] }>("/locations")).items;
  const address = { line1: "965 Mission St", city: "San Francisco", region: "CA", postcode: "94103", country: "US" };
  await seller.patch(`/locations/${location?.id}`, { address });
  const customer = { name: "Ada", email: "ada@mail.example", phone: "+31600000000" };
  const keys = shops.map(({ shop }, n) =>
    shop.placeOrder({ lines: [{ sku: `MUG-${n}`, quantity: 1 }], customer, payment: "paid" }),
  );

  const suggested = await until("they are suggested", () => seller.get<Suggestions>("/orders/merge-suggestions"), {
    wanted: ({ items }) => items.length > 0,
  });
  const orderIds = suggested.items[0]?.orders.map(({ id }) => id) ?? [];
  expect(suggested.items.map(({ match, orders }) => [match, orders.length])).toEqual([["exact", 2]]);
  const { id } = await seller.post<{ id: string }>("/order-merges", { orderIds });

  const packed = {
    orderId: orderIds[0],
    parcels: [{ weightGrams: 700, lengthMm: 200, widthMm: 150, heightMm: 100 }],
  };
  const { items: offers } = await seller.post<{
    items: { courierId: string; offers: { service: string; price: { minor: number; currency: string } }[] }[];
  }>("/shipments/rates", packed);
  const offer = offers[0]?.offers[0];
  const price = { minor: String(offer?.price.minor), currency: offer?.price.currency };
  const chosen = { courierId: offers[0]?.courierId, service: offer?.service, price };
  await seller.post("/shipments", { ...packed, ...chosen });
  const read = () => seller.get<Shipments>("/shipments");
  const { items: booked } = await until("the label is here", read, {
    wanted: ({ items }) => items.length === 2 && items.every(({ labelState }) => labelState === "ready"),
  });
  expect(courier.shop.parcels()).toHaveLength(1);
  const [number = ""] = booked[0]?.trackingNumbers ?? [];
  expect(new Set(booked.flatMap(({ trackingNumbers }) => trackingNumbers))).toEqual(new Set([number]));
  expect(booked.reduce((sum, { chargeMinor }) => sum + chargeMinor, 0)).toBe(offer?.price.minor);
  expect((await seller.call("DELETE", `/order-merges/${id}`)).status).toBe(409);
  for (const shipment of booked)
    expect((await seller.call("GET", `/shipments/${shipment.id}/label`)).status, "each order has the label").toBe(200);
  // A scan of the label finds both, as at the returns desk.
  const scanned = await seller.get<{ orders: { id: string }[] }>(`/orders/scanned?code=${number}`);
  expect(new Set(scanned.orders.map((order) => order.id))).toEqual(new Set(orderIds));

  courier.shop.scan(number, "picked_up");
  for (const [n, { shop }] of shops.entries())
    await until(`shop ${n} knows the number`, async () => shop.order(keys[n] ?? "")?.trackingNumbers.includes(number));
  courier.shop.scan(number, "delivered");
  const orders = () => seller.get<{ items: { fulfilment: string }[] }>("/orders");
  await until("both have arrived", orders, {
    wanted: ({ items }) => items.length === 2 && items.every(({ fulfilment }) => fulfilment === "delivered"),
  });
  for (const [n, { shop }] of shops.entries())
    expect(shop.order(keys[n] ?? "")?.trackingNumbers, `shop ${n} was told once`).toEqual([number]);
});
