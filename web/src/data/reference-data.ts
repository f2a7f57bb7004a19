/** Short lists many screens choose from. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "./hub.ts";
import { readingItems } from "./reading.ts";

/** Every connected commerce channel, oldest first. */
export const storesQuery = readingItems(["stores", "known"], () =>
  hub.GET("/api/stores", { params: { query: { kind: "commerce", limit: 200 } } }),
);

/** Where stock lies, the default one first. */
export const locationsQuery = readingItems(["inventory", "locations"], () => hub.GET("/api/locations"));

/** Every connected courier. */
export const couriersQuery = queryOptions({
  queryKey: ["stores", "couriers"],
  queryFn: async () => {
    const query = { kind: "logistics", limit: 200 } as const;
    const { items } = await body(hub.GET("/api/stores", { params: { query } }));
    return items.filter(({ state }) => state === "active" || state === "error");
  },
});
