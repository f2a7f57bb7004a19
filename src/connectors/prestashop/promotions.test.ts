import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Value } from "../../sandboxes/prestashop/state.ts";
import { insert, textsOf } from "../../sandboxes/prestashop/state.ts";
import { openShop, order } from "./testing.ts";

type Open = Awaited<ReturnType<typeof openShop>>;

function voucher(open: Open, values: Record<string, Value>): void {
  insert(open.state, "cart_rules", {
    name: textsOf(open.state, "Ten off"),
    code: "TEN",
    date_from: "2026-11-01 00:00:00",
    date_to: "2026-12-31 23:59:59",
    quantity: "5",
    active: "1",
    reduction_tax: "1",
    reduction_currency: "1",
    minimum_amount_currency: "1",
    ...values,
  });
}

const basketOf = (amount: string, currency = "EUR", customerEmail?: string) => ({
  currency,
  lines: [{ sku: "MUG-1", quantity: 2, unitPrice: parseMoney(amount, currency) }],
  ...(customerEmail === undefined ? {} : { customerEmail }),
});

async function ask(open: Open, code: string, basket = basketOf("12.50")) {
  const answer = await open.ports.discounts?.validate({ code, basket }, open.ctx);
  if (!answer) throw new Error("no answer");
  return answer.valid ? [answer.kind, answer.discount === null ? null : formatDecimal(answer.discount)] : answer.reason;
}

describe("the worth of a voucher", () => {
  test.each([
    ["ten percent", { reduction_percent: "10.00" }, ["percent", "2.50"]],
    ["an odd share, rounded", { reduction_percent: "33.33" }, ["percent", "8.33"]],
    ["an amount", { reduction_amount: "5.000000" }, ["amount", "5.00"]],
    ["more than the basket", { reduction_amount: "50.000000" }, ["amount", "25.00"]],
    ["an amount without its tax", { reduction_amount: "5.000000", reduction_tax: "0" }, ["amount", null]],
    ["free shipping", { free_shipping: "1" }, ["free_shipping", null]],
    ["off the cheapest", { reduction_percent: "10.00", reduction_product: "-1" }, ["percent", null]],
    ["for some products", { reduction_percent: "10.00", product_restriction: "1" }, ["percent", null]],
    ["a gift", { gift_product: "7", reduction_percent: "10.00" }, ["other", null]],
    ["without an effect", {}, ["other", null]],
    [
      "without end, as 9.1 keeps a number never given",
      { reduction_percent: "10.00", quantity: null },
      ["percent", "2.50"],
    ],
  ] as const)("%s", async (_name, values, worth) => {
    await using open = await openShop();
    voucher(open, values);
    expect(await ask(open, "ten")).toEqual(worth);
  });

  test("a condition that cannot be checked is reported", async () => {
    await using open = await openShop();
    voucher(open, {
      reduction_percent: "10.00",
      country_restriction: "1",
      group_restriction: "1",
      quantity_per_user: "1",
    });
    const answer = await open.ports.discounts?.validate({ code: "TEN", basket: basketOf("1") }, open.ctx);
    expect(answer?.valid && answer.warnings.map(textOf).join(" ")).toBe(
      "For some countries only. For some customer groups only. Once per customer. Accounts are checked only in PrestaShop.",
    );
  });
});

describe("the reason why a voucher does not count", () => {
  test.each([
    ["switched off", { active: "0" }, "not_active"],
    ["too early", { date_from: "2026-11-20 11:30:00" }, "not_yet"],
    ["over by the shop's clock, though not by ours", { date_to: "2026-11-20 10:30:00" }, "expired"],
    ["used up", { quantity: "0" }, "used_up"],
    ["below the least amount", { minimum_amount: "25.010000" }, "conditions"],
    ["too few pieces", { minimum_product_quantity: "3" }, "conditions"],
    ["dates the wrong way round", { date_from: "2026-12-31 00:00:00", date_to: "2026-01-01 00:00:00" }, "not_yet"],
  ])("%s", async (_name, values, reason) => {
    await using open = await openShop();
    voucher(open, { reduction_percent: "10.00", ...values });
    expect(await ask(open, "TEN")).toBe(reason);
  });

  test("nobody knows it, or it cannot be a code", async () => {
    await using open = await openShop();
    voucher(open, { reduction_percent: "10.00" });
    for (const code of ["OTHER", "TE", "", "A|TEN", "[TEN]", "x".repeat(300)])
      expect(await ask(open, code)).toBe("unknown");
  });

  test("a voucher of one customer counts for that customer alone", async () => {
    await using open = await openShop();
    order(open);
    voucher(open, { reduction_percent: "10.00", id_customer: "1" });
    expect(await ask(open, "TEN")).toBe("conditions");
    expect(await ask(open, "TEN", basketOf("12.50", "EUR", "other@example.test"))).toBe("conditions");
    expect(await ask(open, "TEN", basketOf("12.50", "EUR", "Mila@Example.test"))).toEqual(["percent", "2.50"]);
  });

  test("a code may stand on several rules: any that counts will do", async () => {
    await using open = await openShop();
    voucher(open, { reduction_percent: "10.00", active: "0" });
    voucher(open, { reduction_percent: "20.00" });
    expect(await ask(open, "TEN")).toEqual(["percent", "5.00"]);
  });
});
