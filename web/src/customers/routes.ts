import { IconUsers } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("customers", "orders");

export const customerRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/customers",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./list.tsx"), "CustomerList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/customers/duplicates",
    loader,
    component: lazyRouteComponent(() => import("./duplicates.tsx"), "Duplicates"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/customers/$id",
    loader,
    component: lazyRouteComponent(() => import("./page.tsx"), "CustomerPage"),
  }),
] as const;

export const customerNavigation: readonly NavigationEntry[] = [
  { to: "/customers", icon: IconUsers, word: "customers", group: "daily", order: 50 },
];
