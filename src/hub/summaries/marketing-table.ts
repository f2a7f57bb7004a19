/** What advertising returned as a file: a line a channel, the last one all of them. */
import type { Tx } from "../../db/database.ts";
import { amount } from "../table-files/cells.ts";
import { type Column, fields, type Table } from "../table-files/table.ts";
import { type MarketingFigures, type MarketingQuestion, marketingReport } from "./marketing-report.ts";

type Row = MarketingFigures & { readonly storeName?: string | null; readonly isTotal?: true };

export function marketingTable(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  question: MarketingQuestion,
): Table<Row> {
  const { currency } = question.calendar;
  async function* pieces() {
    const { channels, total } = await transaction((tx) => marketingReport(tx, question));
    yield [...channels, { ...total, isTotal: true as const }];
  }
  const money = (name: string, of: (row: Row) => bigint | null): Column<Row> => ({
    name,
    cell: (row) => {
      const minor = of(row);
      return minor === null ? null : amount(minor, currency);
    },
  });
  return {
    columns: [
      { name: "channel", cell: (row) => (row.isTotal ? "total" : (row.storeName ?? "")) },
      { name: "currency", cell: () => currency },
      money("spend", (row) => row.spendMinor),
      money("netRevenue", (row) => row.netMinor),
      ...fields<Row>("orders", "newCustomers"),
      money("newCustomerRevenue", (row) => row.newMinor),
      money("cm2", (row) => row.cm2Minor),
      money("cpa", (row) => row.cpaMinor),
      money("cac", (row) => row.cacMinor),
      { name: "claimedOrders", cell: (row) => row.claimedOrders },
      money("claimedRevenue", (row) => row.claimedMinor),
      ...fields<Row>("claimedRoas", "mer", "newMer", "breakEvenRoas", "poas"),
    ],
    pieces: pieces(),
  };
}
