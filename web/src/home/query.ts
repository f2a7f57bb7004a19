import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";

export type HomeFigures = Shape<"Home">;
export type Period = HomeFigures["sales"]["today"];
export type PeriodName = "today" | "week" | "month";
// Orders of a busy hour come by the second; people read slower.
const LEAST_GAP_MS = 2_000;
let requestedAt = Number.NEGATIVE_INFINITY;

/** All of the home page. Events of orders, stores and alerts make it old; it is asked for again every two seconds at most. */
export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: async ({ signal }) => {
    const waitMs = requestedAt + LEAST_GAP_MS - Date.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    signal.throwIfAborted();
    requestedAt = Date.now();
    return body(hub.GET("/api/analytics/home", { signal }));
  },
  // Days pass and cover shrinks also when nothing happens.
  refetchInterval: 5 * 60_000,
});
