import { keepPreviousData } from "@tanstack/react-query";
import { hub, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export type Metrics = Shape<"StoreMetrics">;
export type Range = Metrics["range"];

export const metricsQuery = (storeId: string, range: Range) =>
  reading(
    ["stores", storeId, "metrics", range],
    ({ signal }) =>
      hub.GET("/api/stores/{id}/metrics", { params: { path: { id: storeId }, query: { range } }, signal }),
    { placeholderData: keepPreviousData, refetchInterval: 60_000 },
  );
