import { expect, test } from "vitest";
import { book, booked, bookSurely, indianDraft, lackedOf, type Shelf } from "../kit/testing/courier.ts";
import { portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openAccount } from "./testing.ts";

const bodyOf = (calls: readonly { readonly path: string; readonly requestBody: string }[], path: string) =>
  JSON.parse(calls.findLast((call) => call.path.endsWith(path))?.requestBody ?? "null");

test("a booking goes out in kilograms, centimetres and Indian time, to the billing address", async () => {
  await using account = await openAccount();
  const shipment = booked(await book(account.connection, indianDraft("ARG-1001")));
  expect(shipment).toMatchObject({
    carrier: "Delhivery",
    serviceName: "Delhivery Standard",
    charge: { minor: 7570n, currency: "INR" },
  });
  expect(bodyOf(account.sandbox.calls, "/forward-order")).toMatchObject({
    order_id: "ARG-1001",
    order_date: "2026-11-20 12:23",
    billing_customer_name: "Asha",
    billing_last_name: "Example",
    billing_address: "12 Sample Street, Flat 3",
    billing_phone: "9000000001",
    billing_country: "India",
    shipping_is_billing: true,
    payment_method: "COD",
    cod_collectible: 499,
    weight: 0.35,
    length: 25,
    breadth: 20,
    height: 5,
    pickup_location: "Example Warehouse 1",
    warehouse_id: "WHEX01",
    vendor_details: { phone: "9000000002", pin_code: "560068" },
  });
});

test("nothing is collected for what is paid, and payment words are small when asking and large when booking", async () => {
  await using account = await openAccount();
  const draft = indianDraft("ARG-1", { payment: "prepaid", collectMinor: 49_900n });
  booked(await book(account.connection, draft));
  expect(bodyOf(account.sandbox.calls, "/forward-order")).toMatchObject({
    payment_method: "PREPAID",
    cod_collectible: 0,
  });
  const served = await portOf(account.connection, "serviceability").check(draft, account.connection.ctx);
  expect(served.offers.map(({ carrier, price }) => [carrier, price])).toEqual([
    ["Delhivery", null],
    ["Ekart", null],
  ]);
  expect(bodyOf(account.sandbox.calls, "/serviceability")).toMatchObject({ payment_mode: "prepaid" });
});

test("the service that was chosen carries it, and one that is gone is refused", async () => {
  await using account = await openAccount();
  const [, ekart] = account.sandbox.state.carriers;
  const chosen = await book(account.connection, indianDraft("ARG-1", { service: ekart?.id }));
  expect(booked(chosen).carrier).toBe("Ekart");
  const gone = await book(account.connection, indianDraft("ARG-2", { service: "CAROLD" }));
  expect(gone).toEqual({ state: "refused", code: "courier", text: textWith("Carrier not found") });
});

test.each([
  ["an answer of 200 that says 0", { postcode: "799999" }, "Pincode not serviceable"],
  ["a phone of another country", { phone: "+4915112345678" }, "The phone has to be an Indian number of ten digits."],
  ["a postcode of five digits", { postcode: "56010" }, "The postcode has to have six digits."],
  ["another country", { country: "EG" }, "Velocity delivers within India alone."],
])("nothing is booked: %s", async (_what, place, text) => {
  await using account = await openAccount();
  const draft = indianDraft("ARG-1");
  expect(await book(account.connection, { ...draft, to: { ...draft.to, ...place } })).toMatchObject({
    state: "refused",
    text: textWith(text),
  });
  expect(account.sandbox.shop.parcels()).toEqual([]);
});

test("an empty wallet is a refusal in Velocity's words, and costs nothing", async () => {
  await using account = await openAccount(({ state }) => {
    state.wallet = 10;
  });
  expect(await book(account.connection, indianDraft("ARG-1"))).toMatchObject({ text: "Insufficient wallet balance" });
  expect([account.sandbox.state.wallet, account.sandbox.shop.parcels()]).toEqual([10, []]);
});

test("a booking without a warehouse makes no call; a mapped location's own is taken, else the first", async () => {
  await using bare = await openAccount(undefined, { warehouses: "" });
  expect(await book(bare.connection, indianDraft("ARG-1"))).toMatchObject({ state: "refused", field: "from.key" });
  await using account = await openAccount(undefined, { warehouses: "WHOTHER Elsewhere; WHEX01 Example Warehouse 1" });
  expect(account.connection.detected.locations.map(({ key }) => key)).toEqual(["WHOTHER", "WHEX01"]);
  const draft = indianDraft("ARG-1");
  expect(await book(account.connection, draft)).toMatchObject({ text: "Pickup location not found" });
  booked(await book(account.connection, { ...draft, from: { ...draft.from, key: "WHEX01" } }));
});

test.each(["/forward-order ", "/forward-order-shipment"])(
  "a lost answer of %s books and charges once",
  async (path) => {
    await using account = await openAccount();
    account.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path, times: 1 });
    const shipment = await bookSurely(account, "ARG-1");
    const parcels = account.sandbox.shop.parcels();
    expect(parcels).toHaveLength(1);
    expect(parcels[0]?.trackingNumber).toBe(shipment.parcels[0]?.trackingNumber);
  },
);

test.each([
  ["a field is missing", { kind: "drop_field", field: "status" }],
  ["its number is missing", { kind: "drop_field", field: "awb_code" }],
  ["the charge has another form", { kind: "rename_value", from: "44.40", to: "free" }],
  ["it is cut", { kind: "truncate" }],
  ["the gateway was busy before it", { kind: "status", status: 503, body: "busy" }],
] as const)("an answer nobody can read is looked up, not taken for a no: %s", async (_what, fault) => {
  await using account = await openAccount();
  account.sandbox.faults.add({ fault, path: "forward-order-shipment", times: 1 });
  await bookSurely(account, "ARG-1");
  expect(account.sandbox.shop.parcels()).toHaveLength(1);
});

test("a call that never arrived is made again; one charge in the end", async () => {
  await using account = await openAccount();
  account.sandbox.faults.add({ fault: { kind: "drop_before" }, path: "forward-order-shipment", times: 2 });
  await bookSurely(account, "ARG-1");
  expect(account.sandbox.shop.parcels()).toHaveLength(1);
});

test("a carrier that takes its time is looked up, not asked twice", async () => {
  await using account = await openAccount(({ state }) => {
    state.isCarrierSlow = true;
    state.givesNumbersTwice = true;
  });
  await bookSurely(account, "ARG-1");
  expect(account.sandbox.shop.parcels()).toHaveLength(1);
});

test("an order that stands from a lost answer is gone on with where a second is refused", async () => {
  await using account = await openAccount(({ state }) => {
    state.refusesDuplicates = true;
  });
  account.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "forward-order ", times: 1 });
  await bookSurely(account, "ARG-1");
  expect(account.sandbox.state.shipments.size).toBe(1);
});

test("a second asking for a shipment that has its number finds it", async () => {
  await using account = await openAccount();
  const fakeChannel: Shelf = { saved: null };
  const first = booked(await book(account.connection, indianDraft("ARG-1"), fakeChannel));
  const second = booked(await book(account.connection, indianDraft("ARG-1"), fakeChannel));
  expect(second.parcels).toEqual(first.parcels);
  expect(account.sandbox.shop.parcels()).toHaveLength(1);
});

test("the list is asked by page objects, also where it ignores the search; beyond five pages nothing is certain", async () => {
  await using account = await openAccount(({ state }) => {
    state.ignoresSearch = true;
  });
  const { connection, sandbox } = account;
  const find = async (reference: string) =>
    portOf(connection, "shipments").find?.({ draft: indianDraft(reference), saved: null }, connection.ctx);
  booked(await book(connection, indianDraft("ARG-1")));
  expect(await find("ARG-1")).toMatchObject({ state: "found", shipment: { carrier: "Delhivery" } });
  expect(await find("ARG-2")).toEqual({ state: "absent" });
  const [one] = sandbox.state.shipments.values();
  if (!one) throw new Error("no shipment");
  for (let index = 0; index < 600; index += 1)
    sandbox.state.shipments.set(`S${index}`, {
      ...one,
      shipmentId: `S${index}`,
      reference: `X-${index}`,
      createdAt: 9e12,
    });
  expect(await find("ARG-1")).toMatchObject({ state: "unsure" });
});

test("the label is fetched without our key while its link lives, and is the panel's afterwards", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const shipment = booked(await book(connection, indianDraft("ARG-1")));
  const get = () => portOf(connection, "labels").get({ reference: "ARG-1", shipment }, undefined, connection.ctx);
  const ready = await get();
  if (ready.state !== "ready") throw new Error(ready.state);
  expect(Buffer.from(ready.documents[0]?.bytes ?? []).toString()).toMatch(/^%PDF-/);
  for (const one of sandbox.state.shipments.values()) one.labelUntil = 0;
  expect(await get()).toMatchObject({ state: "unavailable" });
  const { ext: _link, ...checked } = shipment;
  expect(
    await portOf(connection, "labels").get({ reference: "ARG-1", shipment: checked }, undefined, connection.ctx),
  ).toMatchObject({ state: "unavailable" });
});

test("cancelling is a yes to anything: the parcel's own word decides", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const { cancel, pollCancel } = portOf(connection, "shipments");
  const open = async (reference: string) => ({
    reference,
    shipment: booked(await book(connection, indianDraft(reference))),
  });
  const [early, late] = [await open("ARG-1"), await open("ARG-2")];
  const requested = await cancel?.(early, connection.ctx);
  if (requested?.state !== "pending") throw new Error("it should take its time");
  expect(await pollCancel?.(early, requested.saved, connection.ctx)).toMatchObject({ state: "pending" });
  sandbox.shop.workOff();
  expect(await pollCancel?.(early, requested.saved, connection.ctx)).toMatchObject({ state: "cancelled" });
  sandbox.shop.scan(late.shipment.parcels[0]?.trackingNumber ?? "", "picked_up");
  expect(await cancel?.(late, connection.ctx)).toMatchObject({ state: "pending" });
  expect(await pollCancel?.(late, requested.saved, connection.ctx)).toMatchObject({ state: "refused" });
});

test("a cancellation that never happens is given up after a day", async () => {
  await using account = await openAccount();
  const { connection } = account;
  const open = { reference: "ARG-1", shipment: booked(await book(connection, indianDraft("ARG-1"))) };
  const saved = { askedAt: new Date(connection.ctx.clock.now() - 25 * 3_600_000).toISOString() };
  expect(await portOf(connection, "shipments").pollCancel?.(open, saved, connection.ctx)).toMatchObject({
    state: "refused",
    text: textWith("within a day"),
  });
});

test("all an address lacks is told before booking: PIN code and phone", async () => {
  await using account = await openAccount();
  expect(lackedOf(account.connection, { postcode: "1", phone: "" })).toEqual(["to.postcode", "to.phone"]);
  expect(lackedOf(account.connection, {})).toEqual([]);
});
