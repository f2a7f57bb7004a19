import { IconArrowBackUp } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("returns", "orders", "orders/page", "said");

export const returnRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/returns",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./list.tsx"), "ReturnList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/returns/$id",
    loader,
    component: lazyRouteComponent(() => import("./page.tsx"), "ReturnPage"),
  }),
] as const;

export const returnNavigation: readonly NavigationEntry[] = [
  { to: "/returns", icon: IconArrowBackUp, word: "returns", group: "daily", order: 25, under: "/orders" },
];
