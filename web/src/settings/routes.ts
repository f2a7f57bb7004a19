import { IconSettings } from "@tabler/icons-react";
import { createRoute, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("settings", "hub-messages");

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
  screenRoute("/settings/organization", loader, () => import("./organization.tsx"), "OrganizationSettings"),
  screenRoute("/settings/team", loader, () => import("./team.tsx"), "Team"),
  screenRoute("/settings/api-keys", loader, () => import("./api-keys.tsx"), "ApiKeys"),
  screenRoute("/settings/webhooks", loader, () => import("./webhooks.tsx"), "Webhooks"),
  listRoute("/settings/webhooks/$endpointId", loader, () => import("./webhook.tsx"), "Webhook"),
  screenRoute("/settings/notifications", loader, () => import("./notifications.tsx"), "NotificationSettings"),
  screenRoute("/settings/account", loader, () => import("./account.tsx"), "Account"),
] as const;

export const settingsNavigation: readonly NavigationEntry[] = [
  { to: "/settings", icon: IconSettings, word: "settings", group: "house", order: 10 },
];
