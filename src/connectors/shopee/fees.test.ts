import { describe, expect, it } from "vitest";
import type { Fee } from "../kit/contract/fees.ts";
import { must } from "../kit/testing/shop.ts";
import { CHARGES, feesOf } from "./fees.ts";
import { createProducts, openShop, type Shop } from "./testing.ts";

const ORDER = { key: "2404098R48U37H", at: 1651849648, currency: "VND" };
const quiet = { drift: () => undefined };

async function walk(shop: Shop, cursor: string | null = null) {
  const { ctx, ports } = await shop.connect();
  const items: Fee[] = [];
  let unread = 0;
  let last = "";
  for await (const page of must(must(ports.fees).sweeps[0]).run({ cursor }, ctx)) {
    items.push(...page.items);
    unread += page.unread ?? 0;
    last = page.cursor;
  }
  return { items, unread, cursor: last };
}

describe("Shopee's charges on an order", () => {
  it("each figure is one charge: costs positive, shipping by its own sign, zeros left out", () => {
    // Figures of the official sample of v2.payment.get_escrow_detail_batch.
    const income = {
      escrow_amount: 37719,
      commission_fee: 0,
      service_fee: 2133,
      seller_transaction_fee: 848,
      credit_card_transaction_fee: 848,
      final_shipping_fee: 15000,
      escrow_tax: 0,
      buyer_paid_shipping_fee: 2000,
      instalment_plan: "N/A",
      seller_voucher_code: [],
    };
    expect(feesOf(income, ORDER, quiet).map(({ key, kind, amount, at }) => [key, kind, amount.minor, at])).toEqual([
      ["2404098R48U37H:service_fee", "service_fee", 2133n, "2022-05-06T15:07:28.000Z"],
      ["2404098R48U37H:seller_transaction_fee", "payment_fee", 848n, "2022-05-06T15:07:28.000Z"],
      ["2404098R48U37H:final_shipping_fee", "shipping_forward", -15000n, "2022-05-06T15:07:28.000Z"],
    ]);
  });

  it("a charge has every cent of its decimals, and an absent or null figure none", () => {
    const reported = feesOf({ commission_fee: "0.15", service_fee: null }, { ...ORDER, currency: "SGD" }, quiet);
    expect(reported.map(({ amount }) => amount)).toEqual([{ minor: 15n, currency: "SGD" }]);
  });

  it("a figure that is none is drift", () => {
    expect(() => feesOf({ commission_fee: "many" }, ORDER, quiet)).toThrow(/commission_fee/);
  });

  it("a charge is one of the figures Shopee documents, each with a label", () => {
    for (const { text } of Object.values(CHARGES)) expect(text.length).toBeGreaterThan(3);
  });

  it("one settlement that cannot be read holds up no other", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(createProducts("MUG"));
    const [bad = "", good = ""] = [1, 2].map((quantity) => shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity }] }));
    for (const key of [bad, good]) shop.shop.settleOrder?.(key);
    const body = JSON.stringify({
      error: "",
      message: "",
      request_id: "1",
      response: { order_sn: bad, return_order_sn_list: [], order_income: { commission_fee: "many" } },
    });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: `get_escrow_detail?`, times: 1 });
    const { items, unread } = await walk(shop);
    expect([new Set(items.map(({ orderKey }) => orderKey)), unread]).toEqual([new Set([good]), 1]);
  });

  it("a discount's part that Shopee and its partners pay is a credit", () => {
    const income = { voucher_from_shopee: 5000, coins: 120, shopee_discount: 900, voucher_from_seller: 700 };
    expect(feesOf(income, ORDER, quiet).map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ["platform_discount", -5000n],
      ["platform_discount", -120n],
    ]);
  });

  it("pages of forty are walked to their end", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(createProducts("MUG", { stock: 1_000 }));
    const keys = Array.from({ length: 90 }, () => shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] }));
    for (const key of keys) shop.shop.settleOrder?.(key);
    const { items } = await walk(shop);
    expect(new Set(items.map(({ orderKey }) => orderKey)).size).toBe(90);
  });
});
