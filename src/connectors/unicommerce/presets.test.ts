import { expect, test } from "vitest";
import { book, booked, indianDraft } from "../kit/testing/courier.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { shipper } from "./connector.ts";
import { connector as selloship } from "./presets/selloship.ts";
import { openAccount } from "./testing.ts";

/** A courier that speaks the contract as Unicommerce wrote it, with a word of its own. */
const other = shipper({
  id: "example_parcels",
  name: "Example Parcels",
  icon: "example_parcels",
  color: "#123456",
  docs: "docs/providers/example_parcels.md",
  dimensionUnit: "mm",
  setupSteps: [{ title: "Ask", text: "Ask the courier." }],
  notes: [],
  bookingFields: { serviceType: "STANDARD", handOverMode: "", returnShipmentFlag: "false" },
  words: { HANDED_TO_RIDER: "out_for_delivery", DELIVERED: "in_transit" },
});

test("another courier of the contract is a preset: its own name, address, units, fields and words [B21]", async () => {
  expect(other.meta).toMatchObject({ id: "example_parcels", name: "Example Parcels", kind: "logistics" });
  const field = (connector: typeof other, id: string) => connector.meta.setupFormFields.find((one) => one.id === id);
  expect([field(other, "baseUrl")?.defaultValue, field(other, "dimensionUnit")?.defaultValue]).toEqual([
    undefined,
    "mm",
  ]);
  expect(field(selloship, "baseUrl")?.defaultValue).toBe("https://selloship.com/api/lock_actvs/channels");
  await using account = await openAccount(
    ({ state }) => {
      state.unit = "mm";
      state.demanded = ["serviceType", "returnShipmentFlag"];
    },
    undefined,
    other,
  );
  const shipment = booked(await book(account.connection, indianDraft("ARG-1")));
  expect(must(account.sandbox.state.parcels[0]).centimetres).toEqual([25, 20, 5]);
  const key = { trackingNumber: shipment.key, carrier: shipment.carrier, shipment };
  for (const [word, status] of [
    ["Handed to rider", "out_for_delivery"],
    ["DELIVERED", "in_transit"],
    ["RTO", "rto_in_transit"],
  ] as const) {
    account.sandbox.shop.scanWord(shipment.key, word);
    const [reported] = await portOf(account.connection, "tracking").pull([key], account.connection.ctx);
    expect(must(reported).scans).toMatchObject([{ status }]);
  }
});

test("a preset does not send what another preset demands", async () => {
  await using account = await openAccount(({ state }) => {
    state.demanded = ["serviceType"];
  });
  expect(await book(account.connection, indianDraft("ARG-1"))).toMatchObject({
    state: "refused",
    text: textWith("serviceType is required"),
  });
});
