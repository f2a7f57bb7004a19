import { IconCashRegister } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";

export const posRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/point-of-sale",
    loader: loadWords("pos"),
    component: lazyRouteComponent(() => import("./page.tsx"), "PointOfSale"),
  }),
] as const;

export const posNavigation: readonly NavigationEntry[] = [
  { to: "/point-of-sale", icon: IconCashRegister, word: "pos", group: "daily", order: 81, under: "/channels" },
];
