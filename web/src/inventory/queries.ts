/** What the stock screens read. */
import { useQuery } from "@tanstack/react-query";
import { hub, ofId } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";
import { locationsQuery } from "../data/reference-data.ts";

export function useLocations() {
  return useQuery(locationsQuery).data ?? [];
}

export const levelsOf = (variantId: string) =>
  readingItems(["inventory", "levels", variantId], () =>
    hub.GET("/api/inventory/levels", { params: { query: { variantId, limit: 200 } } }),
  );

export const explanationsOf = (variantId: string) =>
  readingItems(["inventory", "explain", variantId], () =>
    hub.GET("/api/inventory/explain", { params: { query: { variantId } } }),
  );

export const lotsOf = (variantId: string) =>
  readingItems(["lots", variantId], () => hub.GET("/api/lots", { params: { query: { variantId, limit: 200 } } }));

export const lotsLeft = (variantId: string) =>
  readingItems(["lots", variantId, "left"], () =>
    hub.GET("/api/lots", { params: { query: { variantId, hasUnits: "true", limit: 200 } } }),
  );

export const lotSettingQuery = (variantId: string) =>
  reading(["lots", "setting", variantId], () => hub.GET("/api/variants/{id}/lot-setting", ofId(variantId)));

export const lotQuery = (variantId: string, lot: string) =>
  reading(["lots", variantId, lot], () => hub.GET("/api/lots", { params: { query: { variantId, lot } } }));

export const variantQuery = (id: string) =>
  reading(["products", "variant", id], () => hub.GET("/api/variants/{id}", ofId(id)));

export const documentQuery = (id: string) =>
  reading(["stock-documents", id], () => hub.GET("/api/stock-documents/{id}", ofId(id)));

export const countQuery = (id: string) =>
  reading(["stock-counts", id], () => hub.GET("/api/stock-counts/{id}", ofId(id)));
