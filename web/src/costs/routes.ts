import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import { appRoute } from "../routing/roots.ts";

export const costRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/inventory/costs",
    loader: loadWords("inventory", "costs", "said"),
    component: lazyRouteComponent(() => import("./costs.tsx"), "Costs"),
  }),
] as const;
