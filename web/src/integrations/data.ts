/** What the hub knows of platforms, of what is connected, and of plans and runs of the store being set up. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { operations } from "../../../sdk/index.ts";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";
import { languageShown } from "../i18n/language.ts";

export type Connection = Shape<"Store">;
export type PlanItem = Shape<"PlanItem">;

const readCatalog = () => body(hub.GET("/api/integrations/catalog"));
export type Card = Awaited<ReturnType<typeof readCatalog>>["sections"][number]["providers"][number];

/** Worded in the language shown; while another is asked for, the former stays. */
export const catalogQuery = () =>
  queryOptions({
    queryKey: ["integrations", "catalog", languageShown()],
    queryFn: readCatalog,
    placeholderData: keepPreviousData,
  });

const readProvider = (provider: string) =>
  body(hub.GET("/api/integrations/providers/{provider}", { params: { path: { provider } } }));
export type Provider = Awaited<ReturnType<typeof readProvider>>;
export type Field = Provider["setupFormFields"][number];

export const providerQuery = (provider: string) =>
  queryOptions({
    queryKey: ["integrations", "provider", provider, languageShown()],
    queryFn: () => readProvider(provider),
    placeholderData: keepPreviousData,
  });

/** The organization's own app with the platform, without its values. */
export const ownAppQuery = (provider: string) =>
  reading(["integrations", "app", provider], () =>
    hub.GET("/api/integrations/providers/{provider}/app", { params: { path: { provider } } }),
  );

/** Asked for beside the connection: its provider is known only with it. */
export const providerOfQuery = (connectionId: string) =>
  reading(
    ["integrations", "provider-of", connectionId, languageShown()],
    () => hub.GET("/api/stores/{id}/provider", ofId(connectionId)),
    { placeholderData: keepPreviousData },
  );

/** False: there is nothing to choose or to preview, as of couriers and of accounts of files. */
export const hasSync = ({ capabilities }: Pick<Provider, "capabilities">): boolean =>
  capabilities.includes("products") || capabilities.includes("orders");

/** Everything connected; with "draft", forms that were left open. */
export const connectionsQuery = (state?: "draft") =>
  reading(["stores", "connections", state ?? ""], () =>
    hub.GET("/api/stores", { params: { query: { limit: 200, ...(state !== undefined && { state }) } } }),
  );

/** Accounts of this platform that were disconnected: connecting one of them again brings its store back. */
export const formerQuery = (provider: string) =>
  readingItems(["stores", "former", provider], () =>
    hub.GET("/api/stores", { params: { query: { provider, state: "deleted", limit: 20 } } }),
  );

export const connectionQuery = (id: string) => reading(["stores", id], () => hub.GET("/api/stores/{id}", ofId(id)));

const readAccounts = (id: string) => body(hub.GET("/api/stores/{id}/accounts", ofId(id)));
export type Account = Awaited<ReturnType<typeof readAccounts>>["accounts"][number];

/** What the consent that waits on a draft covers. */
export const accountsQuery = (id: string) =>
  queryOptions({ queryKey: ["stores", id, "accounts"], queryFn: () => readAccounts(id) });

export const sandboxesQuery = reading(["stores", "sandboxes"], () => hub.GET("/api/sandboxes"));

export type Plan = Awaited<ReturnType<typeof readPlan>>;
export type PlanGroup = Plan["counts"][number];

type RequestedPlan = NonNullable<operations["getStoresByIdPlan"]["parameters"]["query"]>;

const readPlan = (id: string, query: RequestedPlan) =>
  body(hub.GET("/api/stores/{id}/plan", { params: { path: { id }, query } }));

/** What the plan of this run holds; without one, the store's newest. */
export const planQuery = (id: string, runId?: string) =>
  queryOptions({
    queryKey: ["plans", id, "summary", runId ?? ""],
    queryFn: () => readPlan(id, { limit: 1, ...(runId !== undefined && { runId }) }),
  });

const planItems = (id: string, name: string, query: RequestedPlan & { readonly runId: string }) =>
  infiniteQueryOptions({
    queryKey: ["plans", id, name, query],
    queryFn: ({ pageParam }) =>
      readPlan(id, { ...query, limit: 50, ...(pageParam !== undefined && { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** One group's items, page after page. */
export const planItemsQuery = (
  id: string,
  { action, entity, field }: Pick<PlanGroup, "action" | "entity" | "field">,
  runId: string,
) => planItems(id, "items", { runId, action, entity, ignored: "false", field: field ?? "" });

/** What is never to be asked about again, of every kind. */
export const ignoredItemsQuery = (id: string, runId: string) => planItems(id, "ignored", { runId, ignored: "true" });

const storesWithRun = async (type: string, limit: number) => {
  const { items } = await body(hub.GET("/api/runs", { params: { query: { type, limit } } }));
  return items.map(({ storeId }) => storeId);
};

/** Stores whose first sync was begun. Asked for all at once: a store has one or two such runs. */
export const startedQuery = queryOptions({
  queryKey: ["runs", "begun"],
  queryFn: async () =>
    (await Promise.all(["apply", "initial_sync", "import_orders"].map((type) => storesWithRun(type, 200)))).flat(),
});

/** Stores with a preview. */
export const previewsQuery = queryOptions({
  queryKey: ["runs", "plans"],
  queryFn: () => storesWithRun("plan", 50),
});
