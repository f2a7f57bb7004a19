import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { SHIPMENT_STATUSES } from "../../../commerce/statuses.ts";
import { startSandbox } from "../../../sandboxes/custom_api/courier.ts";
import { STYLES } from "../../../sandboxes/custom_api/styles.ts";
import { book, booked, indianDraft, openShipment } from "../../kit/testing/courier.ts";
import { deliveryOf } from "../../kit/testing/delivery.ts";
import { must, openConnectedShop, portOf } from "../../kit/testing/shop.ts";
import { textWith } from "../../kit/testing/text-with.ts";
import { parseManifest } from "../manifest.ts";
import fleet from "./examples/fleet.json" with { type: "json" };
import { connector } from "./index.ts";
import { parseCourier } from "./manifest.ts";

type Changed = Record<string, unknown> & { calls: Record<string, unknown> };

function changed(change: (manifest: Changed) => void): string {
  const manifest = structuredClone(fleet) as unknown as Changed;
  change(manifest);
  return JSON.stringify(manifest);
}

describe("a courier's description", () => {
  test("a courier's example description is valid, has every status of ours, and a schema", () => {
    const { states, mostParcels } = parseCourier(JSON.stringify(fleet));
    expect(mostParcels).toBe(10);
    const meant = new Set(Object.values(states));
    for (const status of SHIPMENT_STATUSES) expect(meant, status).toContain(status);
    expect(JSON.stringify(connector.schemas?.manifest?.())).toContain('"serviceability"');
  });

  test.each<[string, (manifest: Changed) => void, string]>([
    ["no booking", ({ calls }) => delete calls.book, "calls.book"],
    ["no check", (manifest) => delete manifest.check, "check: missing"],
    [
      "a name nothing fills in",
      ({ calls }) => Object.assign(calls.find as object, { request: { path: "/x/{{input.sku}}" } }),
      '"input.sku" is not available here',
    ],
    [
      "a word of its own for ours",
      (manifest) => Object.assign(manifest.states as object, { GONE: "vanished" }),
      "states.GONE",
    ],
    [
      "no word for delivered",
      (manifest) => delete (manifest.states as Record<string, unknown>).DELIVERED,
      'no word means "delivered"',
    ],
    [
      "one word twice",
      (manifest) => Object.assign(manifest.states as object, { delivered: "lost" }),
      "is the same word",
    ],
    [
      "an unknown word that calls a return off",
      (manifest) => Object.assign(manifest, { resumes: ["AGAIN"] }),
      "stands in no line of states",
    ],
    ["a field nobody knows", (manifest) => Object.assign(manifest, { orders: {} }), "orders"],
    [
      "a shared header and nobody to ask",
      (manifest) => {
        delete manifest.calls.track;
        Object.assign(manifest.webhooks as object, { proof: { scheme: "shared_header", header: "X-Key" } });
      },
      "a shared header signs nothing",
    ],
  ])("a courier's description with %s is refused with its position", (_name, change, text) => {
    expect(() => parseCourier(changed(change))).toThrow(text);
  });

  test("a courier's description and a shop's are distinguished by the form they are pasted into", () => {
    expect(() => parseManifest(JSON.stringify(fleet))).toThrow("connect it as your own courier");
    expect(() => parseCourier(STYLES.page.example)).toThrow("connected as your own shop");
  });
});

test("expressions that do not compile are named with their place when a courier is connected", async () => {
  const manifest = changed(({ calls }) => Object.assign(calls.track as object, { result: "[body.parcels" }));
  await using opened = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const form = { values: { manifest, apiKey: "k" }, state: "s", callbackUrl: "", returnUrl: "" };
  const begin = connector.connect.begin(form, opened.connection.ctx);
  await expect(begin).rejects.toThrow("calls.track.result");
});

test("a price that rose refuses, a number that is missing leaves the booking in doubt, a known reference too", async () => {
  await using opened = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const { connection, shop } = opened;
  const cheap = await book(
    connection,
    indianDraft("ARG-1", { service: "van", price: { minor: 5_999n, currency: "INR" } }),
  );
  expect(cheap).toMatchObject({ state: "refused", code: "price" });
  expect(shop.parcels()).toEqual([]);

  const speechless = changed(({ calls }) => Object.assign(calls.book as object, { result: { key: "body.id" } }));
  await using other = await openConnectedShop(connector, async (clock) => {
    const sandbox = await startSandbox({ clock, seed: 7 });
    const credentials = () => ({ ...sandbox.shop.credentials(), manifest: speechless });
    return { ...sandbox, shop: { ...sandbox.shop, credentials } };
  });
  await expect(book(other.connection, indianDraft("ARG-2"))).rejects.toMatchObject({ info: { kind: "ambiguous" } });
  expect(other.shop.parcels()).toHaveLength(1);
});

test("a courier handles cash, labels in the requested size, vans, lists and signed scans", async () => {
  await using opened = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const { connection, shop, sandbox } = opened;
  const { ctx } = connection;
  const open = await openShipment(connection, indianDraft("ARG-1"));
  expect(shop.parcels()).toMatchObject([{ collects: "499.00", charged: "60.00" }]);
  const labels = await portOf(connection, "labels").get(open, "4x6", ctx);
  expect(labels).toMatchObject({
    state: "ready",
    documents: [{ parcelReference: "ARG-1", contentType: "application/pdf" }],
  });
  expect(sandbox.calls.some(({ path }) => path.startsWith("/v1/labels/"))).toBe(true);
  const hours = { earliest: "2026-11-23T04:00:00Z", latest: "2026-11-23T08:00:00Z" };
  const input = { ...hours, from: indianDraft("X").from, parcels: 1, shipments: [open] };
  expect(await portOf(connection, "pickups").request(input, ctx)).toMatchObject({
    state: "arranged",
    text: textWith("The van comes."),
  });
  expect(await portOf(connection, "pickups").request(input, ctx)).toMatchObject({ state: "standing" });
  expect((await portOf(connection, "manifests").create([open], ctx)).number).toMatch(/^L-/);

  const { trackingNumber } = must(open.shipment.parcels[0]);
  for (const means of ["picked_up", "rto_in_transit"] as const) shop.scan(trackingNumber, means);
  shop.scanWord(trackingNumber, "sent again");
  const key = { trackingNumber, carrier: open.shipment.carrier, shipment: open.shipment };
  const [reported] = await portOf(connection, "tracking").pull([key], ctx);
  expect(must(reported).scans.map(({ status, resumesForward }) => [status, resumesForward])).toEqual([
    ["picked_up", undefined],
    ["rto_in_transit", undefined],
    ["in_transit", true],
  ]);
  expect(booked(await book(connection, indianDraft("ARG-3"))).carrier).toBe("Fleet example");
});

test("a signed delivery is read from its body, one with a shared header is only a reason to ask", async () => {
  await using opened = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const { connection, shop, clock } = opened;
  const open = await openShipment(connection, indianDraft("ARG-1"));
  const { trackingNumber } = must(open.shipment.parcels[0]);
  const reported = {
    barcode: trackingNumber,
    id: 7,
    time: "2026-11-20 10:00:00",
    status: "Delivered",
    note: "",
    city: "",
  };
  const body = Buffer.from(JSON.stringify(reported));
  const signature = createHmac("sha256", "s3cret").update(body).digest("hex");
  const delivery = deliveryOf(body, { headers: { "x-fleet-signature": signature }, receivedAt: new Date(clock.now()) });
  const webhooks = portOf(connection, "webhooks");
  expect(webhooks.verify(delivery, ["other", "s3cret"])).toEqual({ outcome: "signed" });
  for (const secrets of [["other"], []])
    expect(webhooks.verify(delivery, secrets)).toMatchObject({ outcome: "refused" });
  expect(webhooks.read(delivery)).toEqual([{ kind: "tracking", ref: trackingNumber, topic: "tracking" }]);
  expect(() => webhooks.read({ ...delivery, body: Buffer.from("{}") })).toThrow("names no tracking number");
  const event = { kind: "tracking", ref: trackingNumber, topic: "tracking", headers: {}, body } as const;
  expect(await webhooks.interpret({ ...event, trusted: true }, connection.ctx)).toMatchObject({
    as: "scans",
    parcels: [{ trackingNumber, scans: [{ status: "delivered", at: "2026-11-20T04:30:00.000Z", key: "7" }] }],
  });
  shop.scan(trackingNumber, "picked_up");
  expect(await webhooks.interpret({ ...event, trusted: false }, connection.ctx)).toMatchObject({
    parcels: [{ trackingNumber, scans: [{ status: "picked_up" }] }],
  });
});

test("corrections are there where the description declares the call, for the shipment or for each parcel", async () => {
  const withManifest = (manifest: string) =>
    openConnectedShop(connector, async (clock) => {
      const sandbox = await startSandbox({ clock, seed: 7 });
      const credentials = () => ({ ...sandbox.shop.credentials(), manifest });
      return { ...sandbox, shop: { ...sandbox.shop, credentials } };
    });
  await using without = await withManifest(changed(({ calls }) => delete calls.correct));
  expect(portOf(without.connection, "shipments").correct).toBeUndefined();

  await using each = await withManifest(
    changed(({ calls }) => Object.assign(calls.correct as object, { each: "parcel" })),
  );
  const open = await openShipment(each.connection, indianDraft("ARG-1"));
  const { correct } = portOf(each.connection, "shipments");
  const reported = await correct?.(open, { name: "Meera Example" }, each.connection.ctx);
  expect(reported).toEqual({ state: "refused", text: textWith(/There is no such record\.$/) });
  const requests = each.sandbox.calls.filter(({ method }) => method === "PATCH").map(({ path }) => path);
  expect(requests).toEqual(open.shipment.parcels.map(({ key }) => `/v1/shipments/${key}`));
});
