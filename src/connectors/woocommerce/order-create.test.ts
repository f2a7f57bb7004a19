import { describe, expect, it } from "vitest";
import type { WooSandbox } from "../../sandboxes/woocommerce/index.ts";
import type { OrderDraft, OrderForChannel, OrderQuote } from "../kit/contract/ports.ts";
import { orderForTest } from "../kit/testing/order.ts";
import { portOf } from "../kit/testing/shop.ts";
import { shopWith, type TestShop } from "./testing.ts";

const to = {
  paid: true,
  customer: { name: "Anna de Vries", email: "anna@customer.example" },
  shippingAddress: {
    name: "Anna de Vries",
    line1: "Voorbeeldweg 12",
    city: "Utrecht",
    postcode: "3511 AA",
    country: "NL",
  },
};

function draftOf(more: Partial<Parameters<typeof orderForTest>[0]> = {}): OrderForChannel {
  return orderForTest({
    currency: "EUR",
    ...to,
    shippingMinor: 495n,
    lines: [
      { sku: "MUG", title: "Mug", quantity: 3, unitPrice: "9.99", discountMinor: 100n },
      { sku: "CUP", title: "Cup", quantity: 1, unitPrice: "4.00" },
    ],
    ...more,
  });
}

function ports(shop: TestShop) {
  const { quote, create } = portOf(shop, "orders");
  if (!quote || !create) throw new Error("no create");
  return {
    quote: (order: OrderForChannel) => quote({ order, key: "o_1", uncertain: false }, shop.ctx),
    create: (order: OrderForChannel, more: Partial<OrderDraft> & { quote?: OrderQuote | undefined } = {}) =>
      create({ order, key: "o_1", uncertain: false, ...more }, shop.ctx),
  };
}

const setting = (sandbox: WooSandbox, id: string, value: string) => {
  const existing = sandbox.state.settings.get(id);
  if (existing) sandbox.state.settings.set(id, { ...existing, value });
};

describe("new orders", () => {
  it.each([
    ["with the tax in the prices", "no", true],
    ["in a shop whose prices contain it too", "yes", true],
    ["without tax in the prices", "no", false],
  ])("a new order costs in the shop what it costs here, %s", async (_how, shopIncludes, taxIncluded) => {
    await shopWith(
      async (shop) => {
        const { quote, create } = ports(shop);
        const order = draftOf({ taxIncluded, ...(taxIncluded ? {} : { taxMinor: 796n }) });
        expect(order.totalMinor).toBe(taxIncluded ? 3792n : 4588n);
        const reported = await quote(order);
        expect(reported).toMatchObject({ currency: "EUR", totalMinor: order.totalMinor });
        expect([...shop.sandbox.state.orders.values()].map(({ status }) => status)).toEqual(["checkout-draft"]);
        expect(shop.sandbox.shop.stockOf("MUG")).toBe(100);
        const made = await create(order, { quote: reported });
        expect(shop.sandbox.shop.orderKeys()).toEqual([made.orderKey]);
        expect(made).toMatchObject({
          status: "processing",
          financial: "paid",
          totals: { totalMinor: order.totalMinor },
          transactions: [{ kind: "sale", amountMinor: order.totalMinor }],
          lines: [{ sku: "MUG", channelTook: 3 }, { sku: "CUP" }],
        });
        expect((made.lines[0]?.discountMinor ?? 0n) > 0n).toBe(true);
        expect(shop.sandbox.shop.order(made.orderKey)?.total).toBe(taxIncluded ? "37.92" : "45.88");
      },
      (sandbox) => setting(sandbox, "woocommerce_prices_include_tax", shopIncludes),
    );
  });

  it("a new order is quoted with the shop's own total when its tax differs", async () => {
    await shopWith(async (shop) => {
      const { quote, create } = ports(shop);
      const order = draftOf({ taxIncluded: false, taxMinor: 0n });
      const reported = await quote(order);
      expect([order.totalMinor, reported.totalMinor]).toEqual([3792n, 4588n]);
      // Asked again, one draft is enough; what the seller accepted is what is made.
      expect((await quote(order)).totalMinor).toBe(4588n);
      expect(shop.sandbox.state.orders.size).toBe(1);
      const again = await quote(order);
      expect((await create(order, { quote: again })).totals.totalMinor).toBe(4588n);
    });
  });

  it("a new order is not placed when the shop's total changed since, and is made anew when the draft is gone", async () => {
    await shopWith(async (shop) => {
      const { quote, create } = ports(shop);
      const reported = await quote(draftOf());
      await expect(create(draftOf(), { quote: { ...reported, totalMinor: 1n } })).rejects.toMatchObject({
        info: { kind: "rejected", code: "total_differs" },
      });
      expect([...shop.sandbox.state.orders.values()].map(({ status }) => status)).toEqual(["checkout-draft"]);
      shop.sandbox.state.orders.clear();
      expect(await create(draftOf(), { quote: reported })).toMatchObject({ status: "processing" });
    });
  });

  it.each(["POST", "PUT"] as const)("a new order is made once when the answer of a %s was lost", async (method) => {
    await shopWith(async (shop) => {
      const { create } = ports(shop);
      const order = draftOf({ taxIncluded: false, taxMinor: 796n });
      shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, method, path: "/orders", times: 1 });
      await expect(create(order)).rejects.toMatchObject({ info: { kind: "ambiguous" } });
      const made = await create(order, { uncertain: true });
      expect(shop.sandbox.shop.orderKeys()).toEqual([made.orderKey]);
      expect(made).toMatchObject({ status: "processing", financial: "paid", transactions: [{ kind: "sale" }] });
      const notes = [...shop.sandbox.state.notes.values()].map((note) => note.text);
      expect(notes.filter((text) => text.includes("to Processing"))).toHaveLength(1);
    });
  });

  it.each([
    ["unpaid", { paid: false }, { status: "pending", financial: "pending" }],
    [
      "for nothing",
      { shippingMinor: 0n, lines: [{ sku: "MUG", title: "Mug", quantity: 1, unitPrice: "0.00" }] },
      { status: "processing", totals: { totalMinor: 0n } },
    ],
  ])("a new order may be %s", async (_what, more, expected) => {
    await shopWith(async (shop) => {
      expect(await ports(shop).create(draftOf(more))).toMatchObject(expected);
    });
  });

  it("a new order sends nothing when a line has no product: the shop would book an empty one", async () => {
    await shopWith(async (shop) => {
      shop.seen();
      const lines = [{ sku: "NOPE", title: "No", quantity: 1, unitPrice: "1.00" }];
      await expect(ports(shop).quote(draftOf({ lines }))).rejects.toMatchObject({
        info: { kind: "rejected", field: "lines" },
      });
      expect(shop.seen().some((call) => call.startsWith("POST"))).toBe(false);
    });
  });
});
