import { hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export const organizationQuery = reading(["settings", "organization"], () => hub.GET("/api/organization"));

/** What each role may do is the hub's to say. */
export const rolesQuery = reading(["settings", "roles"], () => hub.GET("/api/roles"), { staleTime: 60_000 });

export const apiKeysQuery = reading(["settings", "api-keys"], () => hub.GET("/api/api-keys"));

export const endpointsQuery = reading(["webhooks", "endpoints"], () => hub.GET("/api/webhook-endpoints"));

export const eventTypesQuery = reading(
  ["webhooks", "event-types"],
  () => hub.GET("/api/webhook-endpoints/event-types"),
  { staleTime: Number.POSITIVE_INFINITY },
);

export const preferencesQuery = reading(["settings", "notifications"], () => hub.GET("/api/notifications/preferences"));

export const weeklySummaryQuery = reading(["notifications", "weekly-summary"], () =>
  hub.GET("/api/notifications/weekly-summary"),
);

export const pushDevicesQuery = reading(["notifications", "devices"], () => hub.GET("/api/notifications/devices"));
