import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { placeOrder } from "../../sandboxes/flipkart/orders.ts";
import { commandOrder, readPart } from "../kit/testing/commands.ts";
import created from "./fixtures/shipment.json" with { type: "json" };
import { partsOf } from "./order-mapping.ts";
import { openAccount, swept } from "./testing.ts";

const quiet = { drift: () => undefined };
const one = (sku = "MUG-1", quantity = 1) => [{ sku, quantity }];
type Doc = { readonly [key: string]: Json };
const shipment: Doc & Pick<typeof created, "orderItems"> = created;
const [firstItem] = shipment.orderItems;

/** The shipment with other fields, and its first item with others. */
const changed = (fields: Doc, item: Doc = {}): Json => ({
  ...shipment,
  orderItems: [{ ...firstItem, ...item }],
  ...fields,
});

describe("an order is its shipments", () => {
  it("each is a part of its own; a part not told is not deleted, because nothing is told of it", async () => {
    await using account = await openAccount();
    const key = placeOrder(
      account.sandbox.state,
      { lines: [...one("MUG-1", 2), ...one("MUG-2")], payment: "paid" },
      { split: true },
    );
    const connection = await account.connect();
    const { items } = await swept(connection, "changed");
    const ids = account.shipments(key).map(({ shipmentId }) => shipmentId);
    expect(items.map((part) => [part.orderKey, part.partKey, part.complete])).toEqual(ids.map((id) => [key, id, true]));
    expect(items.flatMap((part) => part.lines.map((line) => [line.sku, line.quantity]))).toEqual([
      ["MUG-1", 2],
      ["MUG-2", 1],
    ]);
    expect(commandOrder(...items).lines).toHaveLength(2);
  });

  it("a read of an order returns the part that changed last", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const key = placeOrder(state, { lines: [...one(), ...one("MUG-2")], payment: "paid" }, { split: true });
    const [first] = account.shipments(key);
    if (first) Object.assign(first, { updatedAt: account.clock.now() + 1_000 });
    const connection = await account.connect();
    expect((await readPart(connection, key)).partKey).toBe(first?.shipmentId);
  });

  it("a shipment with items of two orders is a part of each", () => {
    const other = { ...firstItem, orderItemId: "1883380307363601", orderId: "OD2" };
    const parts = partsOf({ ...shipment, orderItems: [firstItem ?? {}, other] }, undefined, quiet);
    expect(parts.map((part) => [part.orderKey, part.lines.length])).toEqual([
      ["OD108833803073636000", 1],
      ["OD2", 1],
    ]);
  });

  it("an item told twice, a part of its units cancelled, is one line", () => {
    const items = [
      { ...firstItem, quantity: 2 },
      { ...firstItem, quantity: 1, status: "CANCELLED" },
    ];
    const [part] = partsOf({ ...shipment, orderItems: items }, undefined, quiet);
    expect(part?.lines).toMatchObject([{ orderedQuantity: 3, quantity: 2, channelTook: 2, fulfilledQuantity: 0 }]);
    expect([part?.status, part?.totals.totalMinor]).toEqual(["confirmed", 59_000n]);
  });
});

describe("the content of a shipment", () => {
  it("the official sample is read to the paisa", () => {
    const [part] = partsOf(shipment, undefined, quiet);
    expect(part).toMatchObject({
      orderKey: "OD108833803073636000",
      number: "OD108833803073636000",
      partKey: "d133588f-b0ac-443b-99b4-7ac8648a0f89",
      placedAt: "2017-04-06T12:45:57.000Z",
      status: "confirmed",
      financial: "cod_pending",
      payment: { kind: "cod" },
      totals: { currency: "INR", subtotalMinor: 29_500n, shippingMinor: 0n, taxMinor: null, totalMinor: 29_500n },
      contact: { quality: "absent" },
    });
    expect(part?.lines[0]).toMatchObject({
      key: "1883380307363600",
      variantKey: "LSTDIAE777EDCWNZSPZQMLAT0",
      productKey: "LKA041150",
      title: "Lokalart Pocket-size Journal Yellow LKA041150",
      unitPrice: "295.00",
      totalMinor: 29_500n,
    });
    expect(part?.version.value).toBe(BigInt(Date.parse("2017-04-06T18:17:01+05:30")) * 1000n);
  });

  it("an item's number with more digits than a number holds keeps them all", () => {
    const item = { orderItemId: "90071992547409931234", orderId: "OD90071992547409931234" };
    const [part] = partsOf(changed({}, item), undefined, quiet);
    expect([part?.lines[0]?.key, part?.orderKey]).toEqual(["90071992547409931234", "OD90071992547409931234"]);
  });

  it("amounts come as numbers or text, with paise, and shipping is not goods", () => {
    const priceComponents = { sellingPrice: 100.1, totalPrice: "340.30", shippingCharge: 40, flipkartDiscount: 10 };
    const [part] = partsOf(changed({}, { quantity: 3, priceComponents }), undefined, quiet);
    expect(part?.totals).toMatchObject({ subtotalMinor: 30_030n, shippingMinor: 4_000n, discountMinor: 0n });
    expect(part?.lines[0]).toMatchObject({ unitPrice: "100.10", totalMinor: 30_030n, discountMinor: 0n });
  });

  it("lines and shipping add up to the total, whatever the amounts", () => {
    const paise = fc.integer({ min: 0, max: 10_000_000 });
    const amounts = fc.array(fc.tuple(paise, paise, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 6 });
    const text = (value: number) => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")}`;
    fc.assert(
      fc.property(amounts, (all) => {
        const orderItems = all.map(([items, shipping, quantity], index) => ({
          ...firstItem,
          orderItemId: `1${index}`,
          quantity,
          priceComponents: { totalPrice: text(items + shipping), shippingCharge: text(shipping) },
        }));
        const [part] = partsOf({ ...shipment, orderItems }, undefined, quiet);
        const lines = part?.lines.reduce((sum, line) => sum + line.totalMinor, 0n) ?? -1n;
        expect(lines + (part?.totals.shippingMinor ?? 0n)).toBe(part?.totals.totalMinor);
        expect(lines).toBe(BigInt(all.reduce((sum, [itemsTotal]) => sum + itemsTotal, 0)));
      }),
    );
  });

  it("a replacement is one in either spelling", () => {
    for (const flag of [{ is_replacement: true }, { isReplacement: true }])
      expect(partsOf(changed({}, { is_replacement: null, ...flag }), undefined, quiet)[0]?.tags).toContain(
        "replacement",
      );
  });

  it("a location that is not told is none", () => {
    const [part] = partsOf(changed({ locationId: null, dispatchAfterDate: "" }), undefined, quiet);
    expect(part?.lines[0]?.location).toBeUndefined();
  });

  it("nothing told of the buyer is no error; emoji and other scripts stay as they are", () => {
    const id = String(shipment.shipmentId);
    const details = {
      shipmentId: id,
      deliveryAddress: { firstName: "मीरा 🌸", lastName: "शर्मा", city: "मुंबई", pinCode: 400001, contactNumber: "" },
      buyerDetails: null,
    };
    expect(partsOf(shipment, { shipmentId: id }, quiet)[0]).toMatchObject({ contact: { quality: "absent" } });
    const [part] = partsOf(changed({}, { title: "कप ☕ <b>&amp;" }), details, quiet);
    expect([part?.contact.name, part?.lines[0]?.title]).toEqual(["मीरा 🌸 शर्मा", "कप ☕ <b>&amp;"]);
    expect(part?.shippingAddress).toMatchObject({ city: "मुंबई", postcode: "400001", country: "IN", phone: undefined });
  });

  it("phones are told for self-ship alone, digits of any script are read, and nobody is merged on them", async () => {
    await using account = await openAccount();
    const order = {
      lines: one(),
      payment: "paid" as const,
      customer: { name: "Asha Rao", phone: "०९८४५०१२३४५" },
    };
    const self = placeOrder(account.sandbox.state, order, { type: "SELF" });
    const standard = placeOrder(account.sandbox.state, order);
    const connection = await account.connect();
    expect((await readPart(connection, self)).contact).toEqual({
      name: "Asha Rao",
      phone: "+919845012345",
      quality: "relay",
    });
    expect((await readPart(connection, standard)).contact).toEqual({ name: "Asha Rao", quality: "absent" });
  });

  it("a parcel is there once its label is, with Flipkart's own tracking", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one("MUG-1", 2), payment: "paid" });
    const connection = await account.connect();
    expect((await readPart(connection, key)).fulfilments).toEqual([]);
    account.shop.shipOrder?.(key);
    const part = await readPart(connection, key);
    expect(part.fulfilments).toMatchObject([
      {
        key: part.partKey,
        status: "in_transit",
        carrier: "E-Kart Logistics",
        trackingNumbers: [expect.stringMatching(/^FMPP/)],
      },
    ]);
    expect(part.lines[0]).toMatchObject({ quantity: 2, fulfilledQuantity: 2 });
  });

  it.each(["updatedAt", "shipmentId", "orderItems"])("a shipment without %s is drift, not a guess", (field) => {
    const { [field]: _gone, ...rest } = shipment;
    expect(() => partsOf(rest, undefined, quiet)).toThrow(/has changed/);
  });

  it.each(["2026-02-30T10:00:00+05:30", "yesterday", ""])("a time like %j is drift", (updatedAt) => {
    expect(() => partsOf(changed({ updatedAt }), undefined, quiet)).toThrow(/updatedAt/);
  });
});
