import { expect, test } from "vitest";
import { statusOf } from "../../commerce/shipment-states.ts";
import { pushOf } from "../../sandboxes/delhivery/tracking.ts";
import type { Delivery, StoredEvent } from "../kit/contract/webhooks.ts";
import { parcelOf, scansOf } from "../kit/testing/courier.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { wordsMean } from "../kit/testing/meanings.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { meaningOf } from "./statuses.ts";
import { openAccount } from "./testing.ts";

type Account = Awaited<ReturnType<typeof openAccount>>;
const KEY = "our-key-0123456789";

const delivery = (authorization: string, body: object): Delivery =>
  deliveryOf(body, { headers: { authorization }, topic: "tracking", receivedAt: new Date("2026-11-22T05:16:12Z") });

async function understood({ connection }: Account, body: object) {
  const receiver = portOf(connection, "webhooks");
  const came = delivery(KEY, body);
  const stored: StoredEvent = {
    ...must(receiver.read(came)[0]),
    headers: came.headers,
    body: came.body,
    trusted: true,
  };
  const change = await receiver.interpret(stored, connection.ctx);
  return change.as === "scans" ? must(change.parcels[0]).scans : [];
}

test("Indian times become UTC, and a scan pushed and asked for is one [B20]", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const parcel = await parcelOf(account.connection);
  const seen = new Map<string, string | null>();
  for (const means of ["picked_up", "in_transit", "out_for_delivery", "exception", "delivered"] as const) {
    await account.clock.sleep(3_600_000);
    sandbox.shop.scan(parcel.trackingNumber, means);
    const stored = must(sandbox.state.parcels[0]);
    for (const { key, status } of await understood(account, pushOf(stored, must(stored.scans.at(-1)))))
      seen.set(key, status);
  }
  const scans = await scansOf(connection, parcel);
  for (const [key, status] of seen) expect(scans.find((scan) => scan.key === key)?.status).toBe(status);
  expect(scans).toHaveLength(seen.size + 1);
  expect(statusOf("label_ready", scans)).toBe("delivered");
  expect(Math.abs(Date.parse(must(scans.at(-1)).at) - account.clock.now())).toBeLessThan(60_000);
});

test("fifty numbers a call; numbers nobody knows are left out, and none known is no fault", async () => {
  await using account = await openAccount();
  const { connection } = account;
  const parcel = await parcelOf(account.connection);
  const port = portOf(connection, "tracking");
  const stranger = { ...parcel, trackingNumber: "99999999999999" };
  const reported = await port.pull([stranger, parcel], connection.ctx);
  expect(reported.map(({ trackingNumber }) => trackingNumber)).toEqual([parcel.trackingNumber]);
  expect(await port.pull([stranger], connection.ctx)).toEqual([]);
  expect(port.batch).toBe(50);
});

test("a parcel cancelled before pickup stays Manifested there, which moves nothing here", async () => {
  await using account = await openAccount();
  const { connection } = account;
  const parcel = await parcelOf(account.connection);
  const open = { reference: "ARG-1", shipment: parcel.shipment };
  expect(await portOf(connection, "shipments").cancel?.(open, connection.ctx)).toMatchObject({ state: "cancelled" });
  const scans = await scansOf(connection, parcel);
  expect(statusOf("cancelled", scans)).toBe("cancelled");
});

wordsMean(
  "type, word and code %s mean %s",
  {
    "UD/Manifested/X-UCI": "created",
    "UD/Not Picked/": "pickup_failed",
    "UD/In Transit/X-PPOM": "picked_up",
    "UD/In Transit/X-DBL1F": "in_transit",
    "UD/Pending/X-ILL": "in_transit",
    "UD/Pending/EOD-11": "exception",
    "UD/Dispatched/": "out_for_delivery",
    "PU/Dispatched/": "out_for_delivery",
    "DL/Delivered/EOD-38": "delivered",
    "DL/DTO/": "delivered",
    "RT/Pending/EOD-11": "rto_in_transit",
    "RT/Dispatched/": "rto_in_transit",
    "DL/RTO/RD-AC": "rto_delivered",
    "RT/Delivered/": "rto_delivered",
    "CN/Canceled/": "cancelled",
    "UD/LOST/": "lost",
  },
  (reported) => {
    const [type = "", word = "", code = ""] = reported.split("/");
    return [meaningOf(type, word, code) ?? undefined];
  },
);

test("a status named like a property of every object means nothing", () => {
  expect(meaningOf("constructor", "toString", "")).toBeNull();
});

test.each([
  [`Bearer ${KEY}`, "static"],
  [`Token ${KEY}`, "static"],
  [KEY, "static"],
  ["Bearer another", "refused"],
  ["", "refused"],
])("a push is believed for its header alone: %s", async (authorization, outcome) => {
  await using account = await openAccount();
  const receiver = portOf(account.connection, "webhooks");
  expect(receiver.verify(delivery(authorization, {}), [KEY]).outcome).toBe(outcome);
  expect(receiver.verify(delivery(authorization, {}), []).outcome).toBe("refused");
});

test("another attempt is offered for the reasons that allow one, twice at most, and is asked for by number", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const port = portOf(connection, "exceptions");
  expect(port.allowed("UD Pending EOD-11", 1)).toEqual(["reattempt", "return"]);
  expect(port.allowed("UD Pending EOD-11", 3)).toEqual(["return"]);
  expect(port.allowed("UD Pending EOD-999", 1)).toEqual(["return"]);
  expect(port.allowed("UD Dispatched X-DDD3FD", 1)).toEqual([]);
  expect(port.allowed("RT In Transit RT-101", 1)).toEqual([]);
  const { shipment, trackingNumber } = await parcelOf(account.connection);
  const input = { shipment: { reference: "ARG-1", shipment }, action: "reattempt" } as const;
  expect(await port.act(input, connection.ctx)).toMatchObject({ state: "accepted" });
  expect(sandbox.state.reattempts).toEqual([trackingNumber]);
});
