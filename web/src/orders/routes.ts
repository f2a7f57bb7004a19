import { IconShoppingBag } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const orderRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/orders",
    validateSearch: listSearch,
    loader: loadWords("orders"),
    component: lazyRouteComponent(() => import("./list.tsx"), "OrderList"),
  }),
] as const;

export const orderNavigation: readonly NavigationEntry[] = [
  { to: "/orders", icon: IconShoppingBag, word: "orders", group: "daily", order: 20, isOnPhoneBar: true },
];
