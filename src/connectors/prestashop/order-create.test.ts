import { describe, expect, test } from "vitest";
import type { ConnectorError } from "../kit/errors.ts";
import { rowsOf, where } from "./sandbox/state.ts";
import { openShop, order } from "./testing.ts";

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
    order: {
      currency: "EUR",
      lines: [{ sku: "MUG-1", title: "Mug", quantity: 2, unitPrice: "12.50" }],
      paid: true,
      customer: { name: "Mila Janssen", email: "mila@example.test" },
      shippingAddress: address,
      shippingMinor: 0n,
      ...more,
    },
  });
  const stocked = async (more: Parameters<typeof openShop>[0] = {}) => {
    const open = await openShop(more);
    open.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 100 }] });
    return open;
  };

  test("with the total the shop works out itself the order is paid at once, and takes the units", async () => {
    await using open = await stocked({ prepare: (state) => Object.assign(state, { vatPercent: 21 }) });
    const part = await open.orders.create?.(draft(), open.ctx);
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

  test.each(["9.1.4", "8.2.1"])(
    "with another total it passes the shop's error and is paid all the same (%s)",
    async (version) => {
      await using open = await stocked({ prepare: (state) => Object.assign(state, { version, vatPercent: 21 }) });
      rowsOf(open.state, "tax_rules").clear();
      const part = await open.orders.create?.(draft(), open.ctx);
      expect(part).toMatchObject({ financial: "paid", platformStatus: expect.stringMatching(/^2 /) });
      expect(open.shop.stockOf("MUG-1")).toBe(98);
    },
  );

  test("asked again, what was made is found: one address, one cart, one order", async () => {
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
      message: expect.stringContaining('"nothing_here" installed'),
    });
  });
});
