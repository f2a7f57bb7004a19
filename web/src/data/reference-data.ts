/** Short lists many screens choose from. */
import { hub } from "./hub.ts";
import { readingItems } from "./reading.ts";

/** Every connected store, oldest first. */
export const storesQuery = readingItems(["stores", "known"], () =>
  hub.GET("/api/stores", { params: { query: { limit: 200 } } }),
);

/** Where stock lies, the default one first. */
export const locationsQuery = readingItems(["inventory", "locations"], () => hub.GET("/api/locations"));
