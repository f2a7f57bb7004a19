/** Short lists many screens choose from. */
import { hub } from "./hub.ts";
import { readingItems } from "./reading.ts";

/** Every connected commerce channel, oldest first. */
export const storesQuery = readingItems(["stores", "known"], () =>
  hub.GET("/api/stores", { params: { query: { kind: "commerce", limit: 200 } } }),
);

/** Where stock lies, the default one first. */
export const locationsQuery = readingItems(["inventory", "locations"], () => hub.GET("/api/locations"));
