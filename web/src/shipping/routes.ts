import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const shippingRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders/ship",
    loader: loadWords("shipping", "orders", "said"),
    component: lazyRouteComponent(() => import("./ship.tsx"), "ShipOrders"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders/picking",
    validateSearch: listSearch,
    loader: loadWords("shipping", "orders"),
    component: lazyRouteComponent(() => import("./print.tsx"), "PickingList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders/slips",
    validateSearch: listSearch,
    loader: loadWords("shipping", "orders"),
    component: lazyRouteComponent(() => import("./print.tsx"), "PackingSlips"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders/verify",
    loader: loadWords("shipping", "orders", "said"),
    component: lazyRouteComponent(() => import("./verify.tsx"), "VerifyPacking"),
  }),
] as const;
