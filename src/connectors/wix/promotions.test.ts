import { describe, expect, it } from "vitest";
import { money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { collect } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import { must } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openSite, type Site, sent } from "./testing.ts";

const BASKET = { currency: "EUR", lines: [{ sku: "MUG", quantity: 2, unitPrice: parseMoney("12.50", "EUR") }] };

function addCoupon(site: Site, specification: { readonly [key: string]: Json }, used = 0): void {
  site.sandbox.state.coupons.push({
    id: `c${used}`,
    created: 0,
    used,
    specification: { name: "A coupon", code: "CODE", active: true, ...specification },
  });
}

async function ask(specification: { readonly [key: string]: Json }, used = 0, code = "CODE") {
  await using site = await openSite();
  addCoupon(site, specification, used);
  const { ports, ctx } = await site.connect();
  return await must(ports.discounts).validate({ code, basket: BASKET }, ctx);
}

describe("coupons", () => {
  const now = Date.UTC(2026, 10, 20, 9);
  it.each([
    [{ percentOffRate: 12.5 }, { valid: true, kind: "percent", percent: "12.5", discount: money(313n, "EUR") }],
    [{ moneyOffAmount: 5 }, { valid: true, kind: "amount", discount: money(500n, "EUR") }],
    [{ moneyOffAmount: 99 }, { valid: true, kind: "amount", discount: money(2_500n, "EUR") }],
    [{ freeShipping: true }, { valid: true, kind: "free_shipping", discount: money(0n, "EUR") }],
    [{ fixedPriceAmount: 9 }, { valid: true, kind: "other", discount: null }],
    [{ buyXGetY: { x: 1, y: 1 } }, { valid: true, kind: "other", discount: null }],
    [
      { percentOffRate: 10, scope: { namespace: "stores", group: { name: "collection", entityId: "c" } } },
      { valid: true, kind: "percent", discount: null, rule: { scope: { include: { categories: ["c"] } } } },
    ],
    [
      { moneyOffAmount: 5, scope: { namespace: "bookings" } },
      { valid: true, discount: null },
    ],
    [
      { percentOffRate: 10, limitedToOneItem: true },
      { valid: true, discount: null },
    ],
    [
      { percentOffRate: 10, limitPerCustomer: 1 },
      { valid: true, discount: money(250n, "EUR"), warnings: [textWith("customer")] },
    ],
    [
      { percentOffRate: 10, active: false },
      { valid: false, reason: "not_active" },
    ],
    // Times are milliseconds as text.
    [
      { percentOffRate: 10, startTime: String(now + 86_400_000) },
      { valid: false, reason: "not_yet" },
    ],
    [
      { percentOffRate: 10, startTime: String(now - 1), expirationTime: String(now) },
      { valid: false, reason: "expired" },
    ],
    [
      { percentOffRate: 10, minimumSubtotal: 25.01 },
      { valid: false, reason: "conditions" },
    ],
    [{ percentOffRate: 10, minimumSubtotal: 25 }, { valid: true }],
  ])("%j", async (specification, answer) => {
    expect(await ask(specification)).toMatchObject(answer);
  });

  it("a coupon is used up at its limit; a code in another case is the same, and too long a one does not exist", async () => {
    expect(await ask({ percentOffRate: 10, usageLimit: 3 }, 3)).toMatchObject({ valid: false, reason: "used_up" });
    expect(await ask({ percentOffRate: 10, usageLimit: 0 }, 3)).toMatchObject({ valid: true });
    expect(await ask({ percentOffRate: 10 }, 0, "x".repeat(21))).toMatchObject({ valid: false, reason: "unknown" });
  });

  it("the filter is JSON in text, and a filter that is ignored gives no code away", async () => {
    await using site = await openSite();
    addCoupon(site, { code: "SECRET", percentOffRate: 50 });
    const { ports, ctx } = await site.connect();
    const everything = JSON.stringify({
      coupons: [{ id: "1", specification: { code: "SECRET", percentOffRate: 50 } }],
    });
    site.sandbox.faults.add({ fault: { kind: "status", status: 200, body: everything }, path: "coupons/query" });
    expect(await must(ports.discounts).validate({ code: "GUESS", basket: BASKET }, ctx)).toMatchObject({
      valid: false,
      reason: "unknown",
    });
    expect(sent(site.sandbox, "/coupons/query").at(-1)).toMatchObject({
      query: { filter: '{"specification.code":{"$eq":"GUESS"}}' },
    });
  });
});

describe("gift cards", () => {
  it("a gift card is found with and without hyphens; disabled and expired ones say so and pay nothing", async () => {
    await using site = await openSite();
    must(site.shop.addGiftCard)({ code: "ABCD1234EFGH", balance: "20.00" });
    const [card] = site.sandbox.state.giftCards;
    const { ports, ctx } = await site.connect();
    const { balance, redeem } = must(ports.giftCards);
    expect(await balance("abcd-1234-efgh", ctx)).toEqual({ balance: money(2_000n, "EUR"), state: "active" });
    const order = {
      code: "ABCD1234EFGH",
      amount: money(500n, "EUR"),
      idempotencyKey: "r1",
      reference: "R-1",
      uncertain: false,
    };
    must(card).disabled = site.clock.now();
    expect((await balance(order.code, ctx))?.state).toBe("disabled");
    expect((await refusal(must(redeem)(order, ctx))).info).toMatchObject({ kind: "rejected", code: "disabled" });
    const expired = {
      ...must(card),
      id: "00000000-0000-4000-8000-00000000eeee",
      code: "OLD",
      disabled: null,
      expires: 0,
    };
    site.sandbox.state.giftCards.push(expired);
    expect(await balance("OLD", ctx)).toMatchObject({ state: "expired", expiresOn: "1970-01-01" });
    expect((await refusal(must(redeem)({ ...order, code: "NONE" }, ctx))).info).toMatchObject({ code: "unknown" });
    const dollars = { ...order, amount: money(1n, "USD") };
    expect((await refusal(must(redeem)(dollars, ctx))).info).toMatchObject({ code: "currency" });
  });

  it("a gift card pays an amount once for each receipt", async () => {
    await using site = await openSite();
    must(site.shop.addGiftCard)({ code: "CARD", balance: "20.00" });
    const { ports, ctx } = await site.connect();
    const redeem = must(must(ports.giftCards).redeem);
    const order = { code: "CARD", amount: money(500n, "EUR"), reference: "R-1", uncertain: false };
    for (const key of ["a", "a", "b"]) await redeem({ ...order, idempotencyKey: key }, ctx);
    expect(must(site.shop.giftCardBalance)("CARD")).toBe("10.00");
    expect(sent(site.sandbox, "/decrease-balance")[0]).toEqual({
      amount: { amount: "5.00" },
      note: "R-1",
      idempotencyKey: "a",
    });
  });
});

describe("contacts", () => {
  it("a contact has one e-mail and one phone; nameless ones are no error", async () => {
    await using site = await openSite();
    site.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "1.00", stock: 9 }] });
    site.shop.placeOrder({
      lines: [{ sku: "M", quantity: 1 }],
      customer: { name: "Ann Lee", email: "a@example.com", phone: "+4930123456" },
    });
    const { contacts } = site.sandbox.state;
    contacts.set("00000000-0000-4000-8000-00000000cccc", {
      id: "00000000-0000-4000-8000-00000000cccc",
      updated: site.clock.now(),
      fields: {},
    });
    const { ports, ctx } = await site.connect();
    const { items } = await collect(must(ports.customers?.sweeps[0]), ctx);
    expect(items.map(({ name, email, phone }) => [name, email, phone])).toEqual([
      ["Ann Lee", "a@example.com", "+4930123456"],
      [undefined, undefined, undefined],
    ]);
  });
});
