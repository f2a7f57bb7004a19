/** What the list of first steps is read from: nothing of it hangs on the home page's own figures. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { body, hub } from "./hub.ts";
import { membersQuery } from "./members.ts";
import { reading } from "./reading.ts";
import { locationsQuery } from "./reference-data.ts";
import { signUpQuery } from "./sign-up-query.ts";

export const invitationsQuery = reading(["settings", "invitations"], () => hub.GET("/api/invitations"));

/** Items of all channels that are linked to nothing, and how many are. */
export const linksQuery = queryOptions({
  queryKey: ["mappings", "counts"],
  queryFn: async () => {
    const { mapped, unmapped, suggested } = await body(hub.GET("/api/mappings/counts"));
    return { linked: mapped, waiting: unmapped + suggested };
  },
});

export const stockedQuery = reading(["inventory", "any-stocked"], () =>
  hub.GET("/api/inventory/levels", { params: { query: { stocked: "true", limit: 1 } } }),
);

const SHIPPED = { state: "shipped,in_transit,delivered,completed", isHistory: "false", limit: 1 } as const;

export const shippedQuery = reading(["orders", "any-shipped"], () =>
  hub.GET("/api/orders", { params: { query: SHIPPED } }),
);

/** Asks for all of it beside the home page's figures, not after them. */
export function readSteps(client: QueryClient): void {
  void client.prefetchQuery(linksQuery);
  void client.prefetchQuery(stockedQuery);
  void client.prefetchQuery(shippedQuery);
  void client.prefetchQuery(membersQuery);
  void client.prefetchQuery(invitationsQuery);
  void client.prefetchQuery(signUpQuery);
  void client.prefetchQuery(locationsQuery);
}
