import { expect, test } from "vitest";
import { cellsHere } from "../imports/reader.ts";
import { guessMapping } from "./mapping.ts";
import { MOST_PREAMBLE, readStatement, tableOf } from "./statement.ts";

async function read(csv: string, currency: string) {
  const table = tableOf(await cellsHere(csv, MOST_PREAMBLE), []);
  const mapping = guessMapping(table.heads);
  if (mapping === null) throw new Error("nothing is guessed");
  return { mapping, ...(await readStatement(table, mapping, currency)) };
}

test("amounts of two styles in one file are each read as they show; one that may be either is set aside with the reason", async () => {
  const csv = [
    "Order ID;Type;Amount",
    'A-1;Order;"1.234,50"',
    'A-2;Order;"1,234.50"',
    "A-3;Commission;-12,5",
    "A-4;Commission;-12.5",
    "A-5;Order;1.234",
    "A-6;Order;7",
    'A-7;Refund;"(1.000,00)"',
  ].join("\n");
  const { entries, problems } = await read(csv, "EUR");
  expect(entries.map(({ orderKey, amountMinor }) => [orderKey, amountMinor])).toEqual([
    ["A-1", 123_450n],
    ["A-2", 123_450n],
    ["A-3", -1_250n],
    ["A-4", -1_250n],
    ["A-6", 700n],
    ["A-7", -100_000n],
  ]);
  expect(problems).toEqual([{ row: 6, text: expect.stringContaining('"1.234" may be read in two ways') }]);
});

test("a file of decimal commas is read so, also where its usual columns say points", async () => {
  const { entries, problems } = await read("Order ID;Type;Amount\nA-1;Order;1.234\nA-2;Order;12,50\n", "EUR");
  expect([problems, entries.map(({ amountMinor }) => amountMinor)]).toEqual([[], [123_400n, 1_250n]]);
});

test("Japanese heads and words are known, wide digits and yen as well", async () => {
  const csv = [
    "注文番号,入金日,取引日,種別,金額",
    'J-1,2026/11/20,2026/11/18,商品代金,"１，２３４円"',
    "J-1,2026/11/20,2026/11/18,販売手数料,-123",
    "J-2,2026/11/20,2026/11/19,返金,¥-500",
    "J-3,2026/11/20,2026/11/19,広告費,-80",
  ].join("\n");
  const { entries, problems } = await read(csv, "JPY");
  expect(problems).toEqual([]);
  expect(
    entries.map(({ orderKey, kind, amountMinor, at, paidAt }) => [orderKey, kind, amountMinor, at, paidAt]),
  ).toEqual([
    ["J-1", "sale", 1_234n, "2026-11-18", "2026-11-20"],
    ["J-1", "commission", -123n, "2026-11-18", "2026-11-20"],
    ["J-2", "refund", -500n, "2026-11-19", "2026-11-20"],
    ["J-3", "advertising", -80n, "2026-11-19", "2026-11-20"],
  ]);
  const columns = await read("ご注文番号,商品代金,決済手数料,入金額\nJ-4,1000,-36,964\n", "JPY");
  expect(columns.entries.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
    ["sale", 1_000n],
    ["payment_fee", -36n],
  ]);
});

test("one row nobody can read is set aside with its place and reason, and the next one is read", async () => {
  const csv = [
    "Order ID,Type,Amount,Currency,Posted Date",
    "B-1,Order,10.00,EUR,20/11/2026",
    "B-2,Order,ten,EUR,20/11/2026",
    "B-3,Order,10.00,EURO,20/11/2026",
    "B-4,Order,10.00,EUR,yesterday",
    `B-5,Order,${"9".repeat(30)},EUR,20/11/2026`,
    "B-6,Order,11.00,EUR,21/11/2026",
  ].join("\n");
  const { entries, problems } = await read(csv, "EUR");
  expect(entries.map(({ orderKey }) => orderKey)).toEqual(["B-1", "B-6"]);
  expect(problems.map(({ row }) => row)).toEqual([3, 4, 5, 6]);
  expect(problems.at(-1)?.text).toContain("too large");
});
