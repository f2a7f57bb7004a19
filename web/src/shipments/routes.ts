import { IconTruckDelivery } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("shipments", "shipments/desk", "said");

export const shipmentRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/shipments",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./list.tsx"), "ShipmentList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/shipments/$id",
    loader,
    component: lazyRouteComponent(() => import("./page.tsx"), "ShipmentPage"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/shipments/board",
    loader,
    component: lazyRouteComponent(() => import("./board.tsx"), "ShipmentBoard"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/shipments/handover",
    loader: loadWords("shipments", "shipments/desk", "said"),
    component: lazyRouteComponent(() => import("./desk/handover.tsx"), "HandoverPage"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/shipments/money",
    validateSearch: listSearch,
    loader: loadWords("shipments", "shipments/desk", "said"),
    component: lazyRouteComponent(() => import("./desk/money.tsx"), "ParcelMoneyPage"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders/book",
    loader: loadWords("shipments", "orders", "said"),
    component: lazyRouteComponent(() => import("./book-many.tsx"), "BookMany"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/shipping-rules",
    loader: loadWords("settings", "shipments/rules", "said"),
    component: lazyRouteComponent(() => import("./rules/page.tsx"), "ShippingRulesPage"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/shipping",
    loader: loadWords("settings", "shipments", "said"),
    component: lazyRouteComponent(() => import("./packages.tsx"), "ShippingSettings"),
  }),
] as const;

export const shipmentNavigation: readonly NavigationEntry[] = [
  { to: "/shipments", icon: IconTruckDelivery, word: "shipments", group: "daily", order: 24, under: "/orders" },
];
