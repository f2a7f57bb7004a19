/** What the product screens read. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ["products", id],
    queryFn: () => body(hub.GET("/api/products/{id}", { params: { path: { id } } })),
  });

const MOVING: readonly string[] = ["publishing", "updating"];
const LOOK_MS = 2_000;

/** How the product stands on each channel; asked again while something of it is on its way. */
export const channelsQuery = (id: string) =>
  queryOptions({
    queryKey: ["products", id, "channels"],
    queryFn: async () => (await body(hub.GET("/api/products/{id}/channels", { params: { path: { id } } }))).items,
    refetchInterval: ({ state }) => (state.data?.some((one) => MOVING.includes(one.state)) ? LOOK_MS : false),
  });

/** What each store shows of the product's stock, and why. */
export const shownQuery = (productId: string) =>
  queryOptions({
    queryKey: ["inventory", "explain", "product", productId],
    queryFn: async () => (await body(hub.GET("/api/inventory/explain", { params: { query: { productId } } }))).items,
  });

export const categoriesQuery = queryOptions({
  queryKey: ["categories"],
  queryFn: async () => (await body(hub.GET("/api/categories"))).items,
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", id],
    queryFn: () => body(hub.GET("/api/imports/{id}", { params: { path: { id } } })),
  });

export const importFieldsQuery = queryOptions({
  queryKey: ["import-fields"],
  queryFn: async () => (await body(hub.GET("/api/imports/fields"))).items,
  staleTime: Number.POSITIVE_INFINITY,
});
