import { describe, expect, it } from "vitest";
import { changeDispatchDates, holdOrder, placeOrder, progress } from "../../sandboxes/flipkart/orders.ts";
import { refusal } from "../kit/conformance/case.ts";
import { readPart } from "../kit/testing/commands.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { rateOf } from "./pack.ts";
import { bodyOf, FULFIL, openAccount, PACKING, run, writes } from "./testing.ts";

const one = (sku = "MUG-1", quantity = 1) => [{ sku, quantity }];

describe("a standard shipment", () => {
  it("a standard shipment is packed, waited for and marked ready; its progress is saved after packing [B44.5]", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one("MUG-1", 2), payment: "paid" });
    const connection = await account.connect({ settings: { ...PACKING, invoicePrefix: "INV-" } });
    const { result, waits, saved } = await run(connection, key, FULFIL);
    expect(result).toMatchObject({ state: "done", order: { platformStatus: "READY_TO_DISPATCH" } });
    expect([waits, saved]).toEqual([[10_000], { shipments: [expect.any(String)], packedAt: expect.any(Number) }]);
    expect(writes(account).map(({ path }) => path)).toEqual([
      "/sellers/v3/shipments/labels",
      "/sellers/v3/shipments/dispatch",
    ]);
    const [shipment] = account.shipments(key);
    const item = shipment?.items[0]?.orderItemId;
    expect(bodyOf(account, "/labels")).toEqual({
      shipments: [
        {
          shipmentId: shipment?.shipmentId,
          locationId: shipment?.locationId,
          taxItems: [{ orderItemId: item, taxRate: 18, quantity: 2 }],
          invoices: [{ orderId: key, invoiceDate: "2026-11-20", invoiceNumber: `INV-${item}` }],
          subShipments: [{ subShipmentId: "SS-1", dimensions: { length: 20, breadth: 15, height: 10, weight: 0.5 } }],
          ignoreWarning: false,
        },
      ],
    });
    const part = await readPart(connection, key);
    expect([part.fulfilment, part.fulfilments[0]?.trackingNumbers]).toEqual([
      "unfulfilled",
      [expect.stringMatching(/^FMPP/)],
    ]);
  });

  it("a label that takes half an hour is waited for, ever more slowly", async () => {
    await using account = await openAccount();
    account.sandbox.state.labelMs = 30 * 60_000;
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const connection = await account.connect({ settings: PACKING });
    const { result, waits } = await run(connection, key, FULFIL);
    expect([result.state, waits[0], waits.at(-1), waits.length]).toEqual(["done", 10_000, 60_000, expect.any(Number)]);
    expect(waits.length).toBeLessThan(45);
    expect(writes(account)).toHaveLength(2);
  });

  it("a label that never comes ends after an hour, in words", async () => {
    await using account = await openAccount();
    account.sandbox.state.labelMs = 24 * 3_600_000;
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const connection = await account.connect({ settings: PACKING });
    expect((await run(connection, key, FULFIL)).result).toMatchObject({ state: "rejected", code: "no_label" });
  });

  it("a standard shipment is scheduled before its time, never tried in a loop", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    changeDispatchDates(account.sandbox.state, key, account.clock.now() + 3 * 3_600_000);
    const connection = await account.connect({ settings: PACKING });
    const { result, waits } = await run(connection, key, FULFIL);
    expect([result.state, waits.length]).toEqual(["done", 2]);
    expect(waits[0]).toBeGreaterThan(2.9 * 3_600_000);
    expect(writes(account).every(({ responseBody }) => !responseBody.includes("FAILURE"))).toBe(true);
  });

  it("a shipment packed in the portal is only marked ready, and one not packed at all is refused with a reason", async () => {
    await using account = await openAccount();
    const [packed, unpacked] = [1, 2].map(() => placeOrder(account.sandbox.state, { lines: one(), payment: "paid" }));
    progress(account.sandbox.state, packed ?? "", "PACKED");
    const connection = await account.connect();
    expect((await run(connection, packed ?? "", FULFIL)).result.state).toBe("done");
    expect(writes(account)).toHaveLength(1);
    expect((await run(connection, unpacked ?? "", FULFIL)).result).toMatchObject({
      state: "rejected",
      code: "not_packed",
    });
    expect(writes(account)).toHaveLength(1);
  });

  it("a form that failed, and a hold, are left to the seller portal", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const [form = "", held = ""] = [1, 2].map(() => placeOrder(state, { lines: one(), payment: "paid" }));
    for (const shipment of account.shipments(form)) shipment.failsForm = true;
    holdOrder(state, held, true);
    const connection = await account.connect({ settings: PACKING });
    expect((await run(connection, form, FULFIL)).result).toMatchObject({ state: "rejected", code: "form_failed" });
    expect((await readPart(connection, form)).tags).toContain("form failed");
    expect((await run(connection, held, FULFIL)).result).toMatchObject({ state: "rejected", code: "on_hold" });
  });

  it("a standard shipment leaves whole: a part of a shipment is refused, a whole one of two goes", async () => {
    await using account = await openAccount();
    const key = placeOrder(
      account.sandbox.state,
      { lines: [...one("MUG-1", 2), ...one("MUG-2")], payment: "paid" },
      { split: true },
    );
    const connection = await account.connect({ settings: PACKING });
    const lineKey = account.shipments(key)[0]?.items[0]?.orderItemId ?? "";
    const part = await run(connection, key, { ...FULFIL, lines: [{ lineKey, quantity: 1 }] });
    expect(part.result).toMatchObject({ state: "rejected", code: "partial" });
    expect(writes(account)).toEqual([]);
    const { result } = await run(connection, key, { ...FULFIL, lines: [{ lineKey, quantity: 2 }] });
    expect(result).toMatchObject({
      state: "done",
      order: { platformStatus: "READY_TO_DISPATCH" },
      otherParts: [{ platformStatus: "APPROVED" }],
    });
    expect(account.shipments(key).map(({ items }) => items[0]?.status)).toEqual(["READY_TO_DISPATCH", "APPROVED"]);
  });

  it("an item in two shipments leaves with those that hold the requested units, and the other with the next request", async () => {
    await using account = await openAccount();
    const key = placeOrder(
      account.sandbox.state,
      { lines: [...one("MUG-1"), ...one("MUG-1")], payment: "paid" },
      { split: true },
    );
    const connection = await account.connect({ settings: PACKING });
    const items = account.shipments(key).flatMap((shipment) => shipment.items);
    const lineKey = items[0]?.orderItemId ?? "";
    for (const item of items) Object.assign(item, { orderItemId: lineKey });
    const unit = { ...FULFIL, lines: [{ lineKey, quantity: 1 }] };
    expect((await run(connection, key, unit)).result.state).toBe("done");
    const states = () => account.shipments(key).map((shipment) => shipment.items[0]?.status);
    expect(states()).toEqual(["READY_TO_DISPATCH", "APPROVED"]);
    expect((await run(connection, key, unit)).result.state).toBe("done");
    expect(states()).toEqual(["READY_TO_DISPATCH", "READY_TO_DISPATCH"]);
  });

  it("two shipments of an order go in one call of each kind", async () => {
    await using account = await openAccount();
    const key = placeOrder(
      account.sandbox.state,
      { lines: [...one(), ...one("MUG-2")], payment: "paid" },
      { split: true },
    );
    const connection = await account.connect({ settings: PACKING });
    expect((await run(connection, key, FULFIL)).result.state).toBe("done");
    expect(writes(account)).toHaveLength(2);
    expect(account.shop.order(key)?.fulfilled).toBe(true);
  });

  it("a rate that no code names needs the setting; so does the size of a parcel", async () => {
    await using account = await openAccount();
    const listing = account.sandbox.state.listings.get("MUG-1");
    if (listing) listing.taxCode = "GST_APPAREL";
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const without = await account.connect({ settings: PACKING });
    expect((await run(without, key, FULFIL)).result).toMatchObject({
      state: "rejected",
      code: "not_packable",
      text: textWith("tax rate of MUG-1"),
    });
    const sizeless = await account.connect({ settings: { packing: true, taxRate: "5" } });
    expect((await run(sizeless, key, FULFIL)).result).toMatchObject({
      text: textWith("size and weight"),
    });
    expect(writes(account)).toEqual([]);
    const connection = await account.connect({ settings: { ...PACKING, taxRate: "5" } });
    expect((await run(connection, key, FULFIL)).result.state).toBe("done");
    expect(bodyOf(account, "/labels").shipments[0].taxItems[0].taxRate).toBe(5);
    expect(bodyOf(account, "/labels").shipments[0].invoices[0]).not.toHaveProperty("invoiceNumber");
  });

  it.each([
    ["GST_0", 0],
    ["GST_3", 3],
    ["GST_28", 28],
    ["GST_40", 40],
    ["GST_APPAREL", undefined],
    ["GST_Footwear", undefined],
    [undefined, undefined],
  ])("tax code %s is %s percent", (code, rate) => {
    expect(rateOf(code)).toBe(rate);
  });
});

describe("a failure inside an answer of 200", () => {
  const answer =
    (errorCode: string, key = "status") =>
    (shipmentId: string | undefined) =>
      JSON.stringify({ shipments: [{ shipmentId, [key]: "FAILURE", errorCode, errorMessage: "No." }] });

  it("DEPENDENT_SYSTEM_CALL_FAILED is tried again, any other ends the command in words", async () => {
    await using account = await openAccount();
    const [again = "", ended = ""] = [1, 2].map(() =>
      placeOrder(account.sandbox.state, { lines: one(), payment: "paid" }),
    );
    const connection = await account.connect({ settings: PACKING });
    const fail = (key: string, code: string) =>
      account.sandbox.faults.add({
        fault: { kind: "status", status: 200, body: answer(code)(account.shipments(key)[0]?.shipmentId) },
        times: 1,
        path: "/labels",
      });
    fail(again, "DEPENDENT_SYSTEM_CALL_FAILED");
    expect((await refusal(run(connection, again, FULFIL))).kind).toBe("transient");
    expect((await run(connection, again, FULFIL)).result.state).toBe("done");
    fail(ended, "OPERATION_NOT_ALLOWED");
    expect((await run(connection, ended, FULFIL)).result).toMatchObject({
      state: "rejected",
      code: "OPERATION_NOT_ALLOWED",
      text: textWith(/present state.*Flipkart says: No\./),
    });
  });

  it("an answer that leaves the shipment out is looked at again, not taken for done", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const connection = await account.connect({ settings: PACKING });
    account.sandbox.faults.add({
      fault: { kind: "status", status: 200, body: JSON.stringify({ shipments: [] }) },
      times: 1,
      path: "/labels",
    });
    expect((await refusal(run(connection, key, FULFIL))).kind).toBe("transient");
    expect((await run(connection, key, FULFIL)).result.state).toBe("done");
  });
});
