import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PosHub, posHub } from "./testing-pos.ts";

let made: PosHub;

beforeAll(async () => {
  made = await posHub();
  await made.ok("POST", "/pos/tax-rates", { tax: "VAT", rate: "19", country: "DE" });
});
afterAll(() => made.hub[Symbol.asyncDispose]());

const ok: PosHub["ok"] = (...call) => made.ok(...call);
const shop: PosHub["shop"] = (...fields) => made.shop(...fields);

describe("items that come back", () => {
  test("items returned with their receipt go to their order: refunded, in stock again; an exchange is one sale [B17]", async () => {
    const at = await shop();
    const [{ sale: bought }] = await at.send(at.sale([at.line(2)]));
    const back = at.sale([at.line(-1, { reason: "Too small" }), at.line(2)], { returnOf: { orderId: bought.orderId } });
    const [{ sale: exchange }] = await at.send(back);
    expect(exchange).toMatchObject({ returnOrderId: bought.orderId, differences: [], totalMinor: 1190 });
    expect(await ok("GET", `/orders/${bought.orderId}`)).toMatchObject({
      financial: "partially_refunded",
      refunds: [{ amountMinor: 1190, reason: "Too small" }],
    });
    expect(await ok("GET", `/orders/${exchange.orderId}`)).toMatchObject({ financial: "paid", totalMinor: 2380 });
    expect(await at.onHand()).toBe(7);
  });

  test("items returned by a receipt bear the tax they were sold with, though the rate has changed since", async () => {
    const at = await shop();
    const taxClass = `class of ${at.register.prefix}`;
    const rate = (percent: string) =>
      ok("POST", "/pos/tax-rates", { tax: "VAT", rate: percent, country: "DE", taxClass });
    const before = await rate("10");
    const taxes = (percent: string) => ({ taxClass, taxes: [{ tax: "VAT", rate: percent, isCompound: false }] });
    const totals = (subtotal: number, tax: number) => ({ totals: { subtotal, discount: 0, tax, total: subtotal } });
    const [{ sale: bought }] = await at.send(at.sale([at.line(2, taxes("10"))], totals(2380, 216)));
    expect(bought.differences).toEqual([]);
    await ok("DELETE", `/pos/tax-rates/${before.id}`);
    await rate("20");
    const back = async (percent: string, tax: number) => {
      const of = { returnOf: { orderId: bought.orderId }, ...totals(-1190, tax) };
      const [{ sale }] = await at.send(at.sale([at.line(-1, taxes(percent))], of));
      return sale.differences;
    };
    expect(await back("10", -108)).toEqual([]);
    // A rate it was not sold with is not believed.
    expect(await back("50", -397)).toMatchObject([{ figure: "tax", shown: -397, counted: -198 }]);
  });

  test("items returned without a receipt are refunded and put back, scrapped ones are not", async () => {
    const at = await shop({ mayRefundWithoutReceipt: false });
    const [{ sale: stored }] = await at.send(at.sale([at.line(-1), at.line(-2, { restock: false })]));
    expect(stored).toMatchObject({ breaches: ["refund_without_receipt"], totalMinor: -3570, returnOrderId: null });
    expect(await at.onHand()).toBe(11);
    expect(await ok("GET", `/orders/${stored.orderId}`)).toMatchObject({
      totalMinor: 0,
      refunds: [{ amountMinor: 3570 }],
    });
  });

  test("more than were bought are taken back all the same, and noted", async () => {
    const at = await shop();
    const [{ sale: bought }] = await at.send(at.sale([at.line(1)]));
    const [{ sale: back }] = await at.send(at.sale([at.line(-3)], { returnOf: { orderId: bought.orderId } }));
    expect(back.differences).toEqual([{ figure: "return", shown: "booked", counted: "RETURN_TOO_MANY" }]);
    expect(await at.onHand()).toBe(12);
    expect((await ok("GET", `/orders/${bought.orderId}`)).financial).toBe("paid");
  });

  test("scrapped items are refunded once by their receipt: a second time is noted", async () => {
    const at = await shop();
    const [{ sale: bought }] = await at.send(at.sale([at.line(1)]));
    const back = () => at.send(at.sale([at.line(-1, { restock: false })], { returnOf: { orderId: bought.orderId } }));
    const [{ sale: first }] = await back();
    const [{ sale: second }] = await back();
    expect([first.differences, second.differences]).toEqual([
      [],
      [{ figure: "return", shown: "booked", counted: "ORDER_LINE_TOO_MANY" }],
    ]);
    expect((await ok("GET", `/orders/${bought.orderId}`)).refunds).toHaveLength(1);
    expect(await at.onHand()).toBe(9);
  });

  test("units that were a gift go back to stock alone: nobody is paid, and more than were packed is noted", async () => {
    const [at, other] = [await shop(), await shop()];
    const deliverFrom = { locationId: at.location.id, address: { name: "Ada", line1: "1 St", country: "DE" } };
    const [{ sale: bought }] = await at.send(at.sale([at.line(2)], { deliverFrom }));
    const { orderId } = bought;
    const { variantId, sku } = other.line();
    await ok("POST", "/inventory/levels", { items: [{ variantId, locationId: at.location.id, onHand: 5 }] });
    await ok("POST", `/orders/${orderId}/gifts`, { sku, units: 2 });
    await ok("POST", `/orders/${orderId}/fulfil`, {});
    const state = async () => {
      const { items } = await ok("GET", `/inventory/levels?variantId=${variantId}&locationId=${at.location.id}`);
      const { gifts } = await ok("GET", `/pos/sales/${bought.id}`);
      const { refunds } = await ok("GET", `/orders/${orderId}`);
      return { onHand: items[0].onHand, gifts, refunds };
    };
    expect(await state()).toMatchObject({ onHand: 3, gifts: [{ variantId, sku, units: 2 }] });
    const gift = (more: object = {}) => ({ ...other.line(-1), unitPrice: 0, taxes: [], ...more });
    const back = async (...lines: { quantity: number; unitPrice: number }[]) => {
      const [{ sale }] = await at.send(at.sale(lines, { returnOf: { orderId } }));
      return sale;
    };
    expect(await back(gift())).toMatchObject({ differences: [], totalMinor: 0, returnOrderId: orderId });
    expect(await state()).toMatchObject({ onHand: 4, gifts: [{ units: 1 }], refunds: [] });
    const both = await back(at.line(-1), gift({ restock: false }));
    expect(both.differences).toEqual([]);
    expect(await state()).toMatchObject({ onHand: 4, gifts: [], refunds: [{ amountMinor: 1190 }] });
    expect((await back(gift())).differences).toMatchObject([{ counted: "RETURN_TOO_MANY" }]);
  });

  test("a gift of a bought item comes back as the gift where nothing is paid for it, and gifts of an item are counted as one", async () => {
    const at = await shop();
    const deliverFrom = { locationId: at.location.id, address: { name: "Ada", line1: "1 St", country: "DE" } };
    const [{ sale: bought }] = await at.send(at.sale([at.line(1)], { deliverFrom }));
    const { orderId } = bought;
    const { variantId, sku } = at.line();
    for (const units of [1, 2]) await ok("POST", `/orders/${orderId}/gifts`, { sku, units });
    await ok("POST", `/orders/${orderId}/fulfil`, {});
    const gifts = async () => (await ok("GET", `/pos/sales/${bought.id}`)).gifts;
    expect(await gifts()).toEqual([{ variantId, sku, title: expect.any(String), units: 3 }]);
    const back = async (more: object) => {
      const [{ sale }] = await at.send(at.sale([{ ...at.line(-1), ...more }], { returnOf: { orderId } }));
      return sale.differences;
    };
    expect(await back({ unitPrice: 0, taxes: [] })).toEqual([]);
    expect(await gifts()).toMatchObject([{ units: 2 }]);
    expect((await ok("GET", `/orders/${orderId}`)).refunds).toEqual([]);
    expect(await back({})).toEqual([]);
    expect(await gifts()).toMatchObject([{ units: 2 }]);
    expect((await ok("GET", `/orders/${orderId}`)).refunds).toMatchObject([{ amountMinor: 1190 }]);
  });

  test("a return after a refund by amount is noted where more is given back than is owed", async () => {
    const at = await shop();
    const [{ sale: bought }] = await at.send(at.sale([at.line(2)]));
    await ok("POST", `/orders/${bought.orderId}/refund`, { amountMinor: 2000 });
    const [{ sale: back }] = await at.send(at.sale([at.line(-2)], { returnOf: { orderId: bought.orderId } }));
    expect(back.differences).toEqual([{ figure: "refund", shown: 2380, counted: 380 }]);
  });

  test("a sale whose money was given back is not voided beside its return", async () => {
    const at = await shop();
    const [{ sale: bought }] = await at.send(at.sale([at.line(1)]));
    await at.send(at.sale([at.line(-1, { restock: false })], { returnOf: { orderId: bought.orderId } }));
    const answer = await made.ana.call("POST", `/api/pos/sales/${bought.id}/void`, {
      staffId: at.staff.id,
      reason: "Wrong",
    });
    expect([answer.status, answer.json.code]).toEqual([409, "POS_SALE_RETURNED"]);
  });

  test("items of a void are in stock as if nothing was sold, while the session is open", async () => {
    const at = await shop();
    const [{ sale }] = await at.send(at.sale([at.line(3)]));
    await ok("POST", `/pos/sales/${sale.id}/void`, { staffId: at.staff.id, reason: "Wrong item" });
    expect(await at.onHand()).toBe(10);
    expect(await ok("GET", `/orders/${sale.orderId}`)).toMatchObject({ status: "cancelled" });
    const { report } = await ok("GET", `/pos/sessions/${at.session.id}`);
    expect(report).toMatchObject({ salesCount: 0, expected: 10_000 });
  });
});
