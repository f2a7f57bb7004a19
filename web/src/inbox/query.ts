import { hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

/** How much of each kind needs a person. Under the alerts' key: whatever raises one of these tells of an alert or an order. */
export const inboxQuery = reading(["alerts", "inbox"], ({ signal }) => hub.GET("/api/inbox/counts", { signal }));
