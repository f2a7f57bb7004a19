/** Reports of profit as files. */
import type { Tx } from "../../db/database.ts";
import { MAX_PAGE } from "../paging.ts";
import { amount } from "../table-files/cells.ts";
import { type Column, fields, pagesOf, type Table } from "../table-files/table.ts";
import { type CampaignProfit, type CohortProfit, profitByCampaign, profitByCohort } from "./campaigns.ts";
import { type LosingProduct, losingProducts, type ProductProfit, profitBridge, profitByProduct } from "./products.ts";
import { type ProfitFigures, type ProfitQuestion, profitReport, type TotalFigures } from "./report.ts";

type Transaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

const AMOUNTS = [
  ["gross", "grossMinor"],
  ["discounts", "discountMinor"],
  ["shippingCharged", "chargedMinor"],
  ["refunds", "refundMinor"],
  ["revenue", "revenueMinor"],
  ["tax", "taxMinor"],
  ["costOfGoods", "cogsMinor"],
  ["cm1", "cm1Minor"],
  ["commission", "commissionMinor"],
  ["paymentFees", "paymentFeeMinor"],
  ["shipping", "shippingMinor"],
  ["returnShipping", "returnShippingMinor"],
  ["codFees", "codFeeMinor"],
  ["packaging", "packagingMinor"],
  ["otherFees", "otherFeeMinor"],
  ["cm2", "cm2Minor"],
  ["ads", "adsMinor"],
  ["overhead", "overheadMinor"],
  ["cm3", "cm3Minor"],
] as const;

function figureColumns<Row extends ProfitFigures>(currency: string): Column<Row>[] {
  return [
    ...fields<ProfitFigures>("orders", "units", "returnedUnits"),
    { name: "currency", cell: () => currency },
    ...AMOUNTS.map(([name, of]) => ({ name, cell: (row: Row) => amount(row[of], currency) })),
    ...fields<ProfitFigures>("cm1Percent", "cm2Percent", "cm3Percent"),
  ];
}

/** A line a day, with what no order bears. */
export function profitDayTable(
  transaction: Transaction,
  question: ProfitQuestion,
): Table<TotalFigures & { readonly day: string }> {
  const { currency } = question.calendar;
  async function* pieces() {
    yield (await transaction((tx) => profitReport(tx, { ...question, compare: false }))).days;
  }
  return {
    columns: [
      { name: "day", cell: (row) => row.day },
      ...figureColumns<TotalFigures & { readonly day: string }>(currency),
      { name: "unallocatedAds", cell: (row) => amount(row.unallocatedAdsMinor, currency) },
      { name: "unallocatedOverhead", cell: (row) => amount(row.unallocatedOverheadMinor, currency) },
      { name: "estimatedPercent", cell: (row) => row.estimatedPercent },
      { name: "ordersWithoutRate", cell: (row) => row.missing.rate },
      { name: "ordersWithoutCost", cell: (row) => row.missing.cost },
      { name: "ordersWithoutFees", cell: (row) => row.missing.fees },
      { name: "ordersWithoutShipping", cell: (row) => row.missing.shipping },
    ],
    pieces: pieces(),
  };
}

/** A line a channel. */
export function profitChannelTable(transaction: Transaction, question: ProfitQuestion) {
  async function* pieces() {
    yield (await transaction((tx) => profitReport(tx, { ...question, compare: false }))).channels;
  }
  type Row = Awaited<ReturnType<typeof profitReport>>["channels"][number];
  const columns: Column<Row>[] = [
    { name: "channel", cell: (row) => row.storeName ?? "" },
    { name: "provider", cell: (row) => row.provider ?? "" },
    ...figureColumns<Row>(question.calendar.currency),
    { name: "estimatedPercent", cell: (row) => row.estimatedPercent },
  ];
  return { columns, pieces: pieces() } satisfies Table<Row>;
}

function productColumns<Row extends ProductProfit>(currency: string): Column<Row>[] {
  return [
    ...fields<ProductProfit>("sku", "title"),
    ...figureColumns<Row>(currency),
    { name: "variantId", cell: (row) => row.variantId },
  ];
}

/** A line a product, the largest CM3 first. */
export function profitProductTable(transaction: Transaction, question: ProfitQuestion): Table<ProductProfit> {
  return {
    columns: productColumns(question.calendar.currency),
    pieces: pagesOf((cursor) => transaction((tx) => profitByProduct(tx, { ...question, cursor, limit: MAX_PAGE }))),
  };
}

/** A line a product that loses money, with what takes most beyond the usual. */
export function losingTable(transaction: Transaction, question: ProfitQuestion): Table<LosingProduct> {
  return {
    columns: [
      ...productColumns<LosingProduct>(question.calendar.currency),
      { name: "why", cell: (row) => row.reasons.map(({ kind, percent }) => `${kind} ${percent ?? 0} %`).join("; ") },
    ],
    pieces: pagesOf((cursor) => transaction((tx) => losingProducts(tx, { ...question, cursor, limit: MAX_PAGE }))),
  };
}

type CampaignLine = Partial<CampaignProfit> & Awaited<ReturnType<typeof profitByCampaign>>["rest"];

/** A line a campaign, the last one what came by none. */
export function campaignTable(transaction: Transaction, question: ProfitQuestion): Table<CampaignLine> {
  const { currency } = question.calendar;
  async function* pieces() {
    const { campaigns, rest } = await transaction(async (tx) => {
      const { total } = await profitReport(tx, { ...question, compare: false });
      return profitByCampaign(tx, question, total);
    });
    yield [...campaigns, rest];
  }
  const money = (name: string, of: "revenueMinor" | "cm2Minor" | "spendMinor" | "cm3Minor"): Column<CampaignLine> => ({
    name,
    cell: (row) => amount(row[of], currency),
  });
  return {
    columns: [
      { name: "account", cell: (row) => row.account ?? "" },
      { name: "campaign", cell: (row) => row.campaign ?? "" },
      { name: "channel", cell: (row) => row.storeName ?? "" },
      { name: "orders", cell: (row) => row.orders },
      { name: "currency", cell: () => currency },
      money("revenue", "revenueMinor"),
      money("cm2", "cm2Minor"),
      money("spend", "spendMinor"),
      money("cm3", "cm3Minor"),
      { name: "cm3Percent", cell: (row) => row.cm3Percent ?? null },
      { name: "namedPercent", cell: (row) => row.namedPercent ?? null },
    ],
    pieces: pieces(),
  };
}

/** A line a month of first orders, the newest first. */
export function cohortTable(transaction: Transaction, question: ProfitQuestion): Table<CohortProfit> {
  async function* pieces() {
    yield await transaction((tx) => profitByCohort(tx, question));
  }
  return {
    columns: [
      { name: "firstOrder", cell: (row) => row.cohort ?? "" },
      ...figureColumns<CohortProfit>(question.calendar.currency),
      { name: "estimatedPercent", cell: (row) => row.estimatedPercent },
    ],
    pieces: pieces(),
  };
}

/** A line a step, from CM3 before to CM3 after. */
export function bridgeTable(
  transaction: Transaction,
  question: ProfitQuestion,
  before: ProfitQuestion["range"],
): Table<{ readonly step: string; readonly amountMinor: bigint }> {
  const { currency } = question.calendar;
  async function* pieces() {
    const { startMinor, endMinor, steps } = await transaction((tx) => profitBridge(tx, question, before));
    yield [
      { step: "before", amountMinor: startMinor },
      ...steps.map(({ kind, amountMinor }) => ({ step: kind, amountMinor })),
      { step: "after", amountMinor: endMinor },
    ];
  }
  return {
    columns: [
      { name: "step", cell: (row) => row.step },
      { name: "currency", cell: () => currency },
      { name: "amount", cell: (row) => amount(row.amountMinor, currency) },
    ],
    pieces: pieces(),
  };
}
