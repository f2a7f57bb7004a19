import { IconBell } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { useIsDrawn } from "../data/drawn.ts";
import { body, hub } from "../data/hub.ts";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const alertRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/alerts",
    validateSearch: listSearch,
    loader: loadWords("alerts", "said"),
    component: lazyRouteComponent(() => import("./inbox.tsx"), "Inbox"),
  }),
] as const;

const countsQuery = queryOptions({
  queryKey: ["alerts", "counts"],
  queryFn: ({ signal }) => body(hub.GET("/api/alerts/counts", { signal })),
});

/** What only informs needs nobody. */
function useOpenAlerts(): number {
  const { data } = useQuery({ ...countsQuery, enabled: useIsDrawn() });
  return data === undefined ? 0 : data.critical + data.warning;
}

export const alertNavigation: readonly NavigationEntry[] = [
  {
    to: "/alerts",
    icon: IconBell,
    word: "alerts",
    group: "care",
    order: 10,
    isOnPhoneBar: true,
    useBadge: useOpenAlerts,
  },
];
