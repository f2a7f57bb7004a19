import { IconBuildingStore } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute } from "../routing/screen.ts";

export const storeRoutes = [
  listRoute("/channels", loadTexts("stores", "integrations"), () => import("./list.tsx"), "StoreList"),
  listRoute(
    "/channels/$id",
    loadTexts("stores", "integrations", "runs", "metrics", "shipments", "hub-messages"),
    () => import("./store.tsx"),
    "StorePage",
  ),
] as const;

export const storeNavigation: readonly NavigationEntry[] = [
  { to: "/channels", icon: IconBuildingStore, word: "channels", group: "daily", order: 80 },
];
