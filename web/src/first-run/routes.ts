import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";
import { loadTexts } from "../i18n/language.ts";
import { ownAddress } from "../routing/own-address.ts";
import { type RouteContext, rootRoute } from "../routing/roots.ts";
import { screenRoute } from "../routing/screen.ts";
import { resetSearch, signInSearch, signUpSearch, tokenSearch } from "../routing/searches.ts";

/** Who is in already has nothing to do here. */
async function onlyOutside({ context, search }: { context: RouteContext; search: { back?: string | undefined } }) {
  const session = await context.client.ensureQueryData(sessionQuery);
  if (session !== null) throw redirect({ href: ownAddress(search.back) ?? "/" });
}

export const firstRunRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/sign-in",
    validateSearch: signInSearch,
    beforeLoad: onlyOutside,
    loader: loadTexts("first-run"),
    component: lazyRouteComponent(() => import("./sign-in.tsx"), "SignIn"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/sign-up",
    validateSearch: signUpSearch,
    beforeLoad: onlyOutside,
    loader: loadTexts("first-run"),
    component: lazyRouteComponent(() => import("./sign-up.tsx"), "SignUp"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/welcome",
    beforeLoad: async ({ context }) => {
      const session = await context.client.ensureQueryData(sessionQuery);
      if (session === null) throw redirect({ to: "/sign-in" });
      if (session.organization !== null) throw redirect({ to: "/" });
    },
    loader: loadTexts("first-run"),
    component: lazyRouteComponent(() => import("./welcome.tsx"), "Welcome"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/forgot",
    loader: loadTexts("first-run"),
    component: lazyRouteComponent(() => import("./forgot.tsx"), "Forgot"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/reset-password",
    validateSearch: resetSearch,
    loader: loadTexts("first-run"),
    component: lazyRouteComponent(() => import("./reset-password.tsx"), "ResetPassword"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/invitation",
    validateSearch: tokenSearch,
    beforeLoad: async ({ context, location }) => {
      const session = await context.client.ensureQueryData(sessionQuery);
      if (session === null) throw redirect({ to: "/sign-in", search: { back: location.href } });
    },
    loader: loadTexts("first-run"),
    component: lazyRouteComponent(() => import("./invitation.tsx"), "Invitation"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/setup",
    validateSearch: tokenSearch,
    beforeLoad: async ({ context, location }) => {
      const session = await context.client.ensureQueryData(sessionQuery);
      if (session === null) throw redirect({ to: "/sign-up", search: { back: location.href } });
    },
    loader: loadTexts("first-run"),
    component: lazyRouteComponent(() => import("./setup.tsx"), "Setup"),
  }),
] as const;

/** Within the dashboard's frame: there is an organization by now. */
export const startRoutes = [
  screenRoute("/start", loadTexts("first-run", "integrations"), () => import("./start.tsx"), "Start"),
] as const;
