import { IconFileSearch } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const auditRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/audit",
    validateSearch: listSearch,
    loader: loadWords("audit"),
    component: lazyRouteComponent(() => import("./list.tsx"), "AuditList"),
  }),
] as const;

export const auditNavigation: readonly NavigationEntry[] = [
  {
    to: "/settings/audit",
    icon: IconFileSearch,
    word: "audit",
    group: "house",
    order: 20,
    under: "/settings",
    needs: "manage_members",
  },
];
