import { IconBasket } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("packing", "orders", "hub-messages");

export const packingRoutes = [
  listRoute("/orders/batches", loader, () => import("./batches.tsx"), "Batches"),
  screenRoute("/orders/batches/$id", loader, () => import("./batch.tsx"), "BatchPage"),
  listRoute(
    "/orders/verify",
    loadTexts("packing", "shipping", "orders", "shipments", "photos", "printing", "hub-messages"),
    () => import("./station.tsx"),
    "ScanStation",
  ),
] as const;

/** The sign is used nowhere else: one that is shared would be a file of its own, which every page asks for. */
export const packingNavigation: readonly NavigationEntry[] = [
  { to: "/orders/batches", icon: IconBasket, word: "batches", group: "daily", order: 22, under: "/orders" },
];
