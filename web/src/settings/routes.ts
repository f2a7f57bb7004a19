import { IconSettings } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("settings", "said");

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings",
    beforeLoad: async ({ context }) => {
      const session = await context.client.ensureQueryData(sessionQuery);
      const manages = session?.actions.includes("manage_members") === true;
      throw redirect({ to: manages ? "/settings/organization" : "/settings/team", replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/organization",
    loader,
    component: lazyRouteComponent(() => import("./organization.tsx"), "OrganizationSettings"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/team",
    loader,
    component: lazyRouteComponent(() => import("./team.tsx"), "Team"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/api-keys",
    loader,
    component: lazyRouteComponent(() => import("./api-keys.tsx"), "ApiKeys"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/webhooks",
    loader,
    component: lazyRouteComponent(() => import("./webhooks.tsx"), "Webhooks"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/webhooks/$endpointId",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./webhook.tsx"), "Webhook"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/notifications",
    loader,
    component: lazyRouteComponent(() => import("./notifications.tsx"), "NotificationSettings"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/account",
    loader,
    component: lazyRouteComponent(() => import("./account.tsx"), "Account"),
  }),
] as const;

export const settingsNavigation: readonly NavigationEntry[] = [
  { to: "/settings", icon: IconSettings, word: "settings", group: "house", order: 10 },
];
