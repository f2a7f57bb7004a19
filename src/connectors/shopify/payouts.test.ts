import { expect, it } from "vitest";
import type { Context } from "../kit/contract/contract.ts";
import { linesOf, settlements } from "./payouts.ts";

const quiet = { drift: () => undefined };
const money = (amount: string, currencyCode = "EUR") => ({ amount, currencyCode });
const entry = (changes: object = {}) => ({
  id: "gid://shopify/ShopifyPaymentsBalanceTransaction/9",
  type: "CHARGE",
  transactionDate: "2026-11-19T09:00:00+02:00",
  test: false,
  adjustmentReason: null,
  amount: money("100.00"),
  net: money("97.10"),
  associatedOrder: { id: "gid://shopify/Order/450789469" },
  ...changes,
});
const read = (changes?: object) =>
  linesOf(entry(changes) as never, quiet).map(({ key, orderKey, kind, amount }) => [key, orderKey, kind, amount.minor]);

it("a payment is what the buyer paid, and what Shopify took of it", () => {
  expect(read()).toEqual([
    ["9:amount", "450789469", "sale", 10_000n],
    ["9:fee", "450789469", "payment_fee", -290n],
  ]);
});

it("every type has a kind, also one Shopify adds one day; test payments are none", () => {
  const of = (type: string, amount: string) =>
    read({ type, amount: money(amount), net: money(amount), associatedOrder: null })[0]?.[2];
  expect([
    of("REFUND", "-20.00"),
    of("SHIPPING_LABEL", "-4.00"),
    of("RESERVED_FUNDS", "-50.00"),
    of("DISPUTE_WITHDRAWAL", "-20.00"),
    of("TRANSFER", "-97.10"),
    of("SOMETHING_NEW", "1.00"),
  ]).toEqual(["refund", "shipping_forward", "reserve", "adjustment", "payout", "other"]);
  expect(read({ test: true })).toEqual([]);
});

it("a payout or an entry nobody can read is set aside by its name, and the next ones are read", async () => {
  const payout = (n: number, changes: object = {}) => ({
    id: `gid://shopify/ShopifyPaymentsPayout/${n}`,
    issuedAt: `2026-11-1${n}T00:00:00Z`,
    status: "PAID",
    transactionType: "DEPOSIT",
    net: money("97.10"),
    ...changes,
  });
  const pageInfo = { hasNextPage: false, endCursor: null };
  const payouts = { nodes: [payout(1), payout(2, { net: money("ten") }), payout(3)], pageInfo };
  const entries = [entry(), entry({ id: "gid://shopify/ShopifyPaymentsBalanceTransaction/8", amount: money("ten") })];
  const balanceTransactions = { nodes: entries, pageInfo };
  const json = async ({ json: { query } }: { readonly json: { readonly query: string } }) => {
    const account = query.includes("balanceTransactions") ? { balanceTransactions } : { payouts };
    return { body: { data: { shopifyPaymentsAccount: account } }, response: { headers: {} } };
  };
  const drifts: string[] = [];
  const drift = ({ path }: { readonly path: string }) => void drifts.push(path);
  const ctx = { http: { json }, drift, log: console } as unknown as Context;
  const [sweep] = settlements;
  const read: (readonly [string, number])[] = [];
  let unread = 0;
  for await (const page of sweep?.run({ cursor: null }, ctx) ?? []) {
    unread += page.unread ?? 0;
    read.push(...page.items.map(({ key, lines }) => [key, lines.length] as const));
  }
  expect(read).toEqual([
    ["1", 2],
    ["3", 2],
  ]);
  expect([unread, drifts.filter((path) => path.startsWith("payout"))]).toEqual([
    3,
    ["payout gid://shopify/ShopifyPaymentsPayout/2"],
  ]);
});
