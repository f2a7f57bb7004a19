/**
 * From order to door with everything real but the platforms: a shop's order is offered, booked and labelled at a courier,
 * its scans come by webhook, and the shop learns the number. The parts have tests of their own; this one is about the seams.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../src/commerce/clock.ts";
import { type ShippoSandbox, startSandbox } from "../src/sandboxes/shippo/index.ts";
import { firstSyncDone, type TestHub, until } from "./support/hub.ts";
import { sharedHub } from "./support/shared-hub.ts";

let hub: TestHub;
let courier: ShippoSandbox;

beforeAll(async () => {
  hub = await sharedHub();
  courier = await startSandbox({ clock: systemClock, seed: 3 });
});
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await courier?.close();
});

interface Shipment {
  readonly id: string;
  readonly state: string;
  readonly status: string;
  readonly labelState: string;
  readonly text: string;
  readonly trackingNumbers: readonly string[];
}

test("an order goes from the shop to the door, and the shop is told the number [B24, E3, G1, G2]", async () => {
  const seller = await hub.seller("doorstep");
  const shop = await hub.sandbox("woocommerce");
  shop.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "10.00", stock: 9 }] });
  await firstSyncDone(seller, await hub.connect(seller, shop, "Shop", { stockFrom: "channel" }));
  await seller.post("/stores", {
    provider: "shippo",
    values: { ...courier.shop.credentials(), endpoint: courier.url },
  });
  await until("scans are told by webhook", async () => courier.state.hooks.size > 0);
  const [location] = (await seller.get<{ items: { id: string }[] }>("/locations")).items;
  const address = { line1: "965 Mission St", city: "San Francisco", region: "CA", postcode: "94103", country: "US" };
  await seller.patch(`/locations/${location?.id}`, { address });

  const customer = { name: "Ada", email: "ada@mail.example", phone: "+31600000000" };
  const key = shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 2 }], customer, payment: "paid" });
  const orders = () => seller.get<{ items: { id: string; fulfilment: string }[] }>("/orders");
  const [order] = (await until("the order is here", orders, { wanted: ({ items }) => items.length > 0 })).items;
  const packed = {
    orderId: order?.id,
    parcels: [{ weightGrams: 700, lengthMm: 200, widthMm: 150, heightMm: 100 }],
  };
  const { items } = await seller.post<{
    items: { courierId: string; offers: { service: string; price: { minor: number; currency: string } }[] }[];
  }>("/shipments/rates", packed);
  const [desk] = items;
  const offer = desk?.offers[0];
  expect(desk?.offers.map(({ price }) => price)).toEqual([
    { minor: 550, currency: "USD" },
    { minor: 925, currency: "USD" },
  ]);
  const price = { minor: String(offer?.price.minor), currency: offer?.price.currency };
  const input = { ...packed, courierId: desk?.courierId, service: offer?.service, price };
  const { id } = await seller.post<Shipment>("/shipments", input);
  const read = () => seller.get<Shipment>(`/shipments/${id}`);
  const booked = await until("the label is here", read, { wanted: ({ labelState }) => labelState === "ready" });
  const [number = ""] = booked.trackingNumbers;
  expect(booked).toMatchObject({ state: "booked", status: "label_ready" });
  const label = await seller.call("GET", `/shipments/${id}/label`);
  expect([label.headers.get("content-type"), (await label.text()).slice(0, 4)]).toEqual(["application/pdf", "%PDF"]);
  expect(courier.shop.parcels().map(({ trackingNumber }) => trackingNumber)).toEqual([number]);

  courier.shop.scan(number, "picked_up");
  await until("the shop knows the number", async () => shop.shop.order(key)?.trackingNumbers.includes(number));
  courier.shop.scan(number, "out_for_delivery");
  courier.shop.scan(number, "delivered");
  await until("it has arrived", read, { wanted: ({ status }) => status === "delivered" });
  await until("the order says so", orders, { wanted: (seen) => seen.items[0]?.fulfilment === "delivered" });
  expect(courier.shop.parcels()).toHaveLength(1);
});
