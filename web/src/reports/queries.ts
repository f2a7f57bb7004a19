import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { DayRange } from "../../../src/commerce/days.ts";
import { body, hub, type Shape } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";

export type SalesReport = Shape<"SalesReport">;
export type Figures = Shape<"SalesFigures">;
export type Channel = Shape<"ChannelSales">;
export type Product = Shape<"ProductSales">;

export interface ReportQuery extends DayRange {
  /** Joined by commas; absent: all that count. */
  readonly storeId?: string;
}

/** Only what the interface knows, in one order: also the key of the answer. */
export function reportQuery({ from, to }: DayRange, storeId: string | undefined): ReportQuery {
  return { from, to, ...(storeId !== undefined && { storeId }) };
}

// Days pass also when nothing happens.
const RENEW_MS = 5 * 60_000;

export const salesQuery = (requested: ReportQuery) =>
  queryOptions({
    queryKey: ["analytics", "sales", requested],
    queryFn: async ({ signal }) => {
      const query = { ...requested, by: "day", compare: "previous" } as const;
      return body(hub.GET("/api/analytics/sales", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: RENEW_MS,
  });

/** What stands around the list of best sellers: what all stock is worth, and what was sold that nobody knows. */
export const aroundProductsQuery = (requested: ReportQuery) =>
  reading(
    ["analytics", "around-products", requested],
    ({ signal }) => hub.GET("/api/analytics/products", { params: { query: { ...requested, limit: 1 } }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: RENEW_MS },
  );

export const couriersQuery = (days: DayRange) =>
  readingItems(
    ["analytics", "couriers", days],
    ({ signal }) => hub.GET("/api/analytics/couriers", { params: { query: { from: days.from, to: days.to } }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: RENEW_MS },
  );
export type CourierFigures = Awaited<ReturnType<NonNullable<ReturnType<typeof couriersQuery>["queryFn"]>>>[number];

export const promisesQuery = (days: DayRange) =>
  reading(
    ["analytics", "promises", days],
    ({ signal }) => hub.GET("/api/analytics/promises", { params: { query: { from: days.from, to: days.to } }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: RENEW_MS },
  );
export type ChannelPromises = Shape<"PromiseReport">["items"][number];

export const promisesHref = ({ from, to }: DayRange): string =>
  `/api/analytics/promises/export?${new URLSearchParams({ from, to })}`;

export const RETURNED_BY = ["reason", "product", "store"] as const;
export type ReturnedBy = (typeof RETURNED_BY)[number];

export const returnedQuery = (requested: DayRange & { readonly by: ReturnedBy }) =>
  reading(
    ["analytics", "returns", requested],
    ({ signal }) => hub.GET("/api/analytics/returns", { params: { query: requested }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: RENEW_MS },
  );
export type ReturnedReport = Shape<"ReturnedReport">;
export type ReturnedUnits = ReturnedReport["items"][number];

export const returnedHref = ({ from, to, by }: DayRange & { readonly by: ReturnedBy }): string =>
  `/api/analytics/returns/export?${new URLSearchParams({ from, to, by })}`;

export const adSpendQuery = (requested: DayRange & { readonly by: "day" | "campaign" | "account" | "channel" }) =>
  reading(
    ["analytics", "ad-spend", requested],
    ({ signal }) => hub.GET("/api/analytics/ad-spend", { params: { query: requested }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: RENEW_MS },
  );
type SpendReport = Awaited<ReturnType<NonNullable<ReturnType<typeof adSpendQuery>["queryFn"]>>>;
export type SpendFigures = SpendReport["items"][number];

/** A report as a file. */
export const exportHref = (
  report: "days" | "stores" | "products",
  requested: Readonly<Record<string, string>>,
): string => `/api/analytics/export?${new URLSearchParams({ report, ...requested })}`;
