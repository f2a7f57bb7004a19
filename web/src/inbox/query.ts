import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

/** How much of each kind needs a person. Under the alerts' key: whatever raises one of these tells of an alert or an order. */
export const inboxQuery = queryOptions({
  queryKey: ["alerts", "inbox"],
  queryFn: ({ signal }) => body(hub.GET("/api/inbox/counts", { signal })),
});
