import { IconTruckDelivery } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("shipments", "shipments/desk", "hub-messages");

export const shipmentRoutes = [
  listRoute("/shipments", loader, () => import("./list.tsx"), "ShipmentList"),
  screenRoute("/shipments/$id", loader, () => import("./page.tsx"), "ShipmentPage"),
  screenRoute("/shipments/board", loader, () => import("./board.tsx"), "ShipmentBoard"),
  screenRoute(
    "/shipments/handover",
    loadTexts("shipments", "shipments/desk", "hub-messages"),
    () => import("./desk/handover.tsx"),
    "HandoverPage",
  ),
  listRoute(
    "/shipments/money",
    loadTexts("shipments", "shipments/desk", "hub-messages"),
    () => import("./desk/money.tsx"),
    "ParcelMoneyPage",
  ),
  screenRoute(
    "/settings/shipping",
    loadTexts("settings", "shipments", "hub-messages"),
    () => import("./packages.tsx"),
    "ShippingSettings",
  ),
] as const;

export const shipmentNavigation: readonly NavigationEntry[] = [
  { to: "/shipments", icon: IconTruckDelivery, word: "shipments", group: "daily", order: 24, under: "/orders" },
];
