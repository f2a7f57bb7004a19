import { IconListCheck } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const runRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/channels/activity",
    validateSearch: listSearch,
    loader: loadWords("runs"),
    component: lazyRouteComponent(() => import("./list.tsx"), "RunList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/channels/activity/$id",
    loader: loadWords("runs"),
    component: lazyRouteComponent(() => import("./run.tsx"), "RunPage"),
  }),
] as const;

export const runNavigation: readonly NavigationEntry[] = [
  { to: "/channels/activity", icon: IconListCheck, word: "activity", group: "daily", order: 82, under: "/channels" },
];
