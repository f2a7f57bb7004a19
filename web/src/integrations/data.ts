/** What the hub knows of platforms, of what is connected, and of plans and runs of the store being set up. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";

export type Connection = Shape<"Store">;
export type Run = Shape<"Run">;
export type PlanItem = Shape<"PlanItem">;

const readCatalog = () => body(hub.GET("/api/integrations/catalog"));
export type Card = Awaited<ReturnType<typeof readCatalog>>["sections"][number]["providers"][number];

export const catalogQuery = queryOptions({ queryKey: ["integrations", "catalog"], queryFn: readCatalog });

const readProvider = (provider: string) =>
  body(hub.GET("/api/integrations/providers/{provider}", { params: { path: { provider } } }));
export type Provider = Awaited<ReturnType<typeof readProvider>>;
export type Field = Provider["setupFormFields"][number];

export const providerQuery = (provider: string) =>
  queryOptions({ queryKey: ["integrations", "provider", provider], queryFn: () => readProvider(provider) });

/** Everything connected; with "draft", forms that were left open. */
export const connectionsQuery = (state?: "draft") =>
  queryOptions({
    queryKey: ["stores", "connections", state ?? ""],
    queryFn: () =>
      body(hub.GET("/api/connections", { params: { query: { limit: 200, ...(state !== undefined && { state }) } } })),
  });

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["stores", id],
    queryFn: () => body(hub.GET("/api/connections/{id}", { params: { path: { id } } })),
  });

const readAccounts = (id: string) => body(hub.GET("/api/connections/{id}/accounts", { params: { path: { id } } }));
export type Account = Awaited<ReturnType<typeof readAccounts>>["accounts"][number];

/** What the consent that waits on a draft covers. */
export const accountsQuery = (id: string) =>
  queryOptions({ queryKey: ["stores", id, "accounts"], queryFn: () => readAccounts(id) });

export const sandboxesQuery = queryOptions({
  queryKey: ["stores", "sandboxes"],
  queryFn: () => body(hub.GET("/api/sandboxes")),
});

export type Plan = Awaited<ReturnType<typeof readPlan>>;
export type PlanGroup = Plan["counts"][number];

const readPlan = (id: string, limit: number) =>
  body(hub.GET("/api/stores/{id}/plan", { params: { path: { id }, query: { limit } } }));

export const planQuery = (id: string) =>
  queryOptions({ queryKey: ["plans", id, "summary"], queryFn: () => readPlan(id, 1) });

/** One group's items, page after page. */
export const planItemsQuery = (id: string, group: Pick<PlanGroup, "action" | "entity" | "field">, runId: string) =>
  infiniteQueryOptions({
    queryKey: ["plans", id, "items", group.action, group.entity, group.field ?? "", runId],
    queryFn: ({ pageParam }) =>
      body(
        hub.GET("/api/stores/{id}/plan", {
          params: {
            path: { id },
            query: {
              runId,
              limit: 50,
              action: group.action,
              entity: group.entity,
              ...(group.field !== null && { field: group.field }),
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const runsQuery = (storeId: string) =>
  queryOptions({
    queryKey: ["runs", "of", storeId],
    queryFn: () => body(hub.GET("/api/runs", { params: { query: { storeId, limit: 20 } } })),
  });
