/** What every store of the organization is called, for filters and for rows that know only an id. */
import { useQuery } from "@tanstack/react-query";
import { named } from "../i18n/options.ts";
import { hub, type Shape } from "./hub.ts";
import { readingItems } from "./reading.ts";

export const storeNamesQuery = readingItems(["stores", "names"], ({ signal }) =>
  hub.GET("/api/stores", { params: { query: { limit: 200 } }, signal }),
);

export interface StoreNames {
  readonly stores: readonly Shape<"Store">[];
  /** "–" for an account that is gone. */
  nameOf(id: string | null): string;
  /** For a list's filter. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function useStoreNames(): StoreNames {
  const stores = useQuery(storeNamesQuery).data ?? [];
  return {
    stores,
    nameOf: (id) => stores.find((store) => store.id === id)?.name ?? "–",
    options: named(stores),
  };
}
