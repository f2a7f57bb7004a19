import { describe, expect, test } from "vitest";
import type { State } from "../../sandboxes/prestashop/state.ts";
import { find, insert, rowsOf, text, where } from "../../sandboxes/prestashop/state.ts";
import { TABLES } from "../../sandboxes/prestashop/tables.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import { orderForTest } from "../kit/testing/order.ts";
import { textWith } from "../kit/testing/text-with.ts";
import type { OpenShop } from "./testing.ts";
import { openShop, order } from "./testing.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

describe("orders made in Argosy", () => {
  const address = {
    name: "Mila Janssen",
    line1: "Keizersgracht 1",
    city: "Amsterdam",
    postcode: "1015 CN",
    country: "NL",
  };
  const draft = (more = {}) => ({
    key: "order-of-ours",
    uncertain: false,
    order: orderForTest({
      currency: "EUR",
      lines: [{ sku: "MUG-1", title: "Mug", quantity: 2, unitPrice: "12.50" }],
      paid: true,
      customer: { name: "Mila Janssen", email: "mila@example.test" },
      shippingAddress: address,
      shippingMinor: 0n,
      ...more,
    }),
  });
  const stocked = async (more: Parameters<typeof openShop>[0] = {}) => {
    const open = await openShop(more);
    open.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 100 }] });
    return open;
  };

  const charged = (unitPrice: string, quantity = 2) =>
    draft({ lines: [{ sku: "MUG-1", title: "Mug", quantity, unitPrice }] });
  const payments = (open: OpenShop) =>
    [...rowsOf(open.state, "order_payments").values()].map((row) => text(row, "amount"));
  const special = (open: OpenShop, more: Record<string, string>) =>
    insert(open.state, "specific_prices", {
      id_product: "1",
      price: "-1.000000",
      from_quantity: "1",
      reduction_type: "percentage",
      ...more,
    });

  test("a total the shop would not charge is said with both figures before anything is written", async () => {
    await using open = await stocked();
    special(open, { reduction: "0.100000" });
    expect(await open.orders.quote?.(draft(), open.ctx)).toEqual({ currency: "EUR", totalMinor: 2_250n });
    await expect(open.orders.create?.(draft(), open.ctx)).rejects.toMatchObject({
      info: { kind: "rejected", code: "total_differs" },
      message: textWith(/EUR 22\.50 .* EUR 25\.00/),
    });
    expect(open.writes()).toEqual([]);
  });

  test("the shop's total counts once it was accepted, and no more when it has changed since", async () => {
    await using open = await stocked();
    const row = special(open, { reduction: "0.100000" });
    const quote = await open.orders.quote?.(draft(), open.ctx);
    row.values.reduction = "0.200000";
    await expect(open.orders.create?.({ ...draft(), quote }, open.ctx)).rejects.toMatchObject({
      info: { code: "total_differs" },
    });
    row.values.reduction = "0.100000";
    expect(await open.orders.create?.({ ...draft(), quote }, open.ctx)).toMatchObject({
      totals: { totalMinor: 2_250n },
    });
    expect(payments(open)).toEqual(["22.500000"]);
  });

  test.each([
    ["a percentage", { reduction: "0.100000" }, "11.25"],
    ["an amount with tax", { reduction: "2.000000", reduction_type: "amount", reduction_tax: "1" }, "10.50"],
    ["a price of its own from two pieces on", { price: "9.900000", from_quantity: "2" }, "9.90"],
  ])("special prices are asked for: %s", async (_name, more, unit) => {
    await using open = await stocked();
    special(open, more);
    const part = await open.orders.create?.(charged(unit), open.ctx);
    expect(part).toMatchObject({ financial: "paid", platformStatus: expect.stringMatching(/^11 /) });
    expect(open.state.mails).not.toContain("Payment error");
    expect(payments(open)).toEqual([`${(Number(unit) * 2).toFixed(2)}0000`]);
  });

  test.each([
    ["each piece", "1", "37.47"],
    ["each row", "2", "37.48"],
    ["the total alone", "3", "37.48"],
  ] as const)("the sum is rounded as the shop does: %s", async (_name, roundType, total) => {
    await using open = await stocked({ prepare: (state) => Object.assign(state, { vatPercent: 21, roundType }) });
    const owner = find(open.state, "products", 1);
    // 12.494460 with tax.
    if (owner) owner.values.price = "10.326000";
    const unit = (Number(total) / 3).toFixed(6);
    expect(await open.orders.create?.(charged(unit, 3), open.ctx)).toMatchObject({
      totals: { totalMinor: BigInt(total.replace(".", "")) },
    });
    expect(open.state.mails).not.toContain("Payment error");
  });

  test.each(["9.1.4", "8.2.1"])("a total only the shop knows is still paid once (%s)", async (version) => {
    await using open = await stocked({ prepare: (state) => Object.assign(state, { version, cartFee: -1_000_000n }) });
    const part = await open.orders.create?.(draft(), open.ctx);
    expect(part).toMatchObject({ financial: "paid", totals: { totalMinor: 2_400n } });
    expect(part?.transactions?.map(({ amountMinor }) => amountMinor)).toEqual([2_400n]);
    expect([payments(open), open.shop.stockOf("MUG-1")]).toEqual([["24.000000"], 98]);
  });

  test("an order is not paid a second time without the setting that takes the wrong payment back", async () => {
    const prepare = (state: State) => {
      const every = Object.fromEntries([...TABLES.keys(), "images"].map((name) => [name, METHODS]));
      const permissions = { ...every, order_payments: ["GET"] };
      for (const [key, value] of state.keys) state.keys.set(key, { ...value, permissions });
      state.cartFee = -1_000_000n;
    };
    await using open = await stocked({ prepare });
    await expect(open.orders.create?.(draft(), open.ctx)).rejects.toMatchObject({
      info: { kind: "rejected", code: "payment" },
    });
    expect(payments(open)).toEqual(["25.000000"]);
  });

  test("an order with the total the shop works out is paid at once, and takes the units", async () => {
    await using open = await stocked({ prepare: (state) => Object.assign(state, { vatPercent: 21 }) });
    const part = await open.orders.create?.(charged("15.125"), open.ctx);
    expect(part).toMatchObject({
      financial: "paid",
      status: "confirmed",
      totals: { totalMinor: 3_025n },
      platformStatus: expect.stringMatching(/^11 /),
    });
    expect([open.shop.stockOf("MUG-1"), open.state.mails]).toEqual([
      98,
      ["Remote payment accepted", "Order confirmation"],
    ]);
  });

  test("an order that is sent again is found: one address, one cart, one order", async () => {
    await using open = await stocked();
    for (const [step, path] of ["addresses", "carts", "orders"].entries()) {
      open.sandbox.faults.clear();
      open.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true, path });
      await open.orders
        .create?.(draft(), open.ctx)
        .catch((error: unknown) => expect([step, (error as ConnectorError).kind]).toEqual([step, "ambiguous"]));
    }
    const part = await open.orders.create?.({ ...draft(), uncertain: true }, open.ctx);
    expect(open.shop.orderKeys()).toEqual([part?.orderKey]);
    for (const table of ["carts", "addresses", "customers"]) expect(rowsOf(open.state, table).size, table).toBe(1);
  });

  test("a customer of that e-mail is not made twice", async () => {
    await using open = await stocked();
    order(open);
    await open.orders.create?.(draft(), open.ctx);
    expect(where(open.state, "customers", { email: "mila@example.test" })).toHaveLength(1);
  });

  test.each([
    ["unpaid", { paid: false }, "unpaid"],
    ["in another currency", { currency: "USD" }, "currency"],
    ["with shipping costs", { shippingMinor: 500n }, "shipping"],
    ["without an e-mail", { customer: { name: "Mila" } }, "no_email"],
    ["without an address", { shippingAddress: undefined }, "no_address"],
    ["to a country the shop does not know", { shippingAddress: { ...address, country: "AQ" } }, "country"],
    [
      "with an item the shop does not have",
      { lines: [{ sku: "NONE", title: "None", quantity: 1, unitPrice: "1" }] },
      "line_unknown",
    ],
  ])("one %s is refused before anything is written", async (_name, more, code) => {
    await using open = await stocked();
    await expect(open.orders.create?.(draft(more), open.ctx)).rejects.toMatchObject({
      info: { kind: "rejected", code },
    });
    expect(open.writes()).toEqual([]);
  });

  test("a payment module the shop does not have is named", async () => {
    await using open = await stocked({ settings: { orderModule: "nothing_here" } });
    await expect(open.orders.create?.(draft(), open.ctx)).rejects.toMatchObject({
      message: textWith('"nothing_here" installed'),
    });
  });
});
