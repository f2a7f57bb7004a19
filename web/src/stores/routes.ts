import { IconBuildingStore } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const storeRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/channels",
    validateSearch: listSearch,
    loader: loadWords("stores", "integrations"),
    component: lazyRouteComponent(() => import("./list.tsx"), "StoreList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/channels/$id",
    validateSearch: listSearch,
    loader: loadWords("stores", "integrations", "runs", "metrics", "said"),
    component: lazyRouteComponent(() => import("./store.tsx"), "StorePage"),
  }),
] as const;

export const storeNavigation: readonly NavigationEntry[] = [
  { to: "/channels", icon: IconBuildingStore, word: "channels", group: "daily", order: 80 },
];
