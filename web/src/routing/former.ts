/** Addresses screens had before: kept in bookmarks, mails and other programs, they lead to where the screen is now. */
import { createRoute, redirect } from "@tanstack/react-router";
import { rootRoute } from "./roots.ts";

/** `$id` stands for itself; the query goes along, and what follows "?" here is added to it. */
const FORMER: readonly (readonly [from: string, to: string])[] = [
  ["/stores", "/channels"],
  ["/stores/$id", "/channels/$id"],
  ["/integrations", "/channels/add"],
  ["/integrations/connect/$id", "/channels/connect/$id"],
  ["/integrations/$id", "/channels/$id?tab=settings"],
  ["/runs", "/channels/activity"],
  ["/runs/$id", "/channels/activity/$id"],
  ["/alerts", "/inbox"],
  ["/conflicts", "/inbox/conflicts"],
  ["/settings/shipping-rules", "/automation"],
  ["/audit", "/settings/audit"],
  ["/admin", "/settings/admin"],
  ["/admin/$id", "/settings/admin/$id"],
];

export const formerRoutes = FORMER.map(([from, to]) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path: from,
    beforeLoad: ({ params, location }) => {
      const { id = "" } = params as { readonly id?: string };
      const [path = to, added = ""] = to.split("?");
      const search = { ...location.search, ...Object.fromEntries(new URLSearchParams(added)) };
      throw redirect({ to: path.replace("$id", encodeURIComponent(id)), search, replace: true });
    },
  }),
);
