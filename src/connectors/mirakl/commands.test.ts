/** Accepting, shipping whole, cancelling and refunding, as operators set them up. */
import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { collect } from "../kit/conformance/bench.ts";
import { attemptCommand, commandOrder } from "../kit/testing/commands.ts";
import { portOf } from "../kit/testing/shop.ts";
import { FULFIL, mugs, openShop, partOf, run } from "./testing.ts";

const CANCEL = { kind: "cancel", reason: "inventory", restock: true, notifyCustomer: false } as const;

describe("an order that waits for the seller's answer", () => {
  test("an order that awaits acceptance hides its address, holds its units, and is accepted with all its lines", async () => {
    await using shop = await openShop();
    const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "pending" });
    const waiting = await partOf(shop, key);
    expect(waiting).toMatchObject({ status: "pending", financial: "pending", platformStatus: "WAITING_ACCEPTANCE" });
    expect(waiting.shippingAddress).toBeUndefined();
    expect(waiting.lines[0]?.channelTook).toBe(2);
    expect(await run(shop, key, { kind: "status", status: "confirmed" })).toMatchObject({
      state: "done",
      order: { status: "confirmed", financial: "paid", shippingAddress: { country: "FR" } },
    });
    // Once more, after an answer that was lost.
    expect(await run(shop, key, { kind: "status", status: "confirmed" })).toMatchObject({ state: "done" });
  });

  test("an order that awaits acceptance is refused by cancelling it, and offers neither shipping nor a refund", async () => {
    await using shop = await openShop({ canCancel: false });
    const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "pending" });
    const options = portOf(shop.connection, "orders").options(commandOrder(await partOf(shop, key)));
    expect(options.filter(({ allowed }) => allowed).map(({ kind }) => kind)).toEqual(["status", "cancel"]);
    expect(await run(shop, key, CANCEL)).toMatchObject({
      state: "done",
      order: { status: "cancelled", financial: "voided", platformStatus: "REFUSED" },
    });
  });

  test("an order that awaits acceptance takes no units where the marketplace lowers its quantity on acceptance", async () => {
    await using shop = await openShop({ takes: "accepted" }, { stockTakes: "accepted" });
    const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "pending" });
    const took = async () => (await partOf(shop, key)).lines[0]?.channelTook;
    expect([await took(), shop.sandbox.shop.stockOf("MUG-1")]).toEqual([0, 10]);
    await run(shop, key, { kind: "status", status: "confirmed" });
    expect([await took(), shop.sandbox.shop.stockOf("MUG-1")]).toEqual([2, 8]);
  });
});

describe("a marketplace of one parcel for each order", () => {
  test("a single parcel's tracking is sent, then that the order left, with a listed courier by its code", async () => {
    await using shop = await openShop({ multiShipment: false });
    const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "paid" });
    const mark = shop.sandbox.calls.length;
    expect(await run(shop, key, FULFIL)).toMatchObject({ state: "done", order: { fulfilment: "in_transit" } });
    const writes = shop.sandbox.calls.slice(mark).filter(({ write }) => write);
    expect(writes.map(({ path }) => path.split("?")[0]?.split("/").at(-1))).toEqual(["tracking", "ship"]);
    expect(JSON.parse(writes[0]?.requestBody ?? "")).toEqual({ carrier_code: "ups", tracking_number: "1Z-1" });
    expect((await partOf(shop, key)).fulfilments).toMatchObject([
      { trackingNumbers: ["1Z-1"], lines: [{ quantity: 2 }] },
    ]);
  });

  test("a partial shipment is refused where an order has one parcel, and nothing is sent", async () => {
    await using shop = await openShop({ multiShipment: false });
    const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "paid" });
    const [line] = (await partOf(shop, key)).lines;
    const lines = [{ lineKey: line?.key ?? "", quantity: 1 }];
    const writes = () => shop.sandbox.calls.filter(({ write }) => write).length;
    const before = writes();
    expect(await run(shop, key, { ...FULFIL, lines })).toMatchObject({ state: "rejected", code: "whole" });
    expect(writes()).toBe(before);
  });
});

test("a courier that is not on the list is refused before anything is sent where the marketplace takes no other", async () => {
  await using shop = await openShop({ refusesOtherCarriers: true });
  const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "paid" });
  expect(await run(shop, key, { ...FULFIL, carrier: "Ada's bikes" })).toMatchObject({
    state: "rejected",
    code: "carrier",
  });
  expect((await partOf(shop, key)).fulfilment).toBe("unfulfilled");
});

test("a shipment that is refused beside status 201 is no success", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "paid" });
  shop.sandbox.faults.add({
    path: "/shipments",
    method: "POST",
    fault: {
      kind: "rewrite",
      rewrite: () => ({
        shipment_errors: [{ order_id: key, message: "Shipment quantity is invalid." }],
        shipment_success: [],
      }),
    },
  });
  expect(await run(shop, key, FULFIL)).toMatchObject({ state: "rejected", text: "Shipment quantity is invalid." });
});

describe("a refund", () => {
  const refund = (key: string, minor: bigint, quantity: number) =>
    ({
      kind: "refund",
      amount: { minor, currency: "EUR" },
      lines: [{ lineKey: `${key}-1`, quantity, restock: false }],
      moveMoney: true,
    }) as const;

  test("a refund that is only to be booked is refused, because the marketplace would pay it", async () => {
    await using shop = await openShop();
    const key = shop.sandbox.shop.placeOrder({ ...mugs(2), payment: "paid" });
    const booked = { ...refund(key, 1_250n, 1), moveMoney: false };
    expect(await run(shop, key, booked)).toMatchObject({ state: "rejected", code: "books_only" });
    expect((await partOf(shop, key)).refunds).toEqual([]);
  });

  test("a refund with taxes on top is sent as its net amount and each tax, to the cent", async () => {
    await using shop = await openShop({ taxMode: "TAX_EXCLUDED" });
    const key = shop.sandbox.shop.placeOrder({ ...mugs(3), payment: "paid" });
    const { totals, lines } = await partOf(shop, key);
    // 3 x 12.50, shipping of 5.00, and a fifth on top of both.
    expect([totals.taxIncluded, totals.taxMinor, totals.totalMinor]).toEqual([false, 850n, 5_100n]);
    expect(lines[0]).toMatchObject({ totalMinor: 3_750n, taxMinor: 750n });
    expect(await run(shop, key, refund(key, 1_500n, 1))).toMatchObject({ state: "done", moneyMoved: true });
    const sent = shop.sandbox.calls.findLast(({ path }) => path.includes("/orders/refund"));
    expect(JSON.parse(sent?.requestBody ?? "")).toMatchObject({
      order_tax_mode: "TAX_EXCLUDED",
      refunds: [
        { amount: 12.5, shipping_amount: 0, quantity: 1, reason_code: "15", taxes: [{ code: "TVA", amount: 2.5 }] },
      ],
    });
    expect((await partOf(shop, key)).refunds).toMatchObject([{ amountMinor: 1_500n }]);
  });

  test("a refund is of what the seller got, and the buyer also gets the tax back that the operator remits", async () => {
    for (const [taxMode, own, sent] of [
      ["TAX_EXCLUDED", 1_250n, { amount: 12.5, taxes: [{ code: "TVA", amount: 2.5 }] }],
      ["TAX_INCLUDED", 1_042n, { amount: 12.5, taxes: [{ code: "TVA", amount: 2.08 }] }],
    ] as const) {
      await using shop = await openShop({ taxMode, remitsTaxes: true });
      const key = shop.sandbox.shop.placeOrder({ ...mugs(1), payment: "paid" });
      const { totals, lines } = await partOf(shop, key);
      expect(lines).toMatchObject([{ totalMinor: own, taxMinor: 0n, discountMinor: 0n }]);
      expect(totals).toMatchObject({ subtotalMinor: own, taxMinor: 0n, feesMinor: 0n });
      expect(await run(shop, key, refund(key, own, 1))).toMatchObject({ state: "done", moneyMoved: true });
      const call = shop.sandbox.calls.findLast(({ path }) => path.includes("/orders/refund"));
      expect(JSON.parse(call?.requestBody ?? "")).toMatchObject({ refunds: [sent] });
      expect((await partOf(shop, key)).refunds).toMatchObject([{ amountMinor: own }]);
    }
  });

  test("refunds of a line in parts come to what was paid, with each tax that the operator remits", async () => {
    for (const taxMode of ["TAX_INCLUDED", "TAX_EXCLUDED"] as const) {
      await using shop = await openShop({ taxMode, remitsTaxes: true });
      const key = shop.sandbox.shop.placeOrder({ ...mugs(1), payment: "paid" });
      const line = shop.sandbox.state.orders.get(key)?.lines[0];
      if (!line) throw new Error("The order has no line.");
      line.taxes = [
        { code: "TVA", amount: 104n },
        { code: "ECO", amount: 104n },
      ];
      const own = taxMode === "TAX_INCLUDED" ? 1_042n : 1_250n;
      const parts = [36n, 208n, 208n, 208n, 209n, own - 869n];
      for (const part of parts)
        expect(await run(shop, key, refund(key, part, 1))).toMatchObject({ state: "done", moneyMoved: true });
      expect((await partOf(shop, key)).refunds.map(({ amountMinor }) => amountMinor)).toEqual(parts);
      const total = (amounts: readonly bigint[]) => amounts.reduce((sum, one) => sum + one, 0n);
      expect(total(line.refunds.map(({ amount }) => amount))).toBe(1_250n);
      const taxes = line.refunds.flatMap((one) => one.taxes);
      for (const code of ["TVA", "ECO"])
        expect(total(taxes.filter((tax) => tax.code === code).map(({ amount }) => amount))).toBe(104n);
    }
  });

  test("a refund that waits for the operator moves no money until it is paid", async () => {
    await using shop = await openShop({ refundState: "WAITING_REFUND" });
    const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "paid" });
    let saved: Json = null;
    const attempt = () =>
      attemptCommand(shop.connection, key, refund(key, 1_250n, 1), {
        saved,
        save: async (progress) => {
          saved = progress;
        },
      });
    expect(await attempt()).toMatchObject({ state: "pending" });
    expect(await attempt()).toMatchObject({ state: "pending" });
    expect((await partOf(shop, key)).financial).toBe("paid");
    const [waiting, ...others] = shop.sandbox.state.orders.get(key)?.lines[0]?.refunds ?? [];
    // The operator consents.
    if (waiting) waiting.state = "REFUNDED";
    expect(await attempt()).toMatchObject({ state: "done", moneyMoved: true });
    expect(others).toEqual([]);
  });

  test("a refund has the reason of the settings, and refused lines of an order are in no total", async () => {
    await using shop = await openShop({}, { refundReason: "17" });
    const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "paid" });
    await run(shop, key, refund(key, 1_250n, 1));
    expect((await partOf(shop, key)).refunds).toMatchObject([{ reason: "17" }]);
    const [line] = shop.sandbox.state.orders.get(key)?.lines ?? [];
    if (line) line.state = "REFUSED";
    const { totals, lines } = await partOf(shop, key);
    expect([lines[0]?.quantity, totals.currentTotalMinor]).toEqual([0, -1_250n]);
  });
});

test("a key without the role for the transaction log is refused there alone", async () => {
  await using shop = await openShop({ hasAccountancy: false });
  const { ports, ctx } = shop.connection;
  const [sweep] = ports.fees?.sweeps ?? [];
  if (!sweep) throw new Error("no fees");
  await expect(collect(sweep, ctx)).rejects.toMatchObject({ info: { kind: "forbidden" } });
  const key = shop.sandbox.shop.placeOrder({ ...mugs(), payment: "paid" });
  expect((await partOf(shop, key)).orderKey).toBe(key);
});

test("a shop that sells to the marketplace itself is not connected", async () => {
  await expect(openShop({ model: "DROPSHIP" })).rejects.toThrow("dropship");
});
