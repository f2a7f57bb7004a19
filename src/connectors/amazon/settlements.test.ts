import { expect, test } from "vitest";
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
const kinds = (text: string) =>
  settlementOf(text)?.lines.map(({ kind, amount, orderKey }) => [kind, amount.minor, orderKey ?? null]);

test("prices are the sale, refunded ones the refund, fees their kind, and what names no order is of the account", () => {
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
  expect(kinds(text)).toEqual([
    ["sale", 10_000n, "o-1"],
    ["sale", 1_900n, "o-1"],
    ["withheld_tax", -50n, "o-1"],
    ["commission", -1_500n, "o-1"],
    ["service_fee", -351n, "o-1"],
    ["refund", -2_000n, "o-2"],
    ["reserve", -500n, null],
    ["advertising", -200n, null],
  ]);
  expect(settlementOf(text)).toMatchObject({ key: "1", amount: { minor: 7_299n }, paidAt: "2026-11-20T10:00:00.000Z" });
});

test("stores of Europe write days and decimals their way; what rows do not explain is a line of its own", () => {
  const text = report(
    head("89,50", "20.11.2026 10:00:00 UTC"),
    row("Order", "o-1", ["ItemPrice", "Principal", "90,00"], "18.11.2026 09:30:00 UTC"),
  );
  expect(kinds(text)).toEqual([
    ["sale", 9_000n, "o-1"],
    ["other", -50n, null],
  ]);
  expect(settlementOf(text)?.lines[0]?.at).toBe("2026-11-18T09:30:00.000Z");
});

test("a report with other columns is told as one, and one without a sum holds nothing", () => {
  expect(() => settlementOf("a\tb\n1\t2")).toThrow("other columns");
  expect(settlementOf(report())).toBeNull();
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

test("amounts in groups and local days and times are read", () => {
  const text = report(
    head("1,141.18", "20/11/2026 10:00:00 GMT"),
    row("Order", "o-1", ["ItemPrice", "Principal", "1141.18"], "2026/11/18 09:30:00 JST"),
  );
  expect(settlementOf(text)).toMatchObject({
    amount: { minor: 114_118n },
    paidAt: "2026-11-20T10:00:00.000Z",
    lines: [{ at: "2026-11-18T00:30:00.000Z" }],
  });
});

test("a report is read in UTF-8 where it is that, else in the code page of its store", () => {
  expect(decoded(Buffer.from("Gebühr", "utf8"), "windows-1252")).toBe("Gebühr");
  expect(decoded(Buffer.from("Gebühr", "latin1"), "windows-1252")).toBe("Gebühr");
  expect(decoded(Uint8Array.of(0x88, 0xd6, 0x8e, 0x71), "shift_jis")).toBe("椅子");
});
