import type { RoutedLocation } from "../../commerce/routing/route.ts";
import { closeness, type Destination, type RoutingRules, unlisted } from "../../commerce/routing/rules.ts";
import type { OwnLocations } from "../inventory/sale-locations.ts";

/** One of our locations as the rules see it for one order. */
export function locationFacts(
  rules: RoutingRules,
  own: OwnLocations,
  at: Pick<RoutedLocation, "id" | "free" | "day"> & {
    readonly connectionId: string | null;
    readonly to: Destination;
  },
): RoutedLocation {
  const { id, free, day, connectionId, to } = at;
  const listed = rules.locations.findIndex(({ locationId }) => locationId === id);
  const { areas, onlyAreas, costMinor } = rules.locations[listed] ?? unlisted(id);
  const near = closeness(areas, to);
  const isMapped = own.all.some((each) => each.id === id && each.mappedBy.includes(connectionId ?? ""));
  return {
    id,
    free,
    day,
    // Locations nobody ranked come last, the default one first among them.
    rank: listed === -1 ? rules.locations.length + Number(id !== own.standard) : listed,
    isOwn: isMapped,
    closeness: near,
    isOutside: onlyAreas && near === 0,
    costMinor,
  };
}
