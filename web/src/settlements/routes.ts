import { IconReportMoney } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("settlements", "hub-messages");

export const settlementRoutes = [
  listRoute("/settlements", loader, () => import("./list.tsx"), "SettlementList"),
  listRoute("/settlements/differences", loader, () => import("./differences.tsx"), "DifferencesPage"),
  screenRoute("/settlements/fee-rules", loader, () => import("./rules/page.tsx"), "FeeRulesPage"),
  listRoute("/settlements/$id", loader, () => import("./page.tsx"), "SettlementPage"),
] as const;

export const settlementNavigation: readonly NavigationEntry[] = [
  {
    to: "/settlements",
    icon: IconReportMoney,
    word: "settlements",
    group: "daily",
    order: 62,
    under: "/reports",
    needs: "view_settlements",
  },
];
