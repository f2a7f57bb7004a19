import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";

export type Metrics = Shape<"StoreMetrics">;
export type Range = Metrics["range"];

export const metricsQuery = (storeId: string, range: Range) =>
  queryOptions({
    queryKey: ["stores", storeId, "metrics", range],
    queryFn: async ({ signal }) =>
      body(hub.GET("/api/connections/{id}/metrics", { params: { path: { id: storeId }, query: { range } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
