/** What screens read of orders that share a parcel, or could. */
import { hub, ofId, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export type Merge = Shape<"OrderMerge">;
export type MergeSuggestion = Shape<"MergeSuggestion">;

/** Below the order, so that what happens to it makes it old. */
export const mergingQuery = (orderId: string) =>
  reading(["orders", orderId, "merging"], () => hub.GET("/api/orders/{id}/merging", ofId(orderId)));

export const mergeSettingsQuery = reading(["shipping", "merging"], () => hub.GET("/api/order-merge-settings"));
