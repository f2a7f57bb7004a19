import { IconChartBar } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("reports", "home");
const profitLoader = loadWords("reports", "reports/profit", "home");

export const reportRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./sales.tsx"), "SalesScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/products",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./products.tsx"), "ProductsScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/couriers",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./couriers.tsx"), "CouriersScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/advertising",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./advertising.tsx"), "AdvertisingScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/advertising/campaigns",
    validateSearch: listSearch,
    loader: loadWords("marketing"),
    component: lazyRouteComponent(() => import("../marketing/campaigns.tsx"), "CampaignsScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/advertising/spend",
    validateSearch: listSearch,
    loader: loadWords("marketing"),
    component: lazyRouteComponent(() => import("../marketing/spend.tsx"), "SpendScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/profit",
    validateSearch: listSearch,
    loader: profitLoader,
    component: lazyRouteComponent(() => import("./profit/profit.tsx"), "ProfitScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/margin",
    validateSearch: listSearch,
    loader: profitLoader,
    component: lazyRouteComponent(() => import("./profit/bridge.tsx"), "BridgeScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/losing",
    validateSearch: listSearch,
    loader: profitLoader,
    component: lazyRouteComponent(() => import("./profit/losing.tsx"), "LosingScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/marketing",
    validateSearch: listSearch,
    loader: profitLoader,
    component: lazyRouteComponent(() => import("./profit/marketing.tsx"), "MarketingScreen"),
  }),
] as const;

export const reportNavigation: readonly NavigationEntry[] = [
  { to: "/reports", icon: IconChartBar, word: "reports", group: "daily", order: 60 },
];
