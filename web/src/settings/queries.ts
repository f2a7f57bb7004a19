import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

export const organizationQuery = queryOptions({
  queryKey: ["settings", "organization"],
  queryFn: () => body(hub.GET("/api/organization")),
});

export const membersQuery = queryOptions({
  queryKey: ["settings", "members"],
  queryFn: () => body(hub.GET("/api/members")),
});

/** What each role may do is the hub's to say. */
export const rolesQuery = queryOptions({
  queryKey: ["settings", "roles"],
  queryFn: () => body(hub.GET("/api/roles")),
  staleTime: 60_000,
});

export const invitationsQuery = queryOptions({
  queryKey: ["settings", "invitations"],
  queryFn: () => body(hub.GET("/api/invitations")),
});

export const apiKeysQuery = queryOptions({
  queryKey: ["settings", "api-keys"],
  queryFn: () => body(hub.GET("/api/api-keys")),
});

export const endpointsQuery = queryOptions({
  queryKey: ["webhooks", "endpoints"],
  queryFn: () => body(hub.GET("/api/webhook-endpoints")),
});

export const eventTypesQuery = queryOptions({
  queryKey: ["webhooks", "event-types"],
  queryFn: () => body(hub.GET("/api/webhook-endpoints/event-types")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const preferencesQuery = queryOptions({
  queryKey: ["settings", "notifications"],
  queryFn: () => body(hub.GET("/api/notifications/preferences")),
});

export const weeklySummaryQuery = queryOptions({
  queryKey: ["notifications", "weekly-summary"],
  queryFn: () => body(hub.GET("/api/notifications/weekly-summary")),
});
