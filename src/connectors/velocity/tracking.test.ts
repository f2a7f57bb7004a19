import { expect, test } from "vitest";
import type { Scan } from "../../commerce/shipment.ts";
import { statusOf } from "../../commerce/shipment-states.ts";
import type { Delivery, StoredEvent } from "../kit/contract/webhooks.ts";
import { parcelOf, scansOf } from "../kit/testing/courier.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { meaningOf } from "./statuses.ts";
import { openAccount } from "./testing.ts";

type Account = Awaited<ReturnType<typeof openAccount>>;

test("a parcel's way is told line by line in UTC, newest first or not [B22]", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const parcel = await parcelOf(account.connection);
  for (const means of ["picked_up", "in_transit", "out_for_delivery", "delivered"] as const)
    sandbox.shop.scan(parcel.trackingNumber, means);
  const scans = await scansOf(connection, parcel);
  expect(statusOf("label_ready", scans)).toBe("delivered");
  expect(
    scans.every(({ at }) => /^\d{4}-.*Z$/.test(at) && Math.abs(Date.parse(at) - account.clock.now()) < 60_000),
  ).toBe(true);
  const again = await portOf(connection, "tracking").pull([parcel], connection.ctx);
  expect(must(again[0]).scans.map(({ key }) => key)).toEqual(scans.map(({ key }) => key));
});

test("a parcel back with us is no delivery, although its carrier writes DELIVERED", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const parcel = await parcelOf(account.connection);
  for (const means of ["picked_up", "exception", "rto_in_transit", "rto_delivered"] as const)
    sandbox.shop.scan(parcel.trackingNumber, means);
  const scans = await scansOf(connection, parcel);
  expect(statusOf("label_ready", scans)).toBe("rto_delivered");
});

test("a return that was called off goes on to the receiver", async () => {
  await using account = await openAccount();
  const { connection, sandbox, clock } = account;
  const parcel = await parcelOf(account.connection);
  const all: Scan[] = [];
  for (const word of ["in_transit", "rto_initiated", "rto_cancelled"]) {
    await clock.sleep(3_600_000);
    sandbox.shop.scanWord(parcel.trackingNumber, word);
    const scans = await scansOf(connection, parcel);
    all.push(...scans);
  }
  expect(statusOf("label_ready", all)).toBe("in_transit");
});

test("a word nobody knows moves nothing and is reported", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const parcel = await parcelOf(account.connection);
  sandbox.shop.scanWord(parcel.trackingNumber, "handed_to_neighbour");
  const scans = await scansOf(connection, parcel);
  expect(scans).toMatchObject([{ status: null, platformStatus: "handed_to_neighbour" }]);
  expect(connection.drifts).toMatchObject([{ value: "handed_to_neighbour" }]);
});

test("fifty numbers a call; unknown ones and errors are left out, the others are told", async () => {
  await using account = await openAccount();
  const { connection } = account;
  const parcel = await parcelOf(account.connection);
  const strange = ["MISSING1", "ERROR1"].map((trackingNumber) => ({ ...parcel, trackingNumber }));
  const port = portOf(connection, "tracking");
  const reported = await port.pull([...strange, parcel], connection.ctx);
  expect(reported.map(({ trackingNumber }) => trackingNumber)).toEqual([parcel.trackingNumber]);
  expect(port.batch).toBe(50);
});

test.each([
  ["in_transit", "in_transit"],
  ["NDR Raised", "exception"],
  ["not_picked", "pickup_failed"],
  ["return_not_picked", "pickup_failed"],
  ["rto_lost", "lost"],
  ["rejected", "cancelled"],
  ["constructor", undefined],
])("the word %s means %s", (word, status) => {
  expect(meaningOf(word)?.status).toBe(status);
});

const KEY = "our-key-0123456789";
const delivery = (headers: Readonly<Record<string, string>>, body: object): Delivery =>
  deliveryOf(body, { headers, topic: "tracking", receivedAt: new Date("2026-11-22T05:16:12Z") });
const event = (type: string, data: object) => ({
  event: type,
  event_id: "evt-1",
  event_timestamp: "2026-11-22T10:46:11+05:30",
  data: { tracking_number: "34812000000001", order_external_id: "ARG-1001", ...data },
});

test.each([
  [{ "x-api-key": KEY }, "static"],
  [{ authorization: KEY }, "static"],
  [{ authorization: `Bearer ${KEY}` }, "static"],
  [{ "x-webhook-token": KEY }, "static"],
  [{ "x-api-key": "another" }, "refused"],
  [{ "x-velocity-signature": KEY }, "refused"],
  [{}, "refused"],
])("a delivery is believed for its key alone: %j", async (headers, outcome) => {
  await using account = await openAccount();
  const receiver = portOf(account.connection, "webhooks");
  expect(receiver.verify(delivery(headers, {}), [KEY]).outcome).toBe(outcome);
  expect(receiver.verify(delivery(headers, {}), []).outcome).toBe("refused");
});

async function understood(account: Account, body: object) {
  const receiver = portOf(account.connection, "webhooks");
  const came = delivery({ "x-api-key": KEY }, body);
  const [read] = receiver.read(came);
  const stored: StoredEvent = { ...must(read), headers: came.headers, body: came.body, trusted: true };
  return { read, change: await receiver.interpret(stored, account.connection.ctx) };
}

test("a change of state and a line of the history are told as scans, each once", async () => {
  await using account = await openAccount();
  const state = await understood(
    account,
    event("status_change", { status: "out_for_delivery", shipment_type: "forward" }),
  );
  expect(state.read).toMatchObject({ kind: "tracking", ref: "34812000000001", deliveryId: "evt-1" });
  expect(state.change).toMatchObject({
    as: "scans",
    parcels: [{ scans: [{ status: "out_for_delivery", at: "2026-11-22T05:16:11.000Z" }] }],
  });
  const line = { event_date_time: "2026-11-22T10:45:00+05:30", location: "Bengaluru", remarks: "OUT FOR DELIVERY" };
  const added = await understood(
    account,
    event("tracking_addition", { status: "out_for_delivery", new_tracking: line }),
  );
  expect(added.change).toMatchObject({
    parcels: [{ scans: [{ key: "2026-11-22T05:15:00.000Z OUT FOR DELIVERY", place: "Bengaluru" }] }],
  });
});

test('a scan "delivered" on the way back means nothing', async () => {
  await using account = await openAccount();
  const { change } = await understood(account, event("status_change", { status: "delivered", shipment_type: "rto" }));
  expect(change).toMatchObject({ parcels: [{ scans: [{ status: null }] }] });
  const line = { event_date_time: "2026-11-22T10:45:00+05:30", remarks: "DELIVERED" };
  const back = await understood(account, event("tracking_addition", { shipment_type: "rto", new_tracking: line }));
  expect(back.change).toMatchObject({ parcels: [{ scans: [{ status: null }] }] });
});

test("a check of goods coming back is not a parcel's way", async () => {
  await using account = await openAccount();
  const { read, change } = await understood(account, event("qc_update", { qc_status: "failed" }));
  expect([read?.kind, change.as]).toEqual(["other", "nothing"]);
});
