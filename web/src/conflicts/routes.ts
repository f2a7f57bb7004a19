import { IconArrowsDiff } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { useIsDrawn } from "../data/drawn.ts";
import { body, hub } from "../data/hub.ts";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const conflictRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/conflicts",
    validateSearch: listSearch,
    loader: loadWords("conflicts"),
    component: lazyRouteComponent(() => import("./list.tsx"), "ConflictList"),
  }),
] as const;

const countsQuery = queryOptions({
  queryKey: ["conflicts", "counts"],
  queryFn: async ({ signal }) => (await body(hub.GET("/api/conflicts/counts", { signal }))).items,
});

const useOpenConflicts = (): number => {
  const { data = [] } = useQuery({ ...countsQuery, enabled: useIsDrawn() });
  return data.reduce((sum, { open }) => sum + open, 0);
};

export const conflictNavigation: readonly NavigationEntry[] = [
  { to: "/conflicts", icon: IconArrowsDiff, word: "conflicts", group: "care", order: 20, useBadge: useOpenConflicts },
];
