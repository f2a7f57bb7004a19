import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../data/session.ts";
import { loadWords } from "../i18n/language.ts";
import { type RouteContext, rootRoute } from "../routing/roots.ts";
import { screenRoute } from "../routing/screen.ts";

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Only an address of this dashboard: a link must not lead elsewhere after the sign-in. */
function backSearch(raw: Record<string, unknown>): { back?: string | undefined } {
  const back = raw["back"];
  return typeof back === "string" && /^\/(?![/\\])/.test(back) ? { back } : {};
}

/** The link mailed to an address names it, with what proves it. */
interface SignUpSearch {
  back?: string | undefined;
  email?: string | undefined;
  proof?: string | undefined;
}

/** Who is in already has nothing to do here. */
async function onlyOutside({ context, search }: { context: RouteContext; search: { back?: string | undefined } }) {
  const session = await context.client.ensureQueryData(sessionQuery);
  if (session !== null) throw redirect({ href: search.back ?? "/" });
}

export const firstRunRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/sign-in",
    // `error` is the code with which the provider's callback turned somebody away.
    validateSearch: (raw: Record<string, unknown>): { back?: string | undefined; error?: string | undefined } => {
      const error = textOf(raw["error"]);
      return { ...backSearch(raw), ...(error !== undefined && { error }) };
    },
    beforeLoad: onlyOutside,
    loader: loadWords("first-run"),
    component: lazyRouteComponent(() => import("./sign-in.tsx"), "SignIn"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/sign-up",
    validateSearch: (raw: Record<string, unknown>): SignUpSearch => {
      const [email, proof] = [textOf(raw["email"]), textOf(raw["proof"])];
      return { ...backSearch(raw), ...(email !== undefined && proof !== undefined && { email, proof }) };
    },
    beforeLoad: onlyOutside,
    loader: loadWords("first-run"),
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
    loader: loadWords("first-run"),
    component: lazyRouteComponent(() => import("./welcome.tsx"), "Welcome"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/forgot",
    loader: loadWords("first-run"),
    component: lazyRouteComponent(() => import("./forgot.tsx"), "Forgot"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/reset-password",
    validateSearch: ({ token, error }: Record<string, unknown>) => ({ token: textOf(token), error: textOf(error) }),
    loader: loadWords("first-run"),
    component: lazyRouteComponent(() => import("./reset-password.tsx"), "ResetPassword"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/invitation",
    validateSearch: ({ token }: Record<string, unknown>) => ({ token: textOf(token) }),
    beforeLoad: async ({ context, location }) => {
      const session = await context.client.ensureQueryData(sessionQuery);
      if (session === null) throw redirect({ to: "/sign-in", search: { back: location.href } });
    },
    loader: loadWords("first-run"),
    component: lazyRouteComponent(() => import("./invitation.tsx"), "Invitation"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/setup",
    validateSearch: ({ token }: Record<string, unknown>) => ({ token: textOf(token) }),
    beforeLoad: async ({ context, location }) => {
      const session = await context.client.ensureQueryData(sessionQuery);
      if (session === null) throw redirect({ to: "/sign-up", search: { back: location.href } });
    },
    loader: loadWords("first-run"),
    component: lazyRouteComponent(() => import("./setup.tsx"), "Setup"),
  }),
] as const;

/** Within the dashboard's frame: there is an organization by now. */
export const startRoutes = [
  screenRoute("/start", loadWords("first-run", "integrations"), () => import("./start.tsx"), "Start"),
] as const;
