/** What the cost screens read. */
import { infiniteQueryOptions, useQueryClient } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export type DatedCost = Shape<"VariantCost">;

export const costSettingsQuery = reading(["costs", "settings"], () => hub.GET("/api/costs/settings"));

/** So many are filled in at once. */
const MOST_SHOWN = 50;

export const missingCostsQuery = reading(["costs", "missing"], () =>
  hub.GET("/api/costs/missing", { params: { query: { limit: MOST_SHOWN } } }),
);

export const costsOf = (variantId: string) =>
  infiniteQueryOptions({
    queryKey: ["costs", "of", variantId],
    queryFn: ({ pageParam }) =>
      body(
        hub.GET("/api/variants/{id}/costs", {
          params: { path: { id: variantId }, query: { limit: 25, ...(pageParam !== "" && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** Reads anew what follows from costs. */
export function useCostsChanged(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(["costs", "products", "analytics"].map((subject) => client.invalidateQueries({ queryKey: [subject] })));
}
