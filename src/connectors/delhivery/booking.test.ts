import { expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { EMBARGOED, PREPAID_ONLY, UNSERVED } from "../../sandboxes/delhivery/state.ts";
import { book, booked, bookSurely, indianDraft, lackedOf, openShipment, type Shelf } from "../kit/testing/courier.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openAccount } from "./testing.ts";

type Account = Awaited<ReturnType<typeof openAccount>>;

const sentOf = ({ sandbox }: Account) => {
  const body = sandbox.calls.findLast(({ path }) => path.startsWith("/api/cmu/create"))?.requestBody ?? "";
  return JSON.parse(new URLSearchParams(body).get("data") ?? "null");
};
const boxes = (reference: string, count: number) => {
  const draft = indianDraft(reference);
  const parcel = must(draft.parcels[0]);
  const parcels = Array.from({ length: count }, (_, n) => ({ ...parcel, reference: `${reference}-${n + 1}` }));
  return { ...draft, parcels };
};

test("a booking goes out as form text in grams and centimetres, with what an address may hold", async () => {
  await using account = await openAccount();
  const draft = indianDraft("ARG-1001");
  const shipment = booked(
    await book(account.connection, { ...draft, to: { ...draft.to, line1: "12 & 14; Sample #3, 50% \\ Street" } }),
  );
  expect(shipment).toMatchObject({ carrier: "Delhivery", parcels: [{ reference: "ARG-1001" }] });
  expect(sentOf(account)).toMatchObject({
    pickup_location: { name: "Example Warehouse 1" },
    shipments: [
      {
        add: "12 & 14; Sample #3, 50% \\ Street, Flat 3",
        phone: "9000000001",
        order: "ARG-1001",
        payment_mode: "COD",
        cod_amount: "499.00",
        total_amount: "499.00",
        hsn_code: "6109",
        weight: "350",
        shipment_length: "25",
        shipment_height: "5",
        shipping_mode: "Surface",
        waybill: "",
      },
    ],
  });
});

test.each([
  ["a 200 that failed", { postcode: UNSERVED }, "non serviceable pincode"],
  ["a phone of another country", { phone: "+4915112345678" }, "The phone has to be an Indian number of ten digits."],
  ["another country", { country: "EG" }, "Delhivery delivers within India alone."],
])("nothing is booked: %s", async (_what, place, text) => {
  await using account = await openAccount();
  const draft = indianDraft("ARG-1");
  const result = await book(account.connection, { ...draft, to: { ...draft.to, ...place } });
  expect(result).toMatchObject({ state: "refused", text: textWith(text) });
  expect(account.sandbox.shop.parcels()).toEqual([]);
});

test("a missing e-way bill, an empty wallet and a missing location are refused with a reason", async () => {
  await using account = await openAccount(undefined, { pickupLocations: "Example Warehouse 1; Elsewhere" });
  const { connection, sandbox } = account;
  expect(await book(connection, indianDraft("ARG-1", { valueMinor: 5_000_001n }))).toMatchObject({ code: "eway_bill" });
  expect(sandbox.calls.some(({ path }) => path.startsWith("/api/cmu"))).toBe(false);
  const draft = indianDraft("ARG-2");
  expect(await book(connection, { ...draft, from: { ...draft.from, key: "Elsewhere" } })).toMatchObject({
    text: "ClientWarehouse matching query does not exist.",
  });
  sandbox.state.wallet = 499;
  expect(await book(connection, draft)).toMatchObject({ text: textWith("insufficient balance") });
  expect(connection.detected.locations.map(({ key }) => key)).toEqual(["Example Warehouse 1", "Elsewhere"]);
});

test("a package that failed and was saved all the same is the booking", async () => {
  await using account = await openAccount(({ state }) => {
    state.savesPartially = true;
  });
  const draft = indianDraft("ARG-1");
  const shipment = booked(await book(account.connection, { ...draft, to: { ...draft.to, postcode: UNSERVED } }));
  expect(account.sandbox.shop.parcels()).toMatchObject([{ trackingNumber: shipment.key }]);
});

test("boxes of one shipment wait until their numbers have settled, and share the first one's", async () => {
  await using account = await openAccount();
  const { connection, sandbox, clock } = account;
  const fakeChannel: Shelf = { saved: null };
  const draft = boxes("ARG-1", 3);
  const first = await book(connection, draft, fakeChannel);
  if (first.state !== "pending") throw new Error(first.state);
  expect(sandbox.shop.parcels()).toEqual([]);
  fakeChannel.saved = first.saved;
  await clock.sleep(first.pollAfterMs);
  const shipment = booked(await book(connection, draft, fakeChannel));
  const { shipments } = sentOf(account);
  expect(
    shipments.map((box: { master_id: string; mps_children: string; mps_amount: string }) => [
      box.master_id,
      box.mps_children,
      box.mps_amount,
    ]),
  ).toEqual(Array.from({ length: 3 }, () => [shipment.key, "3", "499.00"]));
  expect(await portOf(connection, "shipments").find?.({ draft, saved: fakeChannel.saved }, connection.ctx)).toEqual({
    state: "found",
    shipment,
  });
});

test("the other boxes are taken back where one of several is refused", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const fakeChannel: Shelf = { saved: null };
  const draft = boxes("ARG-1", 2);
  const first = await book(connection, draft, fakeChannel);
  if (first.state !== "pending") throw new Error(first.state);
  fakeChannel.saved = first.saved;
  sandbox.shop.workOff();
  const [, second = ""] = [...sandbox.state.numbers.keys()];
  sandbox.state.numbers.delete(second);
  expect(await book(connection, draft, fakeChannel)).toMatchObject({
    state: "refused",
    text: textWith(`Unable to consume waybill ${second}`),
  });
  expect(sandbox.shop.parcels().map(({ isCancelled }) => isCancelled)).toEqual([true]);
});

test.each([
  ["it is lost", { kind: "drop_after_commit" }],
  ["it never arrived", { kind: "drop_before" }],
  ["it is cut", { kind: "truncate" }],
  ["its packages are missing", { kind: "drop_field", field: "packages" }],
  ["a word has another form", { kind: "rename_value", from: "Success", to: "Done" }],
  ["the gateway was busy", { kind: "status", status: 502, body: "Bad Gateway" }],
] as const)("an answer nobody can read is looked up, not taken for a no: %s", async (_what, fault) => {
  await using account = await openAccount();
  account.sandbox.faults.add({ fault, path: "create.json", times: 1 });
  const shipment = await bookSurely(account, "ARG-1");
  expect(account.sandbox.shop.parcels()).toMatchObject([{ trackingNumber: shipment.key }]);
});

test("a look that fails proves nothing", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  sandbox.faults.add({ fault: { kind: "status", status: 200, body: '{"rmk":"Please try later"}' }, path: "/api/v1" });
  const look = portOf(connection, "shipments").find?.({ draft: indianDraft("ARG-1"), saved: null }, connection.ctx);
  await expect(look).rejects.toMatchObject({ kind: "transient" });
});

test("a postcode says how it may be paid there, and whether it is closed", async () => {
  await using account = await openAccount();
  const { connection } = account;
  const ask = async (postcode: string, payment: "cod" | "prepaid") => {
    const draft = indianDraft("ARG-1", { payment });
    const to = { ...draft.to, postcode };
    return textOf((await portOf(connection, "serviceability").check({ ...draft, to }, connection.ctx)).text);
  };
  expect(await ask("560102", "cod")).toBe("");
  expect(await ask(PREPAID_ONLY, "prepaid")).toBe("");
  expect(await ask(PREPAID_ONLY, "cod")).toContain("no cash");
  expect(await ask(EMBARGOED, "prepaid")).toContain("closed");
  expect(await ask(UNSERVED, "prepaid")).toContain("does not go");
});

test("staging's price of 0 is no price, and a price above the one that was seen books nothing", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const draft = indianDraft("ARG-1");
  const quote = async () => (await portOf(connection, "rates").quote(draft, connection.ctx)).offers[0]?.price;
  const price = await quote();
  expect(price).toEqual({ minor: 8_103n, currency: "INR" });
  expect(await book(connection, { ...draft, price: { minor: 8_102n, currency: "INR" } })).toMatchObject({
    code: "price",
  });
  sandbox.state.isStaging = true;
  expect(await quote()).toBeNull();
  expect(sandbox.shop.parcels()).toEqual([]);
});

test("fifty prices in five minutes are kept to: the firewall shuts nobody out", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  for (let n = 0; n < 60; n += 1) await portOf(connection, "rates").quote(indianDraft("ARG-1"), connection.ctx);
  expect(sandbox.calls.filter(({ status }) => status === 403)).toEqual([]);
});

test("the firewall's 403 is a pause, a token nobody knows is not, and one without pickups says so", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  sandbox.faults.add({ fault: { kind: "throttle" }, path: "/c/api", times: 1 });
  const draft = indianDraft("ARG-1");
  const ask = () => portOf(connection, "serviceability").check(draft, connection.ctx);
  await expect(ask()).rejects.toMatchObject({ kind: "throttled" });
  await account.clock.sleep(40_000);
  expect(await ask()).toMatchObject({ isServed: true });
  sandbox.state.lacksPickups = true;
  const earliest = "2026-12-01T05:30:00Z";
  const input = { from: draft.from, earliest, latest: earliest, parcels: 1, shipments: [] };
  await expect(portOf(connection, "pickups").request(input, connection.ctx)).rejects.toMatchObject({
    kind: "forbidden",
  });
  sandbox.faults.revoke();
  await expect(ask()).rejects.toMatchObject({ kind: "auth_revoked" });
});

test("the label is waited for, and its link asked for anew", async () => {
  await using account = await openAccount(({ state }) => {
    state.isLabelSlow = true;
  });
  const { connection, sandbox, clock } = account;
  const open = await openShipment(connection, indianDraft("ARG-1"));
  const get = () => portOf(connection, "labels").get(open, "A4", connection.ctx);
  expect(await get()).toMatchObject({ state: "pending" });
  sandbox.shop.workOff();
  await clock.sleep(30 * 86_400_000);
  const ready = await get();
  if (ready.state !== "ready") throw new Error(ready.state);
  expect(Buffer.from(must(ready.documents[0]).bytes).toString()).toMatch(/^%PDF-/);
  expect(must(sandbox.calls.findLast(({ path }) => path.startsWith("/api/p/packing_slip"))).path).toContain(
    "pdf_size=A4",
  );
});

test("a parcel that was picked up is not cancelled by the way: its return is another wish, and is charged", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const open = await openShipment(connection, indianDraft("ARG-1"));
  const number = must(open.shipment.parcels[0]).trackingNumber;
  sandbox.shop.scan(number, "in_transit");
  const cancelled = await portOf(connection, "shipments").cancel?.(open, connection.ctx);
  expect(cancelled).toMatchObject({ state: "refused", text: textWith("return") });
  expect(sandbox.shop.parcels()[0]?.isCancelled).toBe(false);
  const port = portOf(connection, "exceptions");
  expect(await port.act({ shipment: open, action: "return" }, connection.ctx)).toMatchObject({ state: "accepted" });
  expect(sandbox.state.parcels[0]?.scans.at(-1)?.type).toBe("RT");
});

test("one van a place and day: the second wish is answered with the first, and a day that is past is refused", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  const { from } = indianDraft("ARG-1");
  const ask = (earliest: number) => {
    const at = new Date(connection.ctx.clock.now() + earliest).toISOString();
    const input = { from, earliest: at, latest: at, parcels: 4, shipments: [] };
    return portOf(connection, "pickups").request(input, connection.ctx);
  };
  const first = await ask(86_400_000);
  expect(first).toMatchObject({ state: "arranged" });
  expect(await ask(86_400_000)).toMatchObject({ state: "standing", key: first.key });
  expect(await ask(-86_400_000)).toEqual({
    state: "refused",
    key: null,
    text: textWith("Pickup date cannot be in past"),
  });
  sandbox.state.isAutoPickup = true;
  expect(await ask(2 * 86_400_000)).toMatchObject({ state: "standing", key: null });
});

test("all an address lacks is told before booking: PIN code and phone", async () => {
  await using account = await openAccount();
  expect(lackedOf(account.connection, { postcode: "1", phone: "" })).toEqual(["to.postcode", "to.phone"]);
  expect(lackedOf(account.connection, {})).toEqual([]);
});
