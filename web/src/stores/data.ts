/** What is read of stores and other connected accounts. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { paths } from "../../../sdk/index.ts";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { listQuery } from "../data/pages.ts";
import { reading, readingItems } from "../data/reading.ts";
import { hasSync, type Provider, providerOfQuery } from "../integrations/data.ts";

export type { Provider };
export type Store = Shape<"Store">;
export type Health = Shape<"StoreHealth">;

export const storeQuery = (id: string) =>
  reading(["stores", id, "store"], ({ signal }) => hub.GET("/api/stores/{id}", { ...ofId(id), signal }));

/** Orders not shipped yet, and the units they hold. */
export const openOrdersQuery = (id: string) =>
  reading(["stores", id, "open-orders"], ({ signal }) =>
    hub.GET("/api/stores/{id}/open-orders", { ...ofId(id), signal }),
  );

/** Kept: an open page shows what waits without being asked by an event for every piece. */
const HEALTH_EVERY_MS = 30_000;

export const healthQuery = (id: string) =>
  reading(["stores", id, "health"], ({ signal }) => hub.GET("/api/stores/{id}/health", { ...ofId(id), signal }), {
    refetchInterval: HEALTH_EVERY_MS,
  });

export const statisticsQuery = (id: string) =>
  reading(["stores", id, "statistics"], ({ signal }) =>
    hub.GET("/api/stores/{id}/statistics", { ...ofId(id), signal }),
  );

export const syncStatusQuery = (id: string) =>
  reading(["stores", id, "sync-status"], ({ signal }) =>
    hub.GET("/api/stores/{id}/sync-status", { ...ofId(id), signal }),
  );

/** Which reports of its platform the store takes, and whether it gives stock files. */
export const fileKindsQuery = (id: string) =>
  reading(
    ["stores", id, "file-kinds"],
    ({ signal }) => hub.GET("/api/stores/{id}/file-kinds", { ...ofId(id), signal }),
    {
      staleTime: Number.POSITIVE_INFINITY,
    },
  );

/** How many items of the store are linked, not linked, left out and gone. */
export const linkCountsQuery = (id: string) =>
  queryOptions({
    queryKey: ["mappings", id, "counts"],
    queryFn: async ({ signal }) =>
      (await body(hub.GET("/api/stores/{id}/mappings", { params: { path: { id }, query: { limit: 1 } }, signal })))
        .counts,
  });

/** Items whose product is likely known, for a person to look at. */
export const suggestionsQuery = (id: string) =>
  listQuery("mappings", "/api/stores/{id}/mappings/suggestions", { params: { id } });

export const allocationQuery = (id: string) =>
  reading(["stores", id, "allocation"], ({ signal }) =>
    hub.GET("/api/stores/{id}/allocation", { ...ofId(id), signal }),
  );

/** Locations of the channel, or a courier's pickup addresses, and which of ours each stands for. */
export const channelLocationsQuery = (id: string) =>
  readingItems(["stores", id, "locations"], () => hub.GET("/api/stores/{id}/locations", ofId(id)));

type PreviewPost = paths["/api/stores/{id}/locations/preview"]["post"];
export type LocationsPreviewed = PreviewPost["responses"][200]["content"]["application/json"];

/** What would be sent if the channel's locations stood for these of ours. */
export const locationsPreviewQuery = (
  id: string,
  locations: PreviewPost["requestBody"]["content"]["application/json"]["locations"],
) =>
  reading(["stores", id, "locations-preview", locations], ({ signal }) =>
    hub.POST("/api/stores/{id}/locations/preview", { ...ofId(id), body: { locations }, signal }),
  );

/** The shop's own words for order statuses, and what they mean here. */
export const statusTextsQuery = (id: string) =>
  readingItems(["stores", id, "order-statuses"], () => hub.GET("/api/stores/{id}/order-statuses", ofId(id)));

export const priceRulesQuery = (id: string) =>
  readingItems(["prices", id, "rules"], ({ signal }) =>
    hub.GET("/api/stores/{id}/price-rules", { ...ofId(id), signal }),
  );

/** The currency the store sells in, where its platform told it. */
export function currencyOf(store: Store | undefined): string | undefined {
  const currency = store?.facts["currency"];
  return typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
}

/** A step of connecting it: its credentials, what to sync. */
export const wizardOf = ({ id, provider }: Pick<Store, "id" | "provider">, step: "credentials" | "choose") =>
  ({ to: "/channels/connect/$provider", params: { provider }, search: { store: id, step } }) as const;

/** What is known of the store's platform; undefined until it is. */
export const useProvider = (storeId: string): Provider | undefined => useQuery(providerOfQuery(storeId)).data;

/** The platform has no interface the hub could ask: its reports are carried here, our stock files there. */
export const isByFiles = (store: Pick<Store, "kind">, provider: Provider | undefined): boolean =>
  store.kind === "commerce" && provider !== undefined && !hasSync(provider);

/** The hub looks at the platform by itself. */
export const isSyncRequested = ({ state }: Pick<Store, "state">): boolean =>
  state === "active" || state === "paused" || state === "error";
