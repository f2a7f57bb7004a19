import { expect, test } from "vitest";
import type { Scan } from "../../commerce/shipment.ts";
import { statusOf } from "../../commerce/shipment-states.ts";
import { parcelOf, scansOf } from "../kit/testing/courier.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { statusOfWord } from "./statuses.ts";
import { openAccount } from "./testing.ts";
import { contractTime, utcOf } from "./time.ts";

test.each(["Status", "status"] as const)(
  "history is what was seen from time to time; %s in either case",
  async (statusKey) => {
    await using account = await openAccount(({ state }) => {
      state.statusKey = statusKey;
    });
    const { connection, sandbox, clock } = account;
    const parcel = await parcelOf(account.connection);
    const seen: Scan[] = [];
    for (const means of ["picked_up", "in_transit", "exception", "out_for_delivery", "delivered"] as const) {
      await clock.sleep(3_600_000);
      sandbox.shop.scan(parcel.trackingNumber, means);
      for (let poll = 0; poll < 2; poll += 1) {
        const scans = await scansOf(connection, parcel);
        seen.push(...scans);
      }
    }
    expect(new Set(seen.map(({ key }) => key)).size).toBe(5);
    expect(statusOf("label_ready", seen)).toBe("delivered");
    expect(seen.every(({ at }) => Math.abs(Date.parse(at) - clock.now()) < 5 * 3_600_000)).toBe(true);
  },
);

test("RTO alone is on its way back, until it is said to have arrived", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const parcel = await parcelOf(account.connection);
  sandbox.shop.scan(parcel.trackingNumber, "rto_in_transit");
  const scans = await scansOf(connection, parcel);
  expect(statusOf("label_ready", scans)).toBe("rto_in_transit");
});

test("one number that makes the call fail holds up no other; an unknown one is left out", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const parcels = [];
  for (let index = 0; index < 8; index += 1) parcels.push(await parcelOf(account.connection, `ARG-${index}`));
  sandbox.state.poisoned.add(must(parcels[5]).trackingNumber);
  const strange = { ...must(parcels[0]), trackingNumber: "99999" };
  const reported = await portOf(connection, "tracking").pull([...parcels, strange], connection.ctx);
  expect(reported).toHaveLength(7);
  for (const { trackingNumber } of parcels) sandbox.state.poisoned.add(trackingNumber);
  await expect(portOf(connection, "tracking").pull(parcels, connection.ctx)).rejects.toMatchObject({
    kind: "rejected",
    message: "failure reason",
  });
});

test("a word nobody knows moves nothing and is reported", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const parcel = await parcelOf(account.connection);
  sandbox.shop.scanWord(parcel.trackingNumber, "Held at customs");
  const scans = await scansOf(connection, parcel);
  expect(scans).toMatchObject([{ status: null, platformStatus: "Held at customs" }]);
  expect(connection.drifts).toMatchObject([{ value: "Held at customs" }]);
});

test.each([
  ["in transit", "in_transit"],
  ["Out-For-Delivery", "out_for_delivery"],
  ["NDR", "exception"],
  ["Pickup Failed", "pickup_failed"],
  ["PICKUP_EXCEPTION", "pickup_failed"],
  ["Damaged", "lost"],
  ["toString", null],
  ["", null],
])("the word %j means %s", (word, status) => {
  expect(statusOfWord(word, {})).toBe(status);
});

test("times are India's with English months, both ways", () => {
  expect(utcOf("21-Nov-2026 19:23:00")).toBe("2026-11-21T13:53:00.000Z");
  expect(contractTime(Date.parse("2026-11-21T13:53:00Z"))).toBe("21-Nov-2026 19:23:00");
  for (const text of ["2026-11-21 19:23:00", "31-Foo-2026 00:00:00", ""]) expect(utcOf(text)).toBeUndefined();
});
