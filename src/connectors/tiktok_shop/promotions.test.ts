import { describe, expect, it } from "vitest";
import { money } from "../../commerce/money.ts";
import type { Basket } from "../kit/contract/promotions.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { feesOf } from "./fees.ts";
import { openShop, readingContext } from "./testing.ts";

const basket = (minor: bigint, currency = "GBP"): Basket => ({
  currency,
  lines: [{ sku: "MUG-1", quantity: 1, unitPrice: money(minor, currency) }],
});

describe("coupons", () => {
  async function ask(code: string, items: Basket) {
    const world = await openShop(items.currency);
    await using _ = world;
    world.shop.addDiscount?.({ code: "TEN", kind: "percent", value: "10" });
    world.shop.addDiscount?.({ code: "FIVE", kind: "amount", value: "5" });
    for (const status of ["NOT_START", "DEACTIVATED", "EXPIRED"])
      world.state.coupons.push({ id: status, code: status, status, percent: "1", amount: null, minimum: null });
    const { ports, ctx } = await world.connect();
    return await ports.discounts?.validate({ code, basket: items }, ctx);
  }

  it.each([
    ["TEN", 1_005n, "GBP", 101n],
    ["TEN", 1_005n, "JPY", 101n],
    ["FIVE", 400n, "GBP", 400n],
    ["ten", 1_000n, "GBP", 100n],
  ])("%s takes off a basket of %s %s: %s", async (code, minor, currency, expected) => {
    expect(await ask(code, basket(minor, currency))).toMatchObject({
      valid: true,
      discount: money(expected, currency),
    });
  });

  it.each([
    ["NOT_START", "not_yet"],
    ["DEACTIVATED", "not_active"],
    ["EXPIRED", "expired"],
    ["NOWHERE", "unknown"],
  ])("%s is refused as %s", async (code, reason) => {
    expect(await ask(code, basket(1_000n))).toMatchObject({ valid: false, reason });
  });

  it("a coupon carries the warning that TikTok counts it only in its own checkout", async () => {
    expect(await ask("TEN", basket(1_000n))).toMatchObject({ warnings: [textWith("own checkout")] });
  });
});

describe("TikTok's charges", () => {
  const statement = { id: "7238804564097517339", statement_time: 1_685_548_800, currency: "GBP" };
  const transaction = {
    id: "1636700041413599290",
    type: "ORDER",
    order_id: "576463220456522968",
    shipping_cost_amount: "-3.00",
    adjustment_amount: "0",
    fee_tax_breakdown: {
      fee: {
        platform_commission_amount: "-0.63",
        transaction_fee_amount: "-0.25",
        affiliate_commission_amount: "-1.00",
        affiliate_commission_amount_before_pit: "-1.10",
        mall_service_fee_amount: "0",
      },
      tax: { vat_amount: "-0.10" },
    },
  };

  it("a charge is one entry an amount, costs positive, with its order and a key that stays", () => {
    const { ctx } = readingContext();
    const reported = feesOf(transaction, statement, ctx);
    expect(reported.map(({ kind, amount, text }) => [kind, amount.minor, text])).toEqual([
      ["commission", 63n, "platform_commission_amount"],
      ["payment_fee", 25n, "transaction_fee_amount"],
      ["advertising", 100n, "affiliate_commission_amount"],
      ["other", 10n, "vat_amount"],
      ["shipping_forward", 300n, "shipping_cost_amount"],
    ]);
    expect(new Set(reported.map(({ orderKey, at }) => `${orderKey} ${at}`))).toEqual(
      new Set(["576463220456522968 2023-05-31T16:00:00.000Z"]),
    );
    expect(reported[0]?.key).toBe("1636700041413599290:platform_commission_amount");
  });

  it("a credit is negative, an adjustment belongs to the order it names", () => {
    const { ctx } = readingContext();
    const raw = { id: "2", type: "LOGISTICS_REIMBURSEMENT", adjustment_order_id: "77", adjustment_amount: "4.00" };
    expect(feesOf(raw, statement, ctx)).toMatchObject([
      { kind: "adjustment", orderKey: "77", amount: { minor: -400n }, text: textWith("LOGISTICS_REIMBURSEMENT") },
    ]);
  });

  it("one entry that cannot be read holds up no other, and its statement is read again", async () => {
    await using world = await openShop();
    world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "5", stock: 5 }] });
    const keys = [1, 2].map(() => world.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" }));
    for (const key of keys) world.shop.settleOrder?.(key);
    const [bad] = world.state.statements;
    if (bad) bad.transactions[0] = { ...bad.transactions[0], id: "" } as (typeof bad.transactions)[number];
    const { ports, ctx } = await world.connect();
    const pages = [];
    for await (const page of ports.fees?.sweeps[0]?.run({ cursor: null }, ctx) ?? []) pages.push(page);
    expect(pages.map(({ items, unread }) => [items.length, unread])).toEqual([
      [0, 1],
      [3, 0],
    ]);
    expect(Number(pages.at(-1)?.cursor)).toBeLessThan(bad?.time ?? 0);
  });
});
