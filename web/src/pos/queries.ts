/** What the point-of-sale screen reads. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

export const registersQuery = queryOptions({
  queryKey: ["pos", "registers"],
  queryFn: async () => (await body(hub.GET("/api/pos/registers"))).items,
});

export const staffQuery = queryOptions({
  queryKey: ["pos", "staff"],
  queryFn: async () => (await body(hub.GET("/api/pos/staff"))).items,
});

export const taxRatesQuery = queryOptions({
  queryKey: ["pos", "tax-rates"],
  queryFn: async () => (await body(hub.GET("/api/pos/tax-rates"))).items,
});

export const terminalQuery = (registerId: string) =>
  queryOptions({
    queryKey: ["pos", "registers", registerId, "terminal"],
    queryFn: () => body(hub.GET("/api/pos/registers/{registerId}/terminal", { params: { path: { registerId } } })),
  });

/** The last ones. */
export const sessionsQuery = queryOptions({
  queryKey: ["pos", "sessions"],
  queryFn: async () => (await body(hub.GET("/api/pos/sessions", { params: { query: { limit: 50 } } }))).items,
});

export const sessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ["pos", "sessions", sessionId],
    queryFn: () => body(hub.GET("/api/pos/sessions/{sessionId}", { params: { path: { sessionId } } })),
  });

/** The last ones. */
export const salesQuery = queryOptions({
  queryKey: ["pos", "sales"],
  queryFn: async () => (await body(hub.GET("/api/pos/sales", { params: { query: { limit: 50 } } }))).items,
});
