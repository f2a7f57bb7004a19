/** Short lists many screens choose from. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "./hub.ts";

/** Every connected store, oldest first. */
export const storesQuery = queryOptions({
  queryKey: ["stores", "known"],
  queryFn: async () => (await body(hub.GET("/api/stores", { params: { query: { limit: 200 } } }))).items,
});

/** Where stock lies, the default one first. */
export const locationsQuery = queryOptions({
  queryKey: ["inventory", "locations"],
  queryFn: async () => (await body(hub.GET("/api/locations"))).items,
});
