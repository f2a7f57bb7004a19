/** What the reports of profit read. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { body, hub, type Sent, type Shape } from "../../data/hub.ts";
import { reading } from "../../data/reading.ts";
import type { ReportQuery } from "../queries.ts";

export type ProfitReport = Shape<"ProfitReport">;
export type ProfitFigures = Shape<"ProfitTotal">;
export type Bridge = Shape<"ProfitBridge">;
export type Losing = Shape<"LosingProduct">;
export type ProfitSettings = Sent<"putProfitSettings">;
export type WhatIf = Shape<"WhatIf">;
export type MarketingReport = Shape<"MarketingReport">;
export type MarketingFigures = Shape<"MarketingFigures">;

const RENEW_MS = 5 * 60_000;

export const profitSettingsQuery = reading(["profit-settings"], () => hub.GET("/api/profit/settings"));

export const profitQuery = (requested: ReportQuery) =>
  queryOptions({
    queryKey: ["analytics", "profit", requested],
    queryFn: async ({ signal }) => {
      const query = { ...requested, by: "day", compare: "previous" } as const;
      return body(hub.GET("/api/analytics/profit", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: RENEW_MS,
  });

/** The total told apart by campaigns, or by the months customers ordered first in. */
export const profitByQuery = (requested: ReportQuery, by: "campaign" | "cohort") =>
  reading(
    ["analytics", `profit-${by}`, requested],
    ({ signal }) => hub.GET("/api/analytics/profit", { params: { query: { ...requested, by } as const }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: RENEW_MS },
  );

const PRODUCTS = 50;

export const profitProductsQuery = (requested: ReportQuery) =>
  infiniteQueryOptions({
    queryKey: ["analytics", "profit-products", requested],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...requested,
        by: "product",
        limit: PRODUCTS,
        ...(pageParam !== "" && { cursor: pageParam }),
      } as const;
      return body(hub.GET("/api/analytics/profit", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const bridgeQuery = (requested: ReportQuery) =>
  reading(
    ["analytics", "profit-bridge", requested],
    ({ signal }) => hub.GET("/api/analytics/profit/bridge", { params: { query: requested }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: RENEW_MS },
  );

export const marketingQuery = ({ from, to }: Pick<ReportQuery, "from" | "to">) =>
  reading(
    ["analytics", "marketing", from, to],
    ({ signal }) => hub.GET("/api/analytics/marketing", { params: { query: { from, to } }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: RENEW_MS },
  );

export interface WhatIfInput extends Pick<ReportQuery, "from" | "to"> {
  readonly variantId: string;
  readonly priceMinor?: number | undefined;
  readonly discountPercent?: string | undefined;
  readonly adsMinor?: number | undefined;
  readonly units?: number | undefined;
}

export const whatIfQuery = (input: WhatIfInput) =>
  queryOptions({
    queryKey: ["analytics", "what-if", input],
    queryFn: ({ signal }) => {
      const { priceMinor, discountPercent, adsMinor, units, ...requested } = input;
      const query = {
        ...requested,
        ...(priceMinor !== undefined && { priceMinor }),
        ...(discountPercent !== undefined && { discountPercent }),
        ...(adsMinor !== undefined && { adsMinor }),
        ...(units !== undefined && { units }),
      };
      return body(hub.GET("/api/analytics/profit/what-if", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });

/** A report as a file. */
export const profitExportHref = (
  report: "days" | "channels" | "products" | "campaigns" | "cohorts" | "bridge" | "losing" | "marketing",
  requested: Readonly<Record<string, string>>,
): string => `/api/analytics/profit/export?${new URLSearchParams({ report, ...requested })}`;
