import { expect, it } from "vitest";
import type { Context } from "../kit/contract/contract.ts";
import { fees, feesOf, settlementOf } from "./fees.ts";

const quiet = { drift: () => undefined };
const statement = { id: "7", statement_time: 1_755_000_000, currency: "GBP", settlement_amount: "8.10" };
const transaction = (changes: object = {}) => ({
  id: "71",
  type: "ORDER",
  order_id: "576461413038785752",
  revenue_amount: "10.00",
  // The carrier 4.00, of which the buyer paid 2.50.
  shipping_cost_amount: "-1.50",
  shipping_cost_breakdown: { actual_shipping_fee_amount: "-4.00", customer_paid_shipping_fee_amount: "2.50" },
  fee_tax_breakdown: { fee: { platform_commission_amount: "-0.40" }, tax: {} },
  settlement_amount: "8.10",
  ...changes,
});

const lines = (changes?: object) =>
  settlementOf(transaction(changes) as never, statement, quiet).lines.map(({ kind, amount }) => [kind, amount.minor]);

it("a transaction comes to what it settles; shipping the buyer paid is part of the sale", () => {
  expect(lines()).toEqual([
    ["sale", 1_250n],
    ["commission", -40n],
    ["shipping_forward", -400n],
  ]);
  expect(settlementOf(transaction() as never, statement, quiet)).toMatchObject({
    key: "7",
    amount: { minor: 810n, currency: "GBP" },
    lines: [{ key: "71:revenue_amount", orderKey: "576461413038785752", at: "2025-08-12T12:00:00.000Z" }, {}, {}],
  });
});

it("the cost of shipping is the whole of it: the buyer's part is in the order's charges already", () => {
  const [, shipping] = feesOf(transaction() as never, statement, quiet);
  expect(shipping).toMatchObject({ kind: "shipping_forward", amount: { minor: 400n } });
});

it("an amount of no part is a line of its own, money held back a reserve, and a refund one", () => {
  expect(lines({ settlement_amount: "8.00" }).at(-1)).toEqual(["other", -10n]);
  const held = { order_id: null, revenue_amount: "0", shipping_cost_amount: "0", shipping_cost_breakdown: null };
  expect(lines({ ...held, type: "RESERVE", fee_tax_breakdown: null, settlement_amount: "-5.00" })).toEqual([
    ["reserve", -500n],
  ]);
  expect(lines({ revenue_amount: "-10.00", settlement_amount: null })[0]).toEqual(["refund", -750n]);
});

it("a transaction nobody can read is set aside by its name, and the next ones are read", async () => {
  const rows = [transaction({ id: "71" }), transaction({ id: "72", revenue_amount: "ten" }), transaction({ id: "73" })];
  const other = { ...statement, id: "8" };
  const json = async ({ url }: { readonly url: string }) => ({
    body: {
      code: 0,
      message: "",
      data: url.endsWith("/statements")
        ? { statements: [statement, other] }
        : { transactions: url.includes("/8/") ? [transaction({ id: "81" })] : rows },
    },
  });
  const drifts: string[] = [];
  const drift = ({ path }: { readonly path: string }) => void drifts.push(path);
  const ctx = { http: { json }, drift, shopNow: () => 1_755_100_000_000 } as unknown as Context;
  const [sweep] = fees.settlements ?? [];
  const read: string[] = [];
  let unread = 0;
  for await (const page of sweep?.run({ cursor: null }, ctx) ?? []) {
    unread += page.unread ?? 0;
    for (const { lines: of } of page.items) read.push(...new Set(of.map(({ key }) => key.split(":")[0] ?? "")));
  }
  expect([read, unread]).toEqual([["71", "73", "81"], 1]);
  expect(drifts).toEqual(expect.arrayContaining(["transaction 72 of statement 7"]));
});
