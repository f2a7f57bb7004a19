import { IconPlug } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { connectSearch } from "./connect/steps.ts";

const textSearch = (raw: Record<string, unknown>): { q?: string | undefined } =>
  typeof raw["q"] === "string" ? { q: raw["q"] } : {};

export const integrationRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/integrations",
    validateSearch: textSearch,
    loader: loadWords("integrations", "runs", "said"),
    component: lazyRouteComponent(() => import("./catalog.tsx"), "Catalog"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/integrations/connect/$provider",
    validateSearch: connectSearch,
    loader: loadWords("integrations", "runs", "said"),
    component: lazyRouteComponent(() => import("./connect/connect.tsx"), "Connect"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/integrations/$id",
    loader: loadWords("integrations", "runs", "said"),
    component: lazyRouteComponent(() => import("./settings.tsx"), "Settings"),
  }),
] as const;

export const integrationNavigation: readonly NavigationEntry[] = [
  { to: "/integrations", icon: IconPlug, word: "integrations", group: "channels", order: 20 },
];
