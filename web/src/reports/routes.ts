import { IconChartBar } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute } from "../routing/screen.ts";

const loader = loadTexts("reports", "home");
const profitLoader = loadTexts("reports", "reports/profit", "home");

export const reportRoutes = [
  listRoute("/reports", loader, () => import("./sales.tsx"), "SalesScreen"),
  listRoute("/reports/products", loader, () => import("./products.tsx"), "ProductsScreen"),
  listRoute("/reports/promises", loader, () => import("./promises.tsx"), "PromisesScreen"),
  listRoute("/reports/couriers", loader, () => import("./couriers.tsx"), "CouriersScreen"),
  listRoute(
    "/reports/returns",
    loadTexts("reports", "home", "returns"),
    () => import("./returned.tsx"),
    "ReturnedScreen",
  ),
  listRoute("/reports/advertising", loader, () => import("./advertising.tsx"), "AdvertisingScreen"),
  listRoute(
    "/reports/advertising/campaigns",
    loadTexts("marketing"),
    () => import("../marketing/campaigns.tsx"),
    "CampaignsScreen",
  ),
  listRoute(
    "/reports/advertising/spend",
    loadTexts("marketing"),
    () => import("../marketing/spend.tsx"),
    "SpendScreen",
  ),
  listRoute("/reports/profit", profitLoader, () => import("./profit/profit.tsx"), "ProfitScreen"),
  listRoute("/reports/margin", profitLoader, () => import("./profit/bridge.tsx"), "BridgeScreen"),
  listRoute("/reports/losing", profitLoader, () => import("./profit/losing.tsx"), "LosingScreen"),
  listRoute("/reports/marketing", profitLoader, () => import("./profit/marketing.tsx"), "MarketingScreen"),
] as const;

export const reportNavigation: readonly NavigationEntry[] = [
  { to: "/reports", icon: IconChartBar, word: "reports", group: "daily", order: 60 },
];
