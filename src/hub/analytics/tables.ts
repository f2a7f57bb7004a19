import { RETURN_REASONS } from "../../commerce/return-goods.ts";
import type { Tx } from "../../db/database.ts";
import { MAX_PAGE } from "../paging.ts";
import { amount } from "../table-files/cells.ts";
import { type Column, fields, pagesOf, type Table } from "../table-files/table.ts";
import type { Figures, OtherCurrency } from "./figures.ts";
import type { ChannelPromises, PromiseReport } from "./on-time-shipping.ts";
import { bestSellers, type ProductQuestion, type ProductSales } from "./products.ts";
import type { ReturnedReport, ReturnedUnits } from "./returned.ts";
import { type SalesReport, salesReport } from "./sales.ts";
import type { MetricsPoint, StoreMetrics } from "./store-metrics.ts";

type Transaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Sums of one channel, on one day or over all of them, in one currency. */
interface SalesLine {
  readonly day: string;
  readonly store: string;
  readonly provider: string;
  readonly currency: string;
  readonly orders: number;
  readonly cancelled: number | null;
  readonly units: number | null;
  readonly grossMinor: bigint;
  readonly refundsMinor: bigint;
  readonly netMinor: bigint;
  readonly averageMinor: bigint | null;
}

const salesColumns: readonly Column<SalesLine>[] = [
  ...fields<SalesLine>("day", "store", "provider", "currency", "orders", "cancelled", "units"),
  { name: "gross", cell: (line) => amount(line.grossMinor, line.currency) },
  { name: "refunds", cell: (line) => amount(line.refundsMinor, line.currency) },
  { name: "net", cell: (line) => amount(line.netMinor, line.currency) },
  { name: "averageOrder", cell: (line) => amount(line.averageMinor, line.currency) },
];

/** A report as a table: a line a day and channel, or one a channel. What has no rate is a line of its own currency. */
export function salesTable(
  transaction: Transaction,
  question: Parameters<typeof salesReport>[1] & { readonly by: "day" | "store" },
): Table<SalesLine> {
  async function* pieces() {
    const report = await transaction((tx) => salesReport(tx, question));
    yield question.by === "day" ? dayLines(report) : storeLines(report);
  }
  return { columns: salesColumns, pieces: pieces() };
}

function dayLines(report: SalesReport): SalesLine[] {
  const names = namesOf(report);
  return report.days.flatMap(({ day, stores, ...total }) =>
    stores.length === 0
      ? linesOf({ day, store: "", provider: "" }, total, report.currency)
      : stores.flatMap((its) => linesOf({ day, ...names(its.storeId) }, its, report.currency)),
  );
}

function storeLines(report: SalesReport): SalesLine[] {
  const names = namesOf(report);
  return report.stores.flatMap((its) => linesOf({ day: "", ...names(its.storeId) }, its, report.currency));
}

function namesOf({ stores }: SalesReport) {
  const existing = new Map(stores.map((each) => [each.storeId, each]));
  return (storeId: string | null) => ({
    store: existing.get(storeId)?.storeName ?? "",
    provider: existing.get(storeId)?.provider ?? "",
  });
}

function linesOf(head: Pick<SalesLine, "day" | "store" | "provider">, figures: Figures, currency: string): SalesLine[] {
  const others = figures.apart.map((other: OtherCurrency) => ({
    ...head,
    ...other,
    cancelled: null,
    units: null,
    averageMinor: null,
  }));
  const orders = figures.orders - figures.apart.reduce((sum, other) => sum + other.orders, 0);
  const isHere = orders > 0 || figures.cancelled > 0 || figures.grossMinor !== 0n || figures.refundsMinor !== 0n;
  return isHere || others.length === 0 ? [{ ...head, ...figures, orders, currency }, ...others] : others;
}

/** Best sellers as a table, page by page. */
export function productTable(
  transaction: Transaction,
  question: ProductQuestion,
  { showsCosts }: { readonly showsCosts: boolean },
): Table<ProductSales> {
  const { currency } = question.calendar;
  return {
    columns: [
      ...fields<ProductSales>("sku", "title", "units", "returnedUnits"),
      { name: "currency", cell: () => currency },
      { name: "gross", cell: (row) => amount(row.grossMinor, currency) },
      { name: "net", cell: (row) => amount(row.netMinor, currency) },
      {
        name: "otherCurrencies",
        cell: (row) =>
          row.apart.map((each) => `${amount(each.netMinor, each.currency)?.decimal} ${each.currency}`).join("; "),
      },
      ...fields<ProductSales>("onHand", "available", "sellThroughPercent"),
      ...(showsCosts
        ? [{ name: "stockValue", cell: (row: ProductSales) => amount(row.stockValueMinor, currency) }]
        : []),
      { name: "variantId", cell: (row) => row.variantId },
    ],
    pieces: pagesOf((cursor) => transaction((tx) => bestSellers(tx, { ...question, cursor, limit: MAX_PAGE }))),
  };
}

/** Kept promises as a table: a line a channel. */
export function promiseTable(report: () => Promise<PromiseReport>): Table<ChannelPromises> {
  async function* pieces() {
    yield (await report()).items;
  }
  return {
    columns: [
      ...fields<ChannelPromises>("storeName", "orders", "onTime", "late", "waiting", "unknown", "percentOnTime"),
      ...fields<ChannelPromises>("hoursLate", "mostHoursLate", "lateWithinDay", "lateBeyondThreeDays", "storeId"),
    ],
    pieces: pieces(),
  };
}

/** What came back as a table: a line a reason, product or channel, with its units by reason. */
export function returnedTable(report: () => Promise<ReturnedReport>): Table<ReturnedUnits> {
  async function* pieces() {
    yield (await report()).items;
  }
  const unitsOf = (row: ReturnedUnits, code: string | null) =>
    row.reasons.find(({ reasonCode }) => reasonCode === code)?.units ?? 0;
  return {
    columns: [
      ...fields<ReturnedUnits>("reasonCode", "sku", "title", "storeName", "returns", "units", "soldUnits"),
      ...fields<ReturnedUnits>("percentOfSold"),
      {
        name: "value",
        cell: ({ values }) =>
          values.map(({ minor, currency }) => `${amount(minor, currency)?.decimal} ${currency}`).join("; "),
      },
      ...RETURN_REASONS.map((code) => ({ name: code, cell: (row: ReturnedUnits) => unitsOf(row, code) })),
      { name: "unknown", cell: (row) => unitsOf(row, null) },
      ...fields<ReturnedUnits>("variantId", "storeId"),
    ],
    pieces: pieces(),
  };
}

/** A store's figures by hour or day as a table. */
export function metricsTable(metrics: () => Promise<StoreMetrics>): Table<MetricsPoint> {
  async function* pieces() {
    yield (await metrics()).points;
  }
  return {
    columns: fields<MetricsPoint>(
      "at",
      "orders",
      "succeeded",
      "failed",
      "throttled",
      "successPercent",
      "latencyMsP50",
      "latencyMsP95",
      "lagMsAverage",
      "lagMsMost",
    ),
    pieces: pieces(),
  };
}
