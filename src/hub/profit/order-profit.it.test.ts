import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { recordFees } from "../fees/fees.ts";
import { orderLine, orderPart, testShop } from "../orders/testing.ts";
import { recordSettlements } from "../settlements/record.ts";
import { countAllProfitDue } from "./due.ts";
import { orderProfit } from "./order-profit.ts";

const now = new Date("2026-11-20T12:00:00Z");
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

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
  const said = entries.map(({ kind, source, sourceText, pageId }) => [kind, source, sourceText, pageId]);
  expect(said.toSorted()).toEqual([
    ["commission", "channel_fee", "Referral fee", null],
    ["payment_fee", "settlement_line", "Card fee (P-1)", settlement.id],
  ]);
});
