import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadTexts } from "../i18n/language.ts";
import { appRoute } from "../routing/roots.ts";
import { wordSearch } from "../routing/searches.ts";
import { connectSearch } from "./connect/steps.ts";

export const integrationRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/channels/add",
    validateSearch: wordSearch,
    loader: loadTexts("integrations", "runs", "hub-messages"),
    component: lazyRouteComponent(() => import("./catalog.tsx"), "Catalog"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/channels/connect/$provider",
    validateSearch: connectSearch,
    loader: loadTexts("integrations", "runs", "hub-messages"),
    component: lazyRouteComponent(() => import("./connect/connect.tsx"), "Connect"),
  }),
] as const;
