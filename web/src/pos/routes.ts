import { IconCashRegister } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { screenRoute } from "../routing/screen.ts";

export const posRoutes = [
  screenRoute("/point-of-sale", loadTexts("pos"), () => import("./page.tsx"), "PointOfSale"),
] as const;

export const posNavigation: readonly NavigationEntry[] = [
  { to: "/point-of-sale", icon: IconCashRegister, word: "pos", group: "daily", order: 81, under: "/channels" },
];
