import { expect, it } from "vitest";
import { collect } from "../kit/conformance/bench.ts";
import { paidStatement } from "./payments.ts";
import { openShop } from "./testing.ts";

const statement = (amount?: string) => ({
  ...{ id: "7", statement_time: 1_755_000_000, currency: "GBP", settlement_amount: amount, payment_id: "9" },
});
const payment = (changes: object = {}) => ({
  ...{ id: "9", status: "PAID", amount: { currency: "USD" }, exchange_rate: "1.304200", paid_time: 1_755_100_000 },
  ...changes,
});

it("a paid statement says when, and what the bank received at the payment's rate", () => {
  expect(paidStatement(statement("100.00"), payment())).toEqual({
    ...{ key: "7", amount: { minor: 10_000n, currency: "GBP" }, lines: [], paidAt: "2025-08-13T15:46:40.000Z" },
    bank: { amount: { minor: 13_042n, currency: "USD" }, rate: "1.304200" },
  });
  expect(paidStatement(statement("100.00"), payment({ amount: { currency: "GBP" } }))?.bank).toBeUndefined();
  for (const status of ["PROCESSING", "FAILED"])
    expect(paidStatement(statement("100.00"), payment({ status }))).toBeNull();
  expect(paidStatement(statement("100.00"), undefined)).toBeNull();
  expect(paidStatement(statement(), payment())).toBeNull();
});

it("payments are read beside statements, and name the statement they paid", async () => {
  const world = await openShop("GBP");
  await using _ = world;
  world.state.bank = { currency: "USD", rate: "1.304200" };
  world.shop.addProduct({
    title: "Mug",
    status: "active",
    variants: [{ sku: "MUG-1", price: "10.00", stock: 5 }],
  });
  const key = world.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
  world.shop.settleOrder?.(key);
  const { ports, ctx } = await world.connect();
  const [statements, payments] = ports.fees?.settlements ?? [];
  if (!statements || !payments) throw new Error("Settlements are read in two ways.");
  const [reported] = (await collect(statements, ctx)).items;
  const { items } = await collect(payments, ctx);
  expect(items.map(({ key: of, amount, bank }) => [of, amount, bank?.rate])).toEqual([
    [reported?.key, reported?.amount, "1.304200"],
  ]);
});
