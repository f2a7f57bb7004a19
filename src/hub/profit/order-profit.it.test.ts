import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { recordFees } from "../fees/fees.ts";
import { orderLine, orderPart, testShop } from "../orders/testing.ts";
import { recordSettlements } from "../settlements/record.ts";
import { countAllProfitDue } from "./due.ts";
import { orderProfit } from "./order-profit.ts";

const now = new Date("2026-11-20T12:00:00Z");
const db = fixture(testDatabase);

test("every cost of an order names its record: the channel's words, and the settlement to open", async () => {
  const shop = await testShop(db);
  const store = await shop.newStore();
  const part = orderPart("1", { lines: [orderLine({ quantity: 1, totalMinor: 10_000n })] });
  await store.apply([{ ...part, totals: { ...part.totals, currency: "USD", totalMinor: 10_000n } }]);
  const amount = (minor: bigint) => ({ minor, currency: "USD" });
  const at = "2026-11-15T10:00:00.000Z";
  await shop.run(async (tx) => {
    const fee = { key: "f", orderKey: "1", kind: "commission" as const, amountMinor: 900n, taxMinor: 0n };
    const source = { connectionId: store.id, source: "api" as const };
    await recordFees(tx, source, [{ ...fee, currency: "USD", text: "Referral fee", at, raw: {} }]);
    const line = { key: "l", orderKey: "1", kind: "payment_fee" as const, amount: amount(-290n), at, raw: null };
    const lines = [{ ...line, text: "Card fee" }];
    const settlements = [{ key: "P-1", amount: amount(-290n), lines }];
    await recordSettlements(tx, { connectionId: store.id, settlements, now });
  });
  await countAllProfitDue(shop.run, now);
  const { id } = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from argosy.sales_order where organization_id = argosy.tenant()"),
  );
  const { entries } = await shop.run((tx) => orderProfit(tx, id));
  const settlement = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from argosy.settlement where organization_id = argosy.tenant()"),
  );
  const given = entries.map(({ kind, source, sourceText, pageId }) => [kind, source, sourceText, pageId]);
  expect(given.toSorted()).toEqual([
    ["commission", "channel_fee", "Referral fee", null],
    ["payment_fee", "settlement_line", "Card fee (P-1)", settlement.id],
  ]);
});

test("a payout's own exchange rate counts for what it paid out, and says whose it is", async () => {
  const shop = await testShop(db);
  const store = await shop.newStore();
  const part = orderPart("1", {
    placedAt: "2026-11-10T10:00:00Z",
    lines: [orderLine({ quantity: 1, totalMinor: 10_000n })],
  });
  const totals = { ...part.totals, currency: "EUR", totalMinor: 10_000n, subtotalMinor: 10_000n };
  await store.apply([{ ...part, totals }]);
  await shop.run((tx) =>
    tx.run(
      `insert into argosy.fx_rate (organization_id, base, quote, rate, valid_from, source, in_force, created_at)
       values (argosy.tenant(), 'EUR', 'USD', 1.1, '2026-11-01Z', 'manual', true, now())`,
    ),
  );
  const eur = (minor: bigint) => ({ minor, currency: "EUR" });
  const at = "2026-11-15T10:00:00.000Z";
  const line = (key: string, kind: "sale" | "payment_fee" | "service_fee", minor: bigint, orderKey?: string) => ({
    ...{ key, orderKey, kind, amount: eur(minor), at, text: key, raw: null },
  });
  const lines = [line("s", "sale", 10_000n, "1"), line("f", "payment_fee", -300n, "1"), line("a", "service_fee", -50n)];
  const pay = (bank?: { amount: { minor: bigint; currency: string }; rate?: string }) =>
    shop.run((tx) =>
      recordSettlements(tx, {
        ...{ connectionId: store.id, now },
        settlements: [{ key: "P-1", amount: eur(9_650n), paidAt: at, lines, ...(bank && { bank }) }],
      }),
    );
  await shop.run(async (tx) => {
    const fee = { key: "c", orderKey: "1", kind: "commission" as const, amountMinor: 900n, taxMinor: 0n };
    const of = { currency: "EUR", text: "Referral fee", at, raw: {} };
    await recordFees(tx, { connectionId: store.id, source: "api" }, [{ ...fee, ...of }]);
  });
  const seen = async () => {
    await countAllProfitDue(shop.run, now);
    const { id } = await shop.run((tx) =>
      tx.one<{ id: string }>("select id from argosy.sales_order where organization_id = argosy.tenant()"),
    );
    const { figures, rate, ratePayout, entries } = await shop.run((tx) => orderProfit(tx, id));
    const costs = entries.map((entry) => [
      entry.kind,
      entry.amountMinor,
      entry.rate,
      entry.ratePayout?.reference ?? null,
    ]);
    const { overhead } = await shop.run((tx) =>
      tx.one<{ overhead: bigint }>(
        `select coalesce(sum(amount_minor), 0)::bigint as overhead from (
           select amount_minor from argosy.profit_rest where organization_id = argosy.tenant() union all
           select amount_minor from argosy.profit_share where organization_id = argosy.tenant()) x`,
      ),
    );
    return {
      revenue: figures?.revenueMinor,
      rate,
      payout: ratePayout?.reference ?? null,
      costs: costs.sort(),
      overhead,
    };
  };
  await pay();
  const byDay = {
    ...{ revenue: 11_000n, rate: "1.1", payout: null, overhead: 55n },
    costs: [
      ["commission", 990n, "1.1", null],
      ["payment_fee", 330n, "1.1", null],
    ],
  };
  expect(await seen()).toEqual(byDay);
  // The bank received 96.50 EUR as 115.80 USD.
  await pay({ amount: { minor: 11_580n, currency: "USD" }, rate: "1.20" });
  expect(await seen()).toEqual({
    ...{ revenue: 12_000n, rate: "1.2", payout: "P-1", overhead: 60n },
    costs: [
      ["commission", 1_080n, "1.2", "P-1"],
      ["payment_fee", 360n, "1.2", "P-1"],
    ],
  });
  // In a third currency it says nothing about the organization's.
  await pay({ amount: { minor: 8_200n, currency: "GBP" } });
  expect(await seen()).toEqual(byDay);
});
