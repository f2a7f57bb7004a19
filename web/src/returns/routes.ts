import { IconArrowBackUp } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("returns", "orders", "orders/page", "photos", "hub-messages");

export const returnRoutes = [
  listRoute("/returns", loader, () => import("./list.tsx"), "ReturnList"),
  listRoute("/returns/desk", loader, () => import("./desk.tsx"), "ReturnsReceiving"),
  screenRoute("/returns/$id", loader, () => import("./page.tsx"), "ReturnPage"),
] as const;

export const returnNavigation: readonly NavigationEntry[] = [
  { to: "/returns", icon: IconArrowBackUp, word: "returns", group: "daily", order: 25, under: "/orders" },
];
