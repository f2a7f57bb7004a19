import { describe, expect, test } from "vitest";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { OrderForChannel } from "../kit/contract/ports.ts";
import { sellMugs } from "../kit/testing/own-orders.ts";
import { openShop } from "./testing.ts";

const KEY = "0b8f6c1e-0000-4000-8000-000000000001";
const ADDRESS = {
  name: "Ada King Lovelace",
  line1: "Keizersgracht 1",
  city: "Amsterdam",
  postcode: "1015",
  country: "NL",
};

type Input = Partial<Pick<OrderForChannel, "paid" | "discountCode" | "note" | "customer" | "shippingAddress">> & {
  readonly quantity?: number;
  readonly shippingMinor?: bigint;
};

async function opened() {
  const shop = await openShop();
  const { order, ...selling } = sellMugs(shop, KEY);
  const made = () => [...shop.state.orders.values()].map(({ state }) => state);
  return {
    ...shop,
    ...selling,
    made,
    order: (input: Input = {}) =>
      order({
        quantity: 2,
        customer: { name: "Ada King Lovelace", email: "Ada@example.com" },
        shippingAddress: ADDRESS,
        ...input,
      }),
  };
}

describe("an order of ours", () => {
  test("an order is placed by one payment that names it, and takes its stock only then", async () => {
    const { order, draftOf, made, quote, create, ctx, sandbox } = await opened();
    const draft = draftOf(order({ shippingMinor: 500n, note: "Ring twice." }));
    const reported = await quote(draft, ctx);
    expect(reported).toMatchObject({ currency: "EUR", totalMinor: 3000n });
    expect([made(), sandbox.shop.stockOf("MUG"), sandbox.shop.orderKeys()]).toEqual([["Draft"], 10, []]);
    const part = await create({ ...draft, quote: reported }, ctx);
    expect(part).toMatchObject({ ourKey: KEY, status: "confirmed", financial: "paid", totals: { totalMinor: 3000n } });
    expect([made(), sandbox.shop.stockOf("MUG")]).toEqual([["PaymentSettled"], 8]);
    expect(sandbox.shop.record?.(part.orderKey)?.notes).toEqual(["Ring twice."]);
  });

  test.each(["addManualPaymentToOrder", "transitionOrderToState", "createDraftOrder"])(
    "an order whose answer to %s was lost is placed once",
    async (call) => {
      const { order, draftOf, made, quote, create, ctx, sandbox } = await opened();
      const draft = draftOf(order());
      const reported = call === "createDraftOrder" ? undefined : await quote(draft, ctx);
      sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: call, times: 1 });
      await expect(create({ ...draft, quote: reported }, ctx)).rejects.toThrow(ConnectorError);
      const part = await create({ ...draft, uncertain: true, quote: reported }, ctx);
      expect(part.totals.totalMinor).toBe(2500n);
      expect(made().filter((state) => state === "PaymentSettled")).toHaveLength(1);
      expect(sandbox.shop.stockOf("MUG")).toBe(8);
    },
  );

  test("an order with another total than the shop's leaves no draft behind, and is placed once that is accepted", async () => {
    const { order, draftOf, made, quote, create, ctx, sandbox } = await opened();
    sandbox.shop.setPrice("MUG", "13.00");
    const draft = draftOf(order());
    const reported = await quote(draft, ctx);
    expect(reported).toEqual({ currency: "EUR", totalMinor: 2600n });
    expect(made()).toEqual([]);
    await expect(create(draft, ctx)).rejects.toMatchObject({ info: { kind: "rejected", code: "total_differs" } });
    expect(made()).toEqual([]);
    expect(await create({ ...draft, quote: reported }, ctx)).toMatchObject({ totals: { totalMinor: 2600n } });
  });

  test("an order takes its coupon, and an existing account of its e-mail unchanged", async () => {
    const { order, draftOf, quote, create, ctx, sandbox, state } = await opened();
    sandbox.shop.addDiscount?.({ code: "SAVE10", kind: "percent", value: "10" });
    state.customers.set("77", {
      id: "77",
      emailAddress: "ada@example.com",
      firstName: "Countess",
      lastName: "A",
      phoneNumber: null,
    });
    const draft = draftOf(order({ discountCode: "SAVE10" }));
    const reported = await quote(draft, ctx);
    expect(reported.totalMinor).toBe(2250n);
    const part = await create({ ...draft, quote: reported }, ctx);
    expect([part.contact?.key, state.customers.get("77")?.firstName]).toEqual(["77", "Countess"]);
  });

  test.each<[string, Input, string]>([
    ["is not paid", { paid: false }, "unpaid"],
    ["has no e-mail", { customer: { name: "Ada" } }, "no_email"],
    ["has no address", { shippingAddress: { city: "Amsterdam" } }, "no_address"],
    ["wants more than there is", { quantity: 11 }, "INSUFFICIENT_STOCK_ERROR"],
    ["has a coupon the shop does not know", { discountCode: "NONE" }, "COUPON_CODE_INVALID_ERROR"],
  ])("an order that %s is refused with a reason, and leaves nothing behind", async (_, input, code) => {
    const { order, draftOf, made, quote, ctx } = await opened();
    await expect(quote(draftOf(order(input)), ctx)).rejects.toMatchObject({ info: { kind: "rejected", code } });
    expect(made()).toEqual([]);
  });
});
