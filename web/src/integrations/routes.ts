import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import { appRoute } from "../routing/roots.ts";
import { connectSearch } from "./connect/steps.ts";

const textSearch = (raw: Record<string, unknown>): { q?: string | undefined } =>
  typeof raw["q"] === "string" ? { q: raw["q"] } : {};

export const integrationRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/channels/add",
    validateSearch: textSearch,
    loader: loadWords("integrations", "runs", "hub-messages"),
    component: lazyRouteComponent(() => import("./catalog.tsx"), "Catalog"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/channels/connect/$provider",
    validateSearch: connectSearch,
    loader: loadWords("integrations", "runs", "hub-messages"),
    component: lazyRouteComponent(() => import("./connect/connect.tsx"), "Connect"),
  }),
] as const;
