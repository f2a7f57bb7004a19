import { expect, test } from "vitest";
import type { SettlementMapping } from "../../commerce/settlement-mapping.ts";
import { kindOfWord } from "../../commerce/settlement-terms.ts";
import { cellsHere } from "../imports/reader.ts";
import { plainHead, presetFor } from "./mapping.ts";
import { MOST_PREAMBLE, readStatement, tableOf } from "./statement.ts";

const preset: SettlementMapping = {
  ...{ order: "Order ID", reference: "NEFT ID", decimal: "point", days: "dmy", net: "Bank Settlement Value (Rs.)" },
  columns: [
    { column: "Sale Amount (Rs.)", kind: "sale", sign: "as_is" },
    { column: "Fixed Fee (Rs.)", kind: "service_fee", sign: "as_is" },
    { column: "TCS (Rs.)", kind: "withheld_tax", sign: "as_is" },
  ],
};

test("a preset recognizes heads broken over lines, with double spaces or their sum's formula; absent ones are left out", async () => {
  const csv = [
    "Payment Details,,,,",
    'NEFT ID,"Bank Settlement Value (Rs.) ',
    '= SUM(J:R)",Order ID,Sale Amount (Rs.),Fixed Fee  (Rs.)',
    "N-1,85.5,OD1,100,-14.5",
    "N-1,-20,OD2,-15,-5",
  ].join("\n");
  const table = tableOf(await cellsHere(csv, MOST_PREAMBLE), ["Order ID", "NEFT ID"]);
  const mapping = presetFor(preset, table.heads);
  expect(mapping?.columns?.map(({ column }) => column)).toEqual(["Sale Amount (Rs.)", "Fixed Fee (Rs.)"]);
  if (mapping === null) return;
  const { entries, problems } = await readStatement(table, mapping, "INR");
  expect(problems).toEqual([]);
  expect(entries.map(({ orderKey, kind, amountMinor }) => [orderKey, kind, amountMinor])).toEqual([
    ["OD1", "sale", 10_000n],
    ["OD1", "service_fee", -1_450n],
    ["OD2", "sale", -1_500n],
    ["OD2", "service_fee", -500n],
  ]);
});

test("a head that names its sum a hundred thousand times is read once", () => {
  const head = "=sum(".repeat(100_000);
  expect(plainHead(head)).toHaveLength(500_000);
  expect(plainHead(`Fee ${head})`)).toBe("fee");
  expect(kindOfWord(`${"rto".repeat(100_000)} x`)).toBe("other");
});
