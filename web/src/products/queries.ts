/** What the product screens read. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ["products", id],
    queryFn: () => body(hub.GET("/api/products/{id}", { params: { path: { id } } })),
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
