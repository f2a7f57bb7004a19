import { IconReportMoney } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("settlements", "said");
const getParentRoute = () => appRoute;

export const settlementRoutes = [
  createRoute({
    getParentRoute,
    path: "/settlements",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./list.tsx"), "SettlementList"),
  }),
  createRoute({
    getParentRoute,
    path: "/settlements/differences",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./differences.tsx"), "DifferencesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/settlements/fee-rules",
    loader,
    component: lazyRouteComponent(() => import("./rules/page.tsx"), "FeeRulesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/settlements/$id",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./page.tsx"), "SettlementPage"),
  }),
] as const;

export const settlementNavigation: readonly NavigationEntry[] = [
  { to: "/settlements", icon: IconReportMoney, word: "settlements", group: "daily", order: 62, under: "/reports" },
];
