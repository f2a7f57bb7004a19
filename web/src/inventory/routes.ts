import { IconBuildingWarehouse } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("inventory", "costs", "said");
const getParentRoute = () => appRoute;

export const inventoryRoutes = [
  createRoute({
    getParentRoute,
    path: "/inventory",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./levels.tsx"), "Levels"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/low-stock",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./low-stock.tsx"), "LowStock"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/history",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./history.tsx"), "History"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/documents",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./documents.tsx"), "Documents"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/documents/$id",
    loader,
    component: lazyRouteComponent(() => import("./document.tsx"), "StockDocument"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/counts",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./counts.tsx"), "Counts"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/counts/$id",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./count.tsx"), "StockCount"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/locations",
    loader,
    component: lazyRouteComponent(() => import("./locations.tsx"), "Locations"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/variants/$id",
    loader,
    component: lazyRouteComponent(() => import("./variant-stock.tsx"), "VariantStock"),
  }),
] as const;

export const inventoryNavigation: readonly NavigationEntry[] = [
  { to: "/inventory", icon: IconBuildingWarehouse, word: "inventory", group: "daily", order: 40, isOnPhoneBar: true },
];
