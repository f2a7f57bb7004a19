import { IconBuildingWarehouse } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("inventory", "costs", "hub-messages");

export const inventoryRoutes = [
  listRoute("/inventory", loader, () => import("./levels.tsx"), "Levels"),
  listRoute("/inventory/history", loader, () => import("./history.tsx"), "History"),
  listRoute("/inventory/documents", loader, () => import("./documents.tsx"), "Documents"),
  screenRoute("/inventory/documents/$id", loader, () => import("./document.tsx"), "StockDocument"),
  listRoute("/inventory/counts", loader, () => import("./counts.tsx"), "Counts"),
  listRoute("/inventory/counts/$id", loader, () => import("./count.tsx"), "StockCount"),
  listRoute("/inventory/lots", loader, () => import("./lots.tsx"), "Lots"),
  listRoute("/inventory/lots/$variantId/$lot", loader, () => import("./lot.tsx"), "LotScreen"),
  screenRoute("/inventory/costs", loader, () => import("./costs.tsx"), "Costs"),
  screenRoute("/inventory/locations", loader, () => import("./locations.tsx"), "Locations"),
  listRoute("/inventory/variants/$id", loader, () => import("./variant-stock.tsx"), "VariantStock"),
] as const;

export const inventoryNavigation: readonly NavigationEntry[] = [
  { to: "/inventory", icon: IconBuildingWarehouse, word: "inventory", group: "daily", order: 40, isOnPhoneBar: true },
];
