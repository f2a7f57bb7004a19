import { expect, test } from "vitest";
import type { ShipmentDraft } from "../../commerce/shipment.ts";
import { hasLeft } from "../../commerce/shipment-states.ts";
import { startSandbox } from "../../sandboxes/shippo/index.ts";
import { bookingRun, courierDraft } from "../kit/conformance/courier-draft.ts";
import { describeCourier } from "../kit/conformance/couriers.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { must, openConnectedShop, portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

const place = { name: "Ada", line1: "1 Long Street", city: "Reno", region: "NV", postcode: "89501", country: "US" };
const consignment = {
  from: { locationId: "l", address: { ...place, name: "Depot", phone: "4155550101" } },
  to: place,
  currency: "USD",
};

describeCourier({
  proves: ["B24"],
  connector,
  startSandbox,
  consignment,
  booking: { method: "POST", path: "/transactions" },
  spec,
});

const shop = (address: string | null = null) =>
  openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }), { publicUrl: () => address });
const draft = (more: Partial<ShipmentDraft> = {}) => courierDraft({ consignment }, more);

test("rates stand side by side, and the one chosen is bought with its label and number [B24, G1]", async () => {
  await using it = await shop();
  const { ctx } = it.connection;
  const { offers } = await portOf(it.connection, "rates").quote(draft(), ctx);
  expect(offers.map(({ carrier, price, days }) => [carrier, price, days])).toEqual([
    ["USPS", { minor: 550n, currency: "USD" }, 4],
    ["USPS", { minor: 925n, currency: "USD" }, 2],
  ]);
  const service = must(offers[1]).service;
  const input = bookingRun(draft({ service, price: { minor: 925n, currency: "USD" } }));
  const shipments = portOf(it.connection, "shipments");
  const booked = await shipments.book(input, ctx);
  const [parcel] = it.shop.parcels();
  expect(booked).toMatchObject({
    state: "booked",
    shipment: { carrier: "USPS", charge: { minor: 925n, currency: "USD" }, ext: { carrier: "usps" } },
  });
  if (booked.state !== "booked") throw new Error("not booked");
  expect(booked.shipment.parcels).toMatchObject([{ trackingNumber: parcel?.trackingNumber }]);
  const open = { reference: input.draft.reference, shipment: booked.shipment };
  const label = await portOf(it.connection, "labels").get(open, undefined, ctx);
  if (label.state !== "ready") throw new Error("no label");
  expect(Buffer.from(must(label.documents[0]).bytes).toString()).toContain(must(parcel).trackingNumber);
  expect(must(it.sandbox.calls.find(({ path }) => path === "/shipments")).requestBody).toContain('"height":"10.1"');
});

test("a dearer price, an address nobody serves and a carrier's error buy nothing", async () => {
  await using it = await shop();
  const shipments = portOf(it.connection, "shipments");
  const book = (more: Partial<ShipmentDraft>) => shipments.book(bookingRun(draft(more)), it.connection.ctx);
  expect(await book({ price: { minor: 549n, currency: "USD" } })).toMatchObject({ state: "refused", code: "price" });
  const unserved = { ...place, postcode: it.shop.unservedPostcode };
  expect(await book({ to: unserved })).toEqual({
    state: "refused",
    code: "no_rates",
    text: textWith("USPS: The destination address is invalid."),
  });
  it.sandbox.state.nextStatuses.push("ERROR");
  expect(await book({})).toMatchObject({ state: "refused", text: /^USPS: USPS did not respond/ as unknown as string });
  expect(it.shop.parcels()).toEqual([]);
});

test("a label Shippo still works on is asked for, and several parcels keep their own numbers", async () => {
  await using it = await shop();
  const shipments = portOf(it.connection, "shipments");
  it.sandbox.state.nextStatuses.push("QUEUED");
  const [first] = draft().parcels;
  const parcels = [1, 2, 3].map((n) => ({ ...must(first), reference: `X-1-ABCDEFGH-${n}` }));
  const input = bookingRun(draft({ parcels }));
  const waits = await shipments.book(input, it.connection.ctx);
  expect(waits.state).toBe("pending");
  if (waits.state !== "pending") return;
  expect(await must(shipments.find)(input, it.connection.ctx)).toMatchObject({ state: "unsure" });
  it.shop.workOff();
  const booked = await shipments.book({ ...input, saved: waits.saved }, it.connection.ctx);
  if (booked.state !== "booked") throw new Error("not booked");
  const numbers = booked.shipment.parcels.map(({ trackingNumber }) => trackingNumber);
  expect(new Set(numbers).size).toBe(3);
  expect(numbers).toEqual(it.shop.parcels().map(({ trackingNumber }) => trackingNumber));
});

test("a label is cancelled once, and one that was used is not", async () => {
  await using it = await shop();
  const shipments = portOf(it.connection, "shipments");
  const cancel = must(shipments.cancel);
  const open = async (reference: string) => {
    const booked = await shipments.book(bookingRun(draft({ reference })), it.connection.ctx);
    if (booked.state !== "booked") throw new Error("not booked");
    return { reference, shipment: booked.shipment };
  };
  const first = await open("X-1");
  expect(await cancel(first, it.connection.ctx)).toMatchObject({ state: "cancelled" });
  expect(await cancel(first, it.connection.ctx)).toMatchObject({ state: "cancelled" });
  expect(it.sandbox.calls.filter(({ path }) => path === "/refunds")).toHaveLength(1);
  const second = await open("X-2");
  it.shop.scan(must(second.shipment.parcels[0]).trackingNumber, "picked_up");
  expect(await cancel(second, it.connection.ctx)).toMatchObject({ state: "refused" });
});

test("every word of Shippo has a meaning, an unknown one none [G1]", async () => {
  await using it = await shop();
  const { ctx } = it.connection;
  const booked = await portOf(it.connection, "shipments").book(bookingRun(draft()), ctx);
  if (booked.state !== "booked") throw new Error("not booked");
  const { trackingNumber } = must(booked.shipment.parcels[0]);
  const ways = ["label_ready", "picked_up", "in_transit", "out_for_delivery", "exception", "delivered"] as const;
  for (const way of ways) it.shop.scan(trackingNumber, way);
  it.shop.scanWord(trackingNumber, "TELEPORTED");
  const key = { trackingNumber, carrier: "USPS", shipment: booked.shipment };
  const unknown = { ...key, trackingNumber: "nobody's" };
  const [reported, ...none] = await portOf(it.connection, "tracking").pull([key, unknown], ctx);
  expect(none).toEqual([]);
  expect(must(reported).scans.map(({ status }) => status)).toEqual([...ways, null]);
  expect(it.connection.drifts).toMatchObject([{ path: "tracking_status.status", value: "TELEPORTED" }]);
  expect(must(reported).scans.filter(({ status }) => status !== null && hasLeft(status))).toHaveLength(5);
});

test("webhooks are registered once with a secret in their address, and scans without it are refused [B40]", async () => {
  await using it = await shop("https://hub.example/api/webhooks/shippo/key");
  it.connection.secrets.set("webhookSecret", "s".repeat(32));
  const { ctx } = it.connection;
  const registered = portOf(it.connection, "subscriptions");
  await registered.ensure(ctx);
  await registered.ensure(ctx);
  expect([...it.sandbox.state.hooks.values()]).toMatchObject([{ event: "track_updated", active: true }]);
  expect((await registered.list(ctx)).map(({ url }) => url)).toEqual(["https://hub.example/api/webhooks/shippo/key"]);
  const handler = portOf(it.connection, "webhooks");
  const scan = (id: string) => ({
    event: "track_updated",
    test: true,
    data: {
      tracking_number: "94",
      tracking_status: { object_id: id, status: "TRANSIT", status_date: "2026-11-22T09:58:00Z" },
    },
  });
  const delivery = (token: string, body: object) => deliveryOf(body, { query: { token }, receivedAt: new Date() });
  const reported = delivery("s".repeat(32), scan("one"));
  expect(handler.verify(reported, ["s".repeat(32)])).toEqual({ outcome: "static" });
  expect(handler.verify(delivery("", scan("one")), ["s".repeat(32)])).toMatchObject({ outcome: "refused" });
  expect(handler.verify(delivery("", scan("one")), [])).toMatchObject({ outcome: "refused" });
  const [event] = handler.read(reported);
  expect(event).toEqual({ kind: "tracking", ref: "94 one", topic: "track_updated", deliveryId: "one" });
  expect(handler.read(delivery("", scan("two")))[0]?.ref).not.toBe(event?.ref);
  const change = await handler.interpret({ ...must(event), headers: {}, body: reported.body, trusted: true }, ctx);
  expect(change).toMatchObject({
    as: "scans",
    parcels: [{ trackingNumber: "94", scans: [{ status: "in_transit" }] }],
  });
  await registered.remove(ctx);
  expect(it.sandbox.state.hooks.size).toBe(0);
});

test("a token that was revoked says so, and a throttle is waited out", async () => {
  await using it = await shop();
  it.sandbox.faults.add({ fault: { kind: "throttle", retryAfterSeconds: 2 }, times: 1 });
  expect((await portOf(it.connection, "rates").quote(draft(), it.connection.ctx)).offers).toHaveLength(2);
  it.sandbox.faults.revoke();
  await expect(portOf(it.connection, "rates").quote(draft(), it.connection.ctx)).rejects.toMatchObject({
    info: { kind: "auth_revoked" },
  });
});

test("addresses of the US need a state, and parcels abroad a phone number, before Shippo is asked", async () => {
  await using account = await shop();
  const { lacks } = portOf(account.connection, "shipments");
  const fieldsOf = (change: object) =>
    lacks?.({ ...consignment, to: { ...place, ...change } }).map(({ field }) => field);
  expect(fieldsOf({})).toEqual([]);
  expect(fieldsOf({ region: " " })).toEqual(["to.region"]);
  const abroad = { region: undefined, country: "NL" };
  expect([fieldsOf(abroad), fieldsOf({ ...abroad, phone: "+31600000000" })]).toEqual([["to.phone"], []]);
});
