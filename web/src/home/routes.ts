import { IconHome } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { periodSearch } from "../routing/searches.ts";
import { homeQuery } from "./query.ts";

const texts = loadTexts("home", "inbox", "alerts/sign", "hub-messages/alerts");

export const homeRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/",
    validateSearch: periodSearch,
    loader: async ({ context }) => {
      // The figures are on their way while the screen is fetched; what fails is said on it.
      void context.client.prefetchQuery(homeQuery);
      await texts();
    },
    component: lazyRouteComponent(() => import("./home.tsx"), "HomeScreen"),
  }),
] as const;

export const homeNavigation: readonly NavigationEntry[] = [
  { to: "/", icon: IconHome, word: "home", group: "daily", order: 10, isOnPhoneBar: true },
];
