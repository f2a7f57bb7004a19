import { IconShoppingBag } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords(
  "orders",
  "orders/page",
  "orders/profit",
  "invoices",
  "returns",
  "shipments",
  "shipping",
  "said",
);
/** A list says nothing of the hub's own. */
const listLoader = loadWords("orders");

export const orderRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders",
    validateSearch: listSearch,
    loader: listLoader,
    component: lazyRouteComponent(() => import("./list.tsx"), "OrderList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders/new",
    loader: loadWords("orders", "orders/page", "customers", "said"),
    component: lazyRouteComponent(() => import("./new-order.tsx"), "NewOrder"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders/$id",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./page.tsx"), "OrderPage"),
  }),
] as const;

export const orderNavigation: readonly NavigationEntry[] = [
  { to: "/orders", icon: IconShoppingBag, word: "orders", group: "daily", order: 20, isOnPhoneBar: true },
];
