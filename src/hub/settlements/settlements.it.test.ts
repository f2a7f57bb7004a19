/** Statements as a seller reads them, and what is found wrong in them. */

import { expect, test } from "vitest";
import { feeRule } from "../../commerce/fee-rule-sample.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import type { SettlementMapping } from "../../commerce/settlement-mapping.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { saveFeeRules } from "../fees/rules.ts";
import { cellsHere } from "../imports/reader.ts";
import { actor, later, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { decideCase, listCases, openCaseTotals } from "./cases.ts";
import { importSettlement } from "./import.ts";
import { deleteSettlement, getSettlement, listSettlementLines, listSettlements, saveBankAmount } from "./list.ts";
import { recordSettlements } from "./record.ts";
import { saveSettlementSettings } from "./settings.ts";
import { MOST_PREAMBLE } from "./statement.ts";
import { markLate, markPast, reconcileDue } from "./work-off.ts";

const now = new Date("2026-11-20T12:00:00Z");
const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const store = fixturePerTest(() => shop.newStore());

function sale(key: string, total: bigint, more: Partial<OrderPart> = {}): OrderPart {
  const part = orderPart(key, {
    placedAt: "2026-11-10T10:00:00Z",
    lines: [orderLine({ quantity: 1, totalMinor: total })],
    ...more,
  });
  return { ...part, totals: { ...part.totals, currency: "EUR", totalMinor: total, subtotalMinor: total } };
}

const read = (csv: string, more: Partial<Parameters<typeof importSettlement>[1]> = {}) =>
  shop.run(async (tx) =>
    importSettlement(tx, {
      ...{
        connectionId: store.id,
        gateway: null,
        cells: await cellsHere(csv, MOST_PREAMBLE),
        fileName: "november.csv",
        currency: "EUR",
        preset: null,
      },
      ...{ isCheck: false, now, ...more },
    }),
  );
const cases = async () =>
  (await shop.run((tx) => listCases(tx, { state: "open" }))).items
    .map(({ kind, orderNumber, orderKey, lackingMinor }) => [kind, orderNumber ?? orderKey, lackingMinor])
    .sort();
const drain = async () => {
  while ((await shop.run((tx) => reconcileDue(tx, now))) > 0);
};
const numberOf = (key: string) =>
  shop.run((tx) =>
    tx.one<{ number: string }>(
      "select number from argosy.sales_order where organization_id = argosy.tenant() and ext_key = $1",
      [key],
    ),
  );

const WIDE = `Order Id,Payout Id,Payout Date,Product Price,Commission,TCS,Net Settlement
1,P-1,2026-11-15,100.00,-10.00,-1.00,89.00
2,P-1,2026-11-15,90.00,-10.00,-1.00,79.00
`;

test("a statement with a short paid order: it is found, its total ties to the bank, read again nothing is new", async () => {
  await store.apply([sale("1", 10_000n), sale("2", 10_000n)]);
  const first = await read(WIDE);
  expect(first).toMatchObject({
    mappingFrom: "guessed",
    orders: 2,
    unknownOrders: [],
    problems: [],
    transfers: [{ reference: "P-1", lines: 6, newLines: 6, sumMinor: 16_800n, amountMinor: 16_800n }],
  });
  expect(await cases()).toEqual([["short_paid", (await numberOf("2")).number, 1_000n]]);
  const again = await read(WIDE);
  expect(again).toMatchObject({ mappingFrom: "remembered", transfers: [{ lines: 6, newLines: 0 }] });
  const { items } = await shop.run((tx) => listSettlements(tx, {}));
  expect(items).toMatchObject([
    { reference: "P-1", storeId: store.id, lines: 6, openCases: 1, unexplainedMinor: 0n, periodFrom: "2026-11-15" },
  ]);
});

test("a check keeps nothing", async () => {
  await store.apply([sale("1", 10_000n)]);
  const checked = await read(WIDE, { isCheck: true });
  expect(checked).toMatchObject({ unknownOrders: ["2"], transfers: [{ id: null, newLines: 6 }] });
  expect((await shop.run((tx) => listSettlements(tx, {}))).items).toEqual([]);
  expect(await cases()).toEqual([]);
});

test("the bank's amount may be entered by hand; the rest is reported to the cent", async () => {
  await store.apply([sale("1", 10_000n), sale("2", 9_000n)]);
  const { transfers } = await read(WIDE);
  const id = transfers[0]?.id ?? "";
  const detail = await shop.run((tx) => saveBankAmount(tx, { id, amount: { minor: 16_750n }, now }));
  expect(detail).toMatchObject({ amountMinor: 16_750n, sumMinor: 16_800n, unexplainedMinor: -50n, orders: 2 });
  expect(detail.totals.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
    ["sale", 19_000n],
    ["withheld_tax", -200n],
    ["commission", -2_000n],
  ]);
});

test("a row that comes to something else than its columns keeps the rest as a line", async () => {
  await store.apply([sale("1", 10_000n)]);
  const csv = "Order Id,Payout Id,Product Price,Commission,Net Settlement\n1,P-2,100.00,-10.005,89.90\n";
  const { transfers } = await read(csv);
  const lines = await shop.run((tx) => listSettlementLines(tx, { settlementId: transfers[0]?.id ?? "" }));
  // -10.005 is -10.01, half away from zero; 89.90 - (100.00 - 10.01) = -0.09.
  expect(lines.items.map(({ kind, amountMinor }) => [kind, amountMinor]).sort()).toEqual([
    ["commission", -1_001n],
    ["other", -9n],
    ["sale", 10_000n],
  ]);
  expect(transfers[0]).toMatchObject({ sumMinor: 8_990n, amountMinor: 8_990n });
});

test("an amount a row: words have kinds, a transfer's own line is what was paid and no part of the sum", async () => {
  await store.apply([sale("1", 10_000n)]);
  const csv = [
    "Settlement Id;Type;Description;Order ID;Amount;Posted Date",
    "S-9;Order;Principal;1;100,00;18.11.2026",
    "S-9;Order;Commission;1;-12,00;18.11.2026",
    "S-9;Refund;Principal;1;-20,00;18.11.2026",
    "S-9;Transfer;;;-68,00;19.11.2026",
    "S-9;Order;Principal;1;many;18.11.2026",
  ].join("\n");
  const mapping: SettlementMapping = {
    ...{ order: "Order ID", reference: "Settlement Id", occurredAt: "Posted Date", decimal: "comma", days: "dmy" },
    rows: { amount: "Amount", words: ["Type", "Description"], kinds: {} },
  };
  const first = await read(csv, { mapping });
  expect(first.problems.map(({ row }) => row)).toEqual([6]);
  expect(first.words.map(({ word, kind }) => [word, kind])).toEqual([
    ["Order / Principal", "sale"],
    ["Order / Commission", "commission"],
    ["Refund / Principal", "refund"],
    ["Transfer", "payout"],
  ]);
  expect(first.transfers).toMatchObject([{ reference: "S-9", sumMinor: 6_800n, amountMinor: 6_800n }]);
  expect(await cases()).toEqual([["short_paid", (await numberOf("1")).number, 2_000n]]);
  // The refund comes here too: the order is right.
  const refund = { key: "r", at: "2026-11-16T10:00:00Z", amountMinor: 2_000n, lines: [] };
  await store.apply([later(sale("1", 10_000n), 1, { refunds: [refund] })]);
  await drain();
  expect(await cases()).toEqual([]);
});

test("a payout of two currencies under one reference is two settlements, each in its own", async () => {
  const csv = [
    "Order Id,Payout Id,Payout Date,Currency,Net Settlement",
    "1,P-7,2026-11-15,EUR,100.00",
    "2,P-7,2026-11-15,USD,40.00",
  ].join("\n");
  const mapping: SettlementMapping = {
    ...{ order: "Order Id", reference: "Payout Id", occurredAt: "Payout Date", currency: "Currency" },
    ...{ decimal: "point", days: "ymd", rows: { amount: "Net Settlement", words: [], kinds: {} } },
  };
  const { transfers } = await read(csv, { mapping });
  expect(transfers.map(({ reference, currency, sumMinor }) => [reference, currency, sumMinor])).toEqual([
    ["P-7", "EUR", 10_000n],
    ["P-7 USD", "USD", 4_000n],
  ]);
});

test("a line of an order that is not here is a case until the order comes", async () => {
  await read("Order Id,Payout Id,Product Price\n77,P-3,50.00\n");
  expect(await cases()).toEqual([["unknown_line", "77", -5_000n]]);
  await store.apply([sale("77", 5_000n)]);
  await drain();
  expect(await cases()).toEqual([]);
  const { items } = await shop.run((tx) => listSettlements(tx, {}));
  expect(items).toMatchObject([{ openCases: 0 }]);
});

test("a commission above the rule is a case; it is settled with a reason, and opens when its amounts change", async () => {
  await store.apply([sale("1", 10_000n), sale("2", 9_000n)]);
  const rule = feeRule({ id: "0199a0b0-0000-7000-8000-000000000001", connectionId: store.id, percent: "8" });
  await shop.run((tx) => saveFeeRules(tx, { rules: [rule], now }));
  await read(WIDE);
  const [one, two] = [(await numberOf("1")).number, (await numberOf("2")).number];
  expect(await cases()).toEqual([
    ["over_charged", one, 200n],
    ["over_charged", two, 280n],
  ]);
  const found = await shop.run((tx) => listCases(tx, { kind: "over_charged" }));
  const [first] = found.items.filter(({ orderNumber }) => orderNumber === one);
  const decided = await shop.run((tx) =>
    decideCase(tx, { id: first?.id ?? "", reason: "claimed", note: "Ticket 12", actor, now }),
  );
  expect(decided).toMatchObject({ state: "settled", reason: "claimed", note: "Ticket 12" });
  expect(await cases()).toEqual([["over_charged", two, 280n]]);
  expect(await shop.run(openCaseTotals)).toEqual([
    { kind: "over_charged", currency: "EUR", cases: 1, lackingMinor: 280n },
  ]);
  await read(WIDE);
  expect(await cases()).toHaveLength(1);
  await shop.run((tx) => saveFeeRules(tx, { rules: [{ ...rule, percent: "9" }], now }));
  await drain();
  expect(await cases()).toEqual([
    ["over_charged", one, 100n],
    ["over_charged", two, 190n],
  ]);
});

test("an order nobody paid out is a case after the days the seller waits, where its channel pays out", async () => {
  const old = { placedAt: "2026-10-15T10:00:00Z" };
  await store.apply([sale("1", 10_000n), sale("5", 4_000n, old), sale("6", 4_000n, { ...old, status: "cancelled" })]);
  const other = await shop.newStore();
  await other.apply([sale("5", 4_000n, old)]);
  const csv = "Order Id,Payout Id,Order Date,Product Price\n1,P-4,2026-10-01,100.00\n";
  const { transfers } = await read(csv);
  const ids = transfers.flatMap(({ id }) => id ?? []);
  await shop.run((tx) => markPast(tx, ids, now));
  await drain();
  expect(await cases()).toEqual([["unpaid", expect.any(String), 4_000n]]);
  // Who waits longer is asked later.
  await shop.run((tx) => saveSettlementSettings(tx, { unpaidDays: 60, toleranceMinor: 0n }));
  await shop.run((tx) => markPast(tx, ids, now));
  await shop.run((tx) =>
    tx.run(
      `insert into argosy.settlement_due (organization_id, order_id)
       select argosy.tenant(), order_id
       from argosy.settlement_case
       where organization_id = argosy.tenant()`,
    ),
  );
  await drain();
  expect(await cases()).toEqual([]);
  await shop.run((tx) => markLate(tx, new Date("2026-12-15T12:00:00Z")));
  while ((await shop.run((tx) => reconcileDue(tx, new Date("2026-12-15T12:00:00Z")))) > 0);
  expect(await cases()).toEqual([["unpaid", expect.any(String), 4_000n]]);
});

test("differences up to the tolerance are none", async () => {
  await store.apply([sale("1", 10_000n), sale("2", 10_000n)]);
  await shop.run((tx) => saveSettlementSettings(tx, { unpaidDays: 30, toleranceMinor: 1_000n }));
  await read(WIDE);
  expect(await cases()).toEqual([]);
});

test("a payment provider's file names payments; its statement taken away, its orders are as before", async () => {
  const payment = { key: "pay_1", kind: "sale", status: "success", amountMinor: 10_000n, at: "2026-11-10T10:00:00Z" };
  await store.apply([sale("1", 10_000n, { transactions: [payment as never] })]);
  const csv = "Payment Id,Order,Type,Amount\nx,pay_1,payment,99.00\nx,pay_1,payment fee,-2.00\n";
  const mapping: SettlementMapping = {
    ...{ order: "Order", decimal: "point", days: "ymd" },
    rows: { amount: "Amount", words: ["Type"], kinds: {} },
  };
  const { transfers } = await read(csv, { connectionId: null, gateway: "Razorpay", mapping, fileName: "r1.csv" });
  expect(transfers).toMatchObject([{ reference: "r1", sumMinor: 9_700n }]);
  expect(await cases()).toEqual([["short_paid", (await numberOf("1")).number, 100n]]);
  const id = transfers[0]?.id ?? "";
  await shop.run((tx) => deleteSettlement(tx, id, now));
  expect(await cases()).toEqual([]);
  await expect(shop.run((tx) => getSettlement(tx, id))).rejects.toMatchObject({ code: "SETTLEMENT_NOT_FOUND" });
});

test("columns a platform's file lacks are left out; without an order's column nothing is guessed", async () => {
  const preset: SettlementMapping = {
    ...{ order: "Sub Order No", net: "Final Settlement Amount", decimal: "point", days: "ymd" },
    columns: [
      { column: "Total Sale Amount", kind: "sale", sign: "given" },
      { column: "TCS", kind: "withheld_tax", sign: "taken" },
    ],
  };
  await store.apply([sale("123", 10_000n)]);
  const csv = [
    "Order Related Details,,",
    "Sub Order No,Total Sale Amount,Final Settlement Amount",
    "123_1,100.00,97.00",
  ].join("\n");
  const found = await read(csv, { preset, isCheck: true });
  expect(found).toMatchObject({
    mappingFrom: "preset",
    orders: 1,
    transfers: [{ reference: "november", sumMinor: 9_700n }],
  });
  expect(await read("a,b\n1,2\n", { isCheck: true })).toMatchObject({ mapping: null, mappingFrom: "none" });
  await expect(read("a,b\n1,2\n")).rejects.toMatchObject({ code: "SETTLEMENT_MAPPING" });
  await expect(read(csv, { connectionId: null })).rejects.toMatchObject({ code: "SETTLEMENT_SOURCE" });
});

test("a payout the platform tells part by part is one settlement; told again, or read as a file, it stays", async () => {
  await store.apply([sale("1", 10_000n), sale("2", 10_000n)]);
  const line = (key: string, orderKey: string, minor: bigint, kind: "sale" | "payment_fee" = "sale") => ({
    ...{
      key,
      orderKey,
      kind,
      amount: { minor, currency: "EUR" },
      at: "2026-11-15T10:00:00.000Z",
      text: kind,
      raw: null,
    },
  });
  const payout = (...lines: ChannelSettlement["lines"]): ChannelSettlement => ({
    ...{ key: "P-1", amount: { minor: 18_400n, currency: "EUR" }, paidAt: "2026-11-16T08:00:00.000Z", lines },
  });
  const parts = [
    payout(line("1:amount", "1", 10_000n), line("1:fee", "1", -300n, "payment_fee")),
    payout(line("2:amount", "2", 9_000n), line("2:fee", "2", -300n, "payment_fee")),
  ];
  for (const settlements of [parts.slice(0, 1), parts.slice(1), parts])
    await shop.run((tx) => recordSettlements(tx, { connectionId: store.id, settlements, now }));
  const { items } = await shop.run((tx) => listSettlements(tx, {}));
  expect(items).toMatchObject([
    { reference: "P-1", source: "api", lines: 4, amountMinor: 18_400n, unexplainedMinor: 0n },
  ]);
  expect(await cases()).toEqual([["short_paid", (await numberOf("2")).number, 1_000n]]);
  const file = await read(WIDE);
  expect(file.transfers).toMatchObject([{ reference: "P-1" }]);
  expect((await shop.run((tx) => listSettlements(tx, {}))).items).toMatchObject([{ source: "api", lines: 4 }]);
});

test("a line behind more than 2,000 unknown orders finds its order, too", async () => {
  const line = (n: number) => ({
    ...{ key: `${n}`, orderKey: `x${String(n).padStart(5, "0")}`, kind: "sale" as const, raw: null, text: "sale" },
    ...{ amount: { minor: 100n, currency: "EUR" }, at: "2026-11-15T10:00:00.000Z" },
  });
  const lines = Array.from({ length: 2_050 }, (_, n) => line(n));
  const settlements = [{ key: "P-9", amount: { minor: 205_000n, currency: "EUR" }, lines }];
  await shop.run((tx) => recordSettlements(tx, { connectionId: store.id, settlements, now }));
  await store.apply([sale("x02049", 100n)]);
  await shop.run((tx) => markLate(tx, now));
  const found = await shop.run((tx) =>
    tx.rows("select 1 from argosy.settlement_line where organization_id = argosy.tenant() and order_id is not null"),
  );
  expect(found).toHaveLength(1);
});

test("a bank amount in another currency gives the rate, until it is corrected", async () => {
  await store.apply([sale("1", 10_000n), sale("2", 10_000n)]);
  const { transfers } = await read(WIDE);
  const id = transfers[0]?.id ?? "";
  const bank = (minor: bigint, currency?: string) =>
    shop.run((tx) => saveBankAmount(tx, { id, amount: { minor, currency }, now }));
  // 168.00 EUR as 193.20 USD.
  expect(await bank(19_320n, "USD")).toMatchObject({
    ...{ amountMinor: 16_800n, unexplainedMinor: 0n, currency: "EUR" },
    bank: { currency: "USD", amountMinor: 19_320, rate: "1.15" },
  });
  expect(await bank(16_800n)).toMatchObject({ amountMinor: 16_800n, bank: null });
});
