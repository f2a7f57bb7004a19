import { hub, ofId, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export type PriceEdit = Shape<"PriceEdit">;
export type Previewed = Shape<"PriceEditPreview">;

const IS_OVER: ReadonlySet<PriceEdit["state"]> = new Set(["applied", "cancelled", "undone", "stopped"]);

export const priceEditQuery = (id: string) =>
  reading(["price-edits", id], () => hub.GET("/api/price-edits/{id}", ofId(id)), {
    // Where live events do not come through, its end is still seen.
    refetchInterval: ({ state }) => (state.data && IS_OVER.has(state.data.state) ? false : 2_000),
  });
