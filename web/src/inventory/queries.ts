/** What the stock screens read. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

export const locationsQuery = queryOptions({
  queryKey: ["inventory", "locations"],
  queryFn: async () => (await body(hub.GET("/api/locations"))).items,
});

export function useLocations() {
  return useQuery(locationsQuery).data ?? [];
}

export const levelsOf = (variantId: string) =>
  queryOptions({
    queryKey: ["inventory", "levels", variantId],
    queryFn: async () =>
      (await body(hub.GET("/api/inventory/levels", { params: { query: { variantId, limit: 200 } } }))).items,
  });

export const explanationsOf = (variantId: string) =>
  queryOptions({
    queryKey: ["inventory", "explain", variantId],
    queryFn: async () => (await body(hub.GET("/api/inventory/explain", { params: { query: { variantId } } }))).items,
  });

export const variantQuery = (id: string) =>
  queryOptions({
    queryKey: ["products", "variant", id],
    queryFn: () => body(hub.GET("/api/variants/{id}", { params: { path: { id } } })),
  });

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: ["stock-documents", id],
    queryFn: () => body(hub.GET("/api/stock-documents/{id}", { params: { path: { id } } })),
  });

export const countQuery = (id: string) =>
  queryOptions({
    queryKey: ["stock-counts", id],
    queryFn: () => body(hub.GET("/api/stock-counts/{id}", { params: { path: { id } } })),
  });
