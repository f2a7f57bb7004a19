import { createRoute, redirect } from "@tanstack/react-router";
import { appRoute } from "../routing/roots.ts";

export const homeRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/orders" });
    },
  }),
] as const;
