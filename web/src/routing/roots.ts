/** The routes that others hang from: the page itself, and everything behind the sign-in. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";
import { Layout } from "../shell/layout.tsx";
import { Root } from "../shell/root.tsx";
import type { NavigationEntry } from "./navigation.ts";

export interface RouteContext {
  readonly client: QueryClient;
  /** Every subject's entries. */
  readonly navigation: readonly NavigationEntry[];
}

export const rootRoute = createRootRouteWithContext<RouteContext>()({
  component: Root,
});

/** Screens of people who are signed in and work in an organization. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: "/sign-in", search: { back: location.href } });
    if (session.organization === null) throw redirect({ to: "/welcome" });
  },
  component: Layout,
});
