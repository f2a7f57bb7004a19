import { describe, expect, test } from "vitest";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import { type Bench, openStore } from "./testing.ts";

const basket = { currency: "USD", lines: [{ sku: "MUG", quantity: 2, unitPrice: parseMoney("12.50", "USD") }] };

function coupon(bench: Bench, code: string, type: string, amount: string, more: object = {}): void {
  const id = bench.sandbox.store.nextId();
  const entity = { entity: "categories", ids: [0] };
  bench.sandbox.store.coupons.set(id, { id, code, type, amount, minimum: "0", expires: "", entity, ...more });
}

const ask = (bench: Bench, code: string) =>
  bench.connection.ports.discounts?.validate({ code, basket }, bench.connection.ctx);

describe("discount codes", () => {
  test("coupons of old count when no promotion has the code", async () => {
    await using bench = await openStore();
    coupon(bench, "OLD10", "percentage_discount", "10");
    coupon(bench, "OLD5", "per_total_discount", "5");
    coupon(bench, "SOME", "percentage_discount", "10", { entity: { entity: "categories", ids: [36] } });
    coupon(bench, "LATE", "percentage_discount", "10", { expires: "Mon, 01 Jan 2024 00:00:00 +0000" });
    coupon(bench, "BIG", "per_total_discount", "5", { minimum: "100" });
    expect(await ask(bench, "old10")).toMatchObject({
      valid: true,
      code: "OLD10",
      kind: "percent",
      discount: { minor: 250n },
    });
    expect(await ask(bench, "OLD5")).toMatchObject({ valid: true, kind: "amount", discount: { minor: 500n } });
    expect(await ask(bench, "SOME")).toMatchObject({
      valid: true,
      discount: null,
      rule: { effect: { kind: "percent_items", percent: "10" }, scope: { include: { categories: ["36"] } } },
    });
    expect(await ask(bench, "LATE")).toMatchObject({ valid: false, reason: "expired" });
    expect(await ask(bench, "BIG")).toMatchObject({ valid: false, reason: "conditions" });
  });

  test("a promotion switched off, used up or of another currency is refused with the reason", async () => {
    await using bench = await openStore();
    bench.sandbox.shop.addDiscount?.({ code: "TEN", kind: "percent", value: "10" });
    const [promotion] = bench.sandbox.store.promotions.values();
    if (!promotion) throw new Error("no promotion");
    const other = { ...basket, currency: "EUR", lines: [] };
    expect(
      await bench.connection.ports.discounts?.validate({ code: "TEN", basket: other }, bench.connection.ctx),
    ).toMatchObject({ reason: "conditions" });
    promotion.status = "DISABLED";
    expect(await ask(bench, "TEN")).toMatchObject({ valid: false, reason: "not_active" });
    promotion.status = "ENABLED";
    bench.sandbox.store.promotions.set(promotion.id, { ...promotion, uses: 3, maxUses: 3 });
    expect(await ask(bench, "TEN")).toMatchObject({ valid: false, reason: "used_up" });
  });
});

describe("gift certificates", () => {
  test("two payments each count once, and the buyer's own message stays", async () => {
    await using bench = await openStore();
    bench.sandbox.shop.addGiftCard?.({ code: "G-1", balance: "50.00" });
    const cards = bench.connection.ports.giftCards;
    const pay = (key: string, uncertain = false) =>
      cards?.redeem?.(
        { code: "G-1", amount: parseMoney("20", "USD"), idempotencyKey: key, reference: key, uncertain },
        bench.connection.ctx,
      );
    for (const key of ["a", "b"]) await pay(key);
    const again = await pay("a", true);
    expect([again && formatDecimal(again.balance), bench.sandbox.shop.giftCardBalance?.("G-1")]).toEqual([
      "10.00",
      "10.00",
    ]);
    expect([...bench.sandbox.store.certificates.values()][0]?.message).toMatch(
      /^Enjoy! \[argosy \w+\] \[argosy \w+\]$/,
    );
  });

  test("a disabled certificate pays nothing", async () => {
    await using bench = await openStore();
    bench.sandbox.shop.addGiftCard?.({ code: "G-1", balance: "50.00" });
    for (const one of bench.sandbox.store.certificates.values()) one.status = "disabled";
    const cards = bench.connection.ports.giftCards;
    expect(await cards?.balance("G-1", bench.connection.ctx)).toMatchObject({ state: "disabled" });
    const order = {
      code: "G-1",
      amount: parseMoney("20", "USD"),
      idempotencyKey: "a",
      reference: "a",
      uncertain: false,
    };
    await expect(cards?.redeem?.(order, bench.connection.ctx)).rejects.toMatchObject({ kind: "rejected" });
  });
});
