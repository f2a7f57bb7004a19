/** What the tabs of a store's page read first. */
import type { QueryClient } from "@tanstack/react-query";
import { categoriesQuery } from "../data/categories.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { readAhead } from "../data/rows.ts";
import { sessionQuery } from "../data/session.ts";
import { filterOf } from "../ui/list/search-state.ts";
import {
  allocationQuery,
  channelLocationsQuery,
  healthQuery,
  linkCountsQuery,
  priceRulesQuery,
  statisticsQuery,
  statusTextsQuery,
  suggestionsQuery,
  syncStatusQuery,
} from "./data.ts";

export type TabId =
  | "health"
  | "metrics"
  | "activity"
  | "deliveries"
  | "links"
  | "rules"
  | "sync"
  | "settings"
  | "files";
type Search = Readonly<Record<string, string | undefined>>;
type Read = (client: QueryClient, id: string, search: Search) => void;

const READS: Readonly<Record<string, Read>> = {
  health(client, id) {
    void client.prefetchQuery(healthQuery(id));
    void client.prefetchQuery(syncStatusQuery(id));
    void client.prefetchQuery(statisticsQuery(id));
  },
  activity: (client, id, search) =>
    void readAhead(client, {
      subject: "stores",
      path: "/api/stores/{id}/sync-logs",
      params: { id },
      filter: filterOf(search),
    }),
  deliveries: (client, id, search) =>
    void readAhead(client, {
      subject: "stores",
      path: "/api/stores/{id}/webhook-events",
      params: { id },
      filter: filterOf(search),
    }),
  links(client, id, search) {
    void readAhead(client, {
      subject: "mappings",
      path: "/api/stores/{id}/mappings",
      params: { id },
      filter: filterOf(search),
    });
    void client.prefetchInfiniteQuery(suggestionsQuery(id));
    void client.prefetchQuery(linkCountsQuery(id));
  },
  rules(client, id) {
    void client.prefetchQuery(allocationQuery(id));
    void client.prefetchQuery(channelLocationsQuery(id));
    // They say by how much prices are above costs.
    if (client.getQueryData(sessionQuery.queryKey)?.actions.includes("view_costs"))
      void client.prefetchQuery(priceRulesQuery(id));
    void client.prefetchQuery(statusTextsQuery(id));
    void client.prefetchQuery(locationsQuery);
  },
  sync: (client) => void client.prefetchQuery(categoriesQuery),
};

/** Asks for what the tab named in the address will show; the first tab where none is named. */
export function readTab(client: QueryClient, id: string, search: Search): void {
  READS[search["tab"] ?? "health"]?.(client, id, search);
}
