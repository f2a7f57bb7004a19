import { expect, test } from "vitest";
import { turnsOfOthers } from "../../commerce/testing-slices.ts";
import { collect } from "../kit/conformance/bench.ts";
import { decoded } from "./feeds.ts";
import { settlementOf, settlements } from "./settlements.ts";
import { openAccount } from "./testing.ts";

const COLUMNS = [
  ...["settlement-id", "settlement-end-date", "deposit-date", "total-amount", "currency", "transaction-type"],
  ...["order-id", "amount-type", "amount-description", "amount", "posted-date", "posted-date-time"],
];
const report = (...rows: readonly (readonly string[])[]) =>
  [COLUMNS, ...rows].map((row) => row.join("\t")).join("\r\n");
const head = (total: string, date = "2026-11-20 10:00:00 UTC") => [
  "1",
  date,
  date,
  total,
  "EUR",
  "",
  "",
  "",
  "",
  "",
  "",
  "",
];
const row = (type: string, order: string, what: readonly [string, string, string], at = "2026-11-18 09:30:00 UTC") => [
  ...["1", "", "", "", "", type, order, ...what, at.slice(0, 10), at],
];
const kinds = async (text: string) =>
  (await settlementOf(text))?.lines.map(({ kind, amount, orderKey }) => [kind, amount.minor, orderKey ?? null]);

test("prices are the sale, refunded ones the refund, fees their kind, and what names no order is of the account", async () => {
  const text = report(
    head("72.99"),
    row("Order", "o-1", ["ItemPrice", "Principal", "100.00"]),
    row("Order", "o-1", ["ItemPrice", "Tax", "19.00"]),
    row("Order", "o-1", ["ItemWithheldTax", "TCS-IGST", "-0.50"]),
    row("Order", "o-1", ["ItemFees", "Commission", "-15.00"]),
    row("Order", "o-1", ["ItemFees", "FBAPerUnitFulfillmentFee", "-3.51"]),
    row("Refund", "o-2", ["ItemPrice", "Principal", "-20.00"]),
    row("other-transaction", "", ["other-transaction", "Current Reserve Amount", "-5.00"]),
    row("ServiceFee", "", ["Cost of Advertising", "TransactionTotalAmount", "-2.00"]),
  );
  expect(await kinds(text)).toEqual([
    ["sale", 10_000n, "o-1"],
    ["sale", 1_900n, "o-1"],
    ["withheld_tax", -50n, "o-1"],
    ["commission", -1_500n, "o-1"],
    ["service_fee", -351n, "o-1"],
    ["refund", -2_000n, "o-2"],
    ["reserve", -500n, null],
    ["advertising", -200n, null],
  ]);
  expect(await settlementOf(text)).toMatchObject({
    key: "1",
    amount: { minor: 7_299n },
    paidAt: "2026-11-20T10:00:00.000Z",
  });
});

test("a European settlement has its own days and decimals; what rows do not explain is a line of its own", async () => {
  const text = report(
    head("89,50", "20.11.2026 10:00:00 UTC"),
    row("Order", "o-1", ["ItemPrice", "Principal", "90,00"], "18.11.2026 09:30:00 UTC"),
  );
  expect(await kinds(text)).toEqual([
    ["sale", 9_000n, "o-1"],
    ["other", -50n, null],
  ]);
  expect((await settlementOf(text))?.lines[0]?.at).toBe("2026-11-18T09:30:00.000Z");
});

test("a report with other columns is told as one, and one without a sum holds nothing", async () => {
  await expect(settlementOf("a\tb\n1\t2")).rejects.toThrow("other columns");
  expect(await settlementOf(report())).toBeNull();
  const sumless = report(head(""), row("Order", "o-1", ["ItemPrice", "Principal", "90,00"]));
  await expect(settlementOf(sumless), "amounts without a sum").rejects.toThrow("other columns");
});

test("one report that cannot be read is set aside with its name, and the next one is read", async () => {
  await using account = await openAccount();
  const { ctx } = await account.connect();
  const publish = (id: string, text: string) => {
    account.state.documents.set(id, {
      contentType: "text/plain",
      madeAt: account.clock.now(),
      bytes: Buffer.from(text),
      gzip: true,
    });
    const createdTime = new Date(account.clock.now()).toISOString();
    account.state.reports.push({ reportId: id, createdTime, reportDocumentId: id });
  };
  publish("bad", "other\tcolumns\n1\t2");
  publish("odd", report(head("1.2.3,4.5")));
  publish("good", report(head("1.141,18"), row("Order", "o-1", ["ItemPrice", "Principal", "1 141,18"])));
  const drifts: string[] = [];
  const [sweep] = settlements;
  const { items } = sweep
    ? await collect(sweep, { ...ctx, drift: ({ path }) => void drifts.push(path) })
    : { items: [] };
  expect(items.map(({ amount }) => amount.minor)).toEqual([114_118n]);
  expect(drifts.map((path) => path.split(" ")[2]).sort()).toEqual(["bad", "odd"]);
});

test("amounts in groups and local days and times are read", async () => {
  const text = report(
    head("1,141.18", "20/11/2026 10:00:00 GMT"),
    row("Order", "o-1", ["ItemPrice", "Principal", "1141.18"], "2026/11/18 09:30:00 JST"),
  );
  expect(await settlementOf(text)).toMatchObject({
    amount: { minor: 114_118n },
    paidAt: "2026-11-20T10:00:00.000Z",
    lines: [{ at: "2026-11-18T00:30:00.000Z" }],
  });
});

test.each<[amount: string, currency: string, minor: bigint]>([
  ["1.141", "EUR", 114_100n],
  ["1,141", "EUR", 114_100n],
  ["1.141", "JPY", 1_141n],
  ["1,141,000", "JPY", 1_141_000n],
  ["1141.0", "JPY", 1_141n],
  ["1,141.250", "KWD", 1_141_250n],
  ["1,250", "KWD", 1_250n],
  ["1,00,141", "INR", 10_014_100n],
  ["1,00,141.18", "INR", 10_014_118n],
  ["1\u2019141.18", "CHF", 114_118n],
  ["\u221299,10", "SEK", -9_910n],
  ["1 141,18", "PLN", 114_118n],
  ["8.0E-5", "EUR", 0n],
  ["99,1", "EUR", 9_910n],
])("%s %s is read to the minor unit", async (amount, currency, minor) => {
  const [, ...cells] = head(amount);
  const text = report(["1", ...cells].with(4, currency), row("Order", "o", ["ItemPrice", "Principal", amount]));
  expect(await settlementOf(text)).toMatchObject({
    amount: { minor },
    lines: minor === 0n ? [] : [{ amount: { minor } }],
  });
});

test.each(["1.2.3,4.5", "12,34,5", "1.141.18.00", "1,14,11,8x", "--1"])("%j is no amount", async (amount) => {
  const cells = report(head("1.00"), row("Order", "o", ["ItemPrice", "Principal", "1.00"]));
  await expect(settlementOf(cells.replaceAll("1.00", amount))).rejects.toThrow();
});

test.each([
  ["2026-11-20 10:00:00", "2026-11-20T10:00:00.000Z"],
  ["2026-11-20T10:00:00+00:00", "2026-11-20T10:00:00.000Z"],
  ["20.11.2026 10:00:00 MEZ", "2026-11-20T09:00:00.000Z"],
  ["20-11-2026 10:00:00 IST", "2026-11-20T04:30:00.000Z"],
  ["11/20/2026 10:00:00 PM PST", "2026-11-21T06:00:00.000Z"],
  ["5.3.2026 9:05:00 UTC", "2026-03-05T09:05:00.000Z"],
  ["20.11.2026", "2026-11-20T00:00:00.000Z"],
  ["2026/11/20 10:00:00 XYZ", "2026-11-20T10:00:00.000Z"],
])("the time %s is read, wherever the hub stands", async (reported, at) => {
  const text = report(head("1.00", reported), row("Order", "o", ["ItemPrice", "Principal", "1.00"], reported));
  expect(await settlementOf(text)).toMatchObject({ paidAt: at, lines: [{ at }] });
});

test("rows whose time nobody can read are of the day the report was made", async () => {
  const text = report(head("1.00", "??"), row("Order", "o", ["ItemPrice", "Principal", "1.00"], "??"));
  const madeAt = "2026-11-21T08:00:00.000Z";
  expect(await settlementOf(text, madeAt)).toMatchObject({ lines: [{ at: madeAt }] });
  expect((await settlementOf(text, madeAt))?.paidAt).toBeUndefined();
});

test("a report is read in UTF-8 where it is that, else in the code page of its store", async () => {
  expect(await decoded(Buffer.from("Gebühr", "utf8"), "windows-1252")).toBe("Gebühr");
  expect(await decoded(Buffer.from("Gebühr", "latin1"), "windows-1252")).toBe("Gebühr");
  expect(await decoded(Uint8Array.of(0x88, 0xd6, 0x8e, 0x71), "shift_jis")).toBe("椅子");
});

test("a report of a large seller is unpacked, decoded and read in turns [I1.3]", async () => {
  await using account = await openAccount();
  const { ctx } = await account.connect();
  const rows = Array.from({ length: 30_000 }, (_, n) => row("Order", `o-${n}`, ["ItemPrice", "Principal", "1.00"]));
  const text = report(head("30000.00"), ...rows);
  account.state.documents.set("large", {
    contentType: "text/plain",
    madeAt: account.clock.now(),
    bytes: Buffer.from(text),
    gzip: true,
  });
  const createdTime = new Date(account.clock.now()).toISOString();
  account.state.reports.push({ reportId: "large", createdTime, reportDocumentId: "large" });
  const bytes = Buffer.from(text.repeat(8));
  expect(await turnsOfOthers(() => settlementOf(text))).toBeGreaterThan(3);
  expect(await turnsOfOthers(() => decoded(bytes, "windows-1252"))).toBeGreaterThan(0);
  expect((await settlementOf(text))?.lines).toHaveLength(30_000);
  const [sweep] = settlements;
  const { items } = sweep ? await collect(sweep, ctx) : { items: [] };
  expect(items.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(30_000);
});
