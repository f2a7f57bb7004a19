import { IconBuildingStore } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const storeRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/stores",
    validateSearch: listSearch,
    loader: loadWords("stores"),
    component: lazyRouteComponent(() => import("./list.tsx"), "StoreList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/stores/$id",
    validateSearch: listSearch,
    loader: loadWords("stores", "runs", "metrics", "said"),
    component: lazyRouteComponent(() => import("./store.tsx"), "StorePage"),
  }),
] as const;

export const storeNavigation: readonly NavigationEntry[] = [
  { to: "/stores", icon: IconBuildingStore, word: "stores", group: "channels", order: 10 },
];
