import { expect, test } from "vitest";
import { book, booked, indianDraft, lackedOf, openShipment } from "../kit/testing/courier.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openAccount } from "./testing.ts";

const sent = (calls: readonly { readonly path: string; readonly requestBody: string }[]) =>
  JSON.parse(calls.findLast(({ path }) => path === "/waybill")?.requestBody ?? "null");

test("a parcel goes out under the contract's misspelt names, with money and weight as text [B21]", async () => {
  await using account = await openAccount();
  const draft = indianDraft("ARG-1");
  const shipment = booked(
    await book(account.connection, {
      ...draft,
      service: "delhivery_surface",
      to: { ...draft.to, name: "Asha & Sons", line1: "12; Sample #3\nStreet" },
    }),
  );
  expect(shipment).toMatchObject({ carrier: "Delhivery", parcels: [{ reference: "ARG-1" }] });
  expect(sent(account.sandbox.calls)).toMatchObject({
    Shipment: {
      code: "ARG-1",
      SaleOrderCode: "ARG-1",
      orderDate: "20-Nov-2026 12:23:00",
      weight: "350.0000",
      length: "25",
      breadth: "20",
      height: "5",
      items: [{ quantity: 1, itemPrice: "499.00" }],
    },
    isLablePdf: false,
    paymentMode: "COD",
    collectableAmount: "499.00",
    courierID: "DELHIVERY_SURFACE",
    deliveryAddressDetails: { name: "Asha and Sons", address1: "12 Sample 3 Street", country: "India" },
  });
  expect(sent(account.sandbox.calls)).not.toHaveProperty("serviceType");
});

test("nothing is collected for what is paid, whatever the draft says", async () => {
  await using account = await openAccount();
  booked(await book(account.connection, indianDraft("ARG-1", { payment: "prepaid" })));
  expect(sent(account.sandbox.calls)).toMatchObject({ paymentMode: "PREPAID", collectableAmount: "0.00" });
});

test.each(["cm", "mm"] as const)("a box has its size where %s are read", async (unit) => {
  await using account = await openAccount(({ state }) => {
    state.unit = unit;
  });
  await book(account.connection, indianDraft("ARG-1"));
  expect(must(account.sandbox.state.parcels[0]).centimetres).toEqual([25, 20, 5]);
});

test.each([
  ["an answer of 200 that says FAILED", { postcode: "799999" }, "Pincode not serviceable NOT_SERVICEABLE"],
  ["a phone of another country", { phone: "+4915112345678" }, "The phone has to be an Indian number of ten digits."],
  ["another country", { country: "EG" }, "This courier delivers within India alone."],
])("nothing is booked: %s", async (_what, place, text) => {
  await using account = await openAccount();
  const draft = indianDraft("ARG-1");
  const result = await book(account.connection, { ...draft, to: { ...draft.to, ...place } });
  expect(result).toMatchObject({ state: "refused", text: textWith(text) });
  expect(account.sandbox.state.parcels).toEqual([]);
});

test("an empty wallet shows as the courier's own words", async () => {
  await using account = await openAccount(({ state }) => {
    state.wallet = 0;
  });
  expect(await book(account.connection, indianDraft("ARG-1"))).toMatchObject({
    state: "refused",
    text: textWith("Insufficient balance, please recharge"),
  });
});

test.each([
  ["its answer is lost", "drop_after_commit"],
  ["a gateway answers with a page", "html"],
  ["it took too long there", "504"],
  ["its answer is cut", "truncate"],
  ["it names no number", "no number"],
  ["it does not say how it went", "no status"],
] as const)("a booking is sent once and its outcome is unknown when %s", async (_what, fault) => {
  await using account = await openAccount();
  const { state, faults } = account.sandbox;
  if (fault === "html") state.htmlAnswers = 1;
  else if (fault === "no number") state.namesNoWaybill = true;
  else if (fault === "no status") faults.add({ fault: { kind: "drop_field", field: "status" }, path: "/waybill " });
  else if (fault === "504")
    faults.add({ fault: { kind: "status", status: 504, body: "<html></html>" }, path: "/waybill " });
  else faults.add({ fault: { kind: fault }, path: "/waybill " });
  await expect(book(account.connection, indianDraft("ARG-1"))).rejects.toMatchObject({ kind: "ambiguous" });
  expect(account.sandbox.calls.filter(({ path }) => path === "/waybill")).toHaveLength(1);
  // Nothing there can be asked: a person decides.
  expect(portOf(account.connection, "shipments").find).toBeUndefined();
});

test("a page in place of an answer is asked for again when nothing is booked by it", async () => {
  await using account = await openAccount();
  const { shipment, ...open } = await openShipment(account.connection, indianDraft("ARG-1"));
  account.sandbox.state.htmlAnswers = 2;
  const key = { trackingNumber: shipment.key, carrier: shipment.carrier, shipment };
  expect(await portOf(account.connection, "tracking").pull([key], account.connection.ctx)).toHaveLength(1);
  account.sandbox.state.htmlAnswers = 1;
  const cancel = await portOf(account.connection, "shipments").cancel?.({ ...open, shipment }, account.connection.ctx);
  expect(cancel).toEqual({ state: "cancelled", text: textWith("Pickup is successfully cancelled") });
});

test("a parcel that was picked up is not cancelled, and the reason is given", async () => {
  await using account = await openAccount();
  const open = await openShipment(account.connection, indianDraft("ARG-1"));
  account.sandbox.shop.scan(open.shipment.key, "picked_up");
  expect(await portOf(account.connection, "shipments").cancel?.(open, account.connection.ctx)).toMatchObject({
    state: "refused",
    text: textWith("already picked up"),
  });
});

test.each(["shippingLabel", "label_url", "labelUrl", "label"] as const)(
  "the label is fetched whatever its link is called: %s",
  async (field) => {
    await using account = await openAccount(({ state }) => {
      state.labelField = field;
    });
    const open = await openShipment(account.connection, indianDraft("ARG-1"));
    const ready = await portOf(account.connection, "labels").get(open, undefined, account.connection.ctx);
    expect(ready).toMatchObject({ state: "ready", documents: [{ kind: "label", parcelReference: "ARG-1" }] });
    const call = account.sandbox.calls.findLast(({ path }) => path.startsWith("/documents/"));
    expect(call?.status).toBe(200);
  },
);

test("a label that came later is the panel's", async () => {
  await using account = await openAccount(({ state }) => {
    state.labelField = "";
  });
  const open = await openShipment(account.connection, indianDraft("ARG-1"));
  expect(await portOf(account.connection, "labels").get(open, undefined, account.connection.ctx)).toMatchObject({
    state: "unavailable",
  });
});

test("a manifest leaves out what was handed over or is unknown, and hands over the rest", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const [one, two, three] = await Promise.all(
    ["ARG-1", "ARG-2", "ARG-3"].map((reference) => openShipment(connection, indianDraft(reference))),
  );
  const create = portOf(connection, "manifests").create;
  const first = await create([must(one)], connection.ctx);
  expect([first.number, first.documents.length, first.leftOut]).toEqual([expect.any(String), 1, []]);
  await portOf(connection, "shipments").cancel?.(must(three), connection.ctx);
  const second = await create([must(one), must(two), must(three)], connection.ctx);
  expect(second.leftOut.map(({ reference }) => reference).sort()).toEqual(["ARG-1", "ARG-3"]);
  expect(sandbox.state.parcels.map(({ isManifested }) => isManifested)).toEqual([true, true, false]);
  const again = await create([must(one)], connection.ctx);
  expect([again.number, again.leftOut.length]).toEqual([null, 1]);
});

test("all an address lacks is told before booking: PIN code and phone", async () => {
  await using account = await openAccount();
  expect(lackedOf(account.connection, { postcode: "1", phone: "" })).toEqual(["to.postcode", "to.phone"]);
  expect(lackedOf(account.connection, {})).toEqual([]);
});
