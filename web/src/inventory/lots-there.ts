/** Lots at a location, of an item that asks for lots. */
import { useQueries, useQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import type { LotThere } from "./lot-units.ts";
import { lotsLeft } from "./queries.ts";

type Level = Pick<Shape<"Level">, "variantId" | "locationId" | "asksLot">;

const at = (locationId: string, lots: readonly Shape<"Lot">[]): readonly LotThere[] =>
  lots.flatMap(({ lot, expiresOn, places }) => {
    const units = places.find((place) => place.locationId === locationId)?.units ?? 0;
    return units > 0 ? [{ lot, expiresOn, units }] : [];
  });

/** Null: of an item that asks for no lots; undefined: not read yet. */
export function useLotsThere({ variantId, locationId, asksLot }: Level): readonly LotThere[] | null | undefined {
  const lots = useQuery({ ...lotsLeft(variantId), enabled: asksLot });
  return asksLot ? lots.data && at(locationId, lots.data) : null;
}

/** Of each of these levels; undefined: not read yet. */
export function useLotsOfLevels(levels: readonly Level[]): readonly (readonly LotThere[] | undefined)[] {
  return useQueries({
    queries: levels.map(({ variantId }) => lotsLeft(variantId)),
    combine: (found) => found.map(({ data }, n) => data && at(levels[n]?.locationId ?? "", data)),
  });
}
