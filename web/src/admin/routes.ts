import { IconShieldCog } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute, type RouteContext } from "../routing/roots.ts";
import { listSearch } from "../ui/list/list-search.ts";

/** The hub refuses everyone else anyway; they are not shown an empty frame. */
async function onlyOperator({ context }: { context: RouteContext }) {
  const session = await context.client.ensureQueryData(sessionQuery);
  if (session?.user?.isOperator !== true) throw redirect({ to: "/" });
}

const shared = {
  getParentRoute: () => appRoute,
  beforeLoad: onlyOperator,
  loader: loadTexts("admin"),
} as const;

export const adminRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/admin",
    beforeLoad: () => {
      throw redirect({ to: "/settings/admin/organizations", replace: true });
    },
  }),
  createRoute({
    ...shared,
    path: "/settings/admin/organizations",
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import("./organizations.tsx"), "AdminOrganizations"),
  }),
  createRoute({
    ...shared,
    path: "/settings/admin/users",
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import("./users.tsx"), "AdminUsers"),
  }),
  createRoute({
    ...shared,
    path: "/settings/admin/work",
    component: lazyRouteComponent(() => import("./work.tsx"), "AdminWork"),
  }),
  createRoute({
    ...shared,
    path: "/settings/admin/audit",
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import("./audit-trail.tsx"), "AdminAuditTrail"),
  }),
] as const;

export const adminNavigation: readonly NavigationEntry[] = [
  {
    to: "/settings/admin",
    icon: IconShieldCog,
    word: "admin",
    group: "house",
    order: 30,
    under: "/settings",
    needs: "operator",
  },
];
