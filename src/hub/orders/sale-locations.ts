/** The locations an order line may ship from. */
import { type Tx, together } from "../../db/database.ts";
import { type OwnLocations, ownLocations, soldFrom } from "../inventory/sale-locations.ts";
import type { StockDemand, StockLine } from "./line-stock.ts";
import type { PrefetchedStock } from "./prefetched-stock.ts";

/** The prefix of the location of a line that ships from one of ours and no other: sold at its register. */
export const OWN_LOCATION = "location:";

export interface SaleLocations {
  readonly own: OwnLocations;
  /** False for what buyers collect or a register sold: it leaves from where it is. */
  isSent(line: StockLine): boolean;
  /** It is sent, its channel names no location of ours, and nothing of it has left. */
  isFree(line: StockLine): boolean;
  /** The locations a line may ship from, best first; one once it took or reserved something there. */
  candidates(line: StockLine): readonly [string, ...string[]];
}

interface LocationChoice {
  readonly prefetched?: PrefetchedStock | undefined;
  /** Lines that reserve something may move, where nothing of theirs has left. */
  readonly moves?: boolean | undefined;
  readonly now: Date;
}

export async function loadSaleLocations(
  tx: Tx,
  demands: readonly StockDemand[],
  { prefetched, moves = false, now }: LocationChoice,
): Promise<SaleLocations> {
  const connections = [...new Set(demands.flatMap(({ line }) => line.connectionId ?? []))];
  const isPrefetched = prefetched && connections.every((id) => id === prefetched.connectionId);
  const [own, mapped] = await together([
    isPrefetched ? Promise.resolve(prefetched.locations) : ownLocations(tx, connections, now),
    mappedLocations(tx, demands),
  ]);
  const isSent = ({ servedFrom, extLocation }: StockLine) =>
    servedFrom === null && !extLocation?.startsWith(OWN_LOCATION);
  const mappedLocation = (line: StockLine) => mapped.get(`${line.connectionId}|${line.extLocation}`);
  return {
    own,
    isSent,
    isFree: (line) => isSent(line) && mappedLocation(line) === undefined && line.stock.consumed === 0,
    candidates(line) {
      const { locationId, reserved, consumed, returned, lost } = line.stock;
      // What was written off lies with the rest of the line, and comes back there.
      const hasTaken = consumed > 0 || returned > 0 || (lost > 0 && reserved === 0);
      if (locationId !== null && hasTaken) return [locationId];
      const current = reserved > 0 ? locationId : null;
      if (line.servedFrom !== null) return [current ?? line.servedFrom];
      if (line.extLocation?.startsWith(OWN_LOCATION)) return [current ?? line.extLocation.slice(OWN_LOCATION.length)];
      const named = mappedLocation(line);
      if (named) return [named];
      const { places: sellable, areAll } = soldFrom(own, line.connectionId, line.extLocation !== null);
      // Reserved units stay where they are, unless the channel turned out to sell from other locations.
      return current !== null && !moves && (!areAll || sellable.includes(current)) ? [current] : sellable;
    },
  };
}

/** Our location for each channel location the lines name, by "connection|key". */
async function mappedLocations(tx: Tx, demands: readonly StockDemand[]): Promise<ReadonlyMap<string, string>> {
  const named = demands.filter(({ line }) => line.connectionId !== null && line.extLocation !== null);
  if (named.length === 0) return new Map();
  const rows = await tx.rows<{ connectionId: string; key: string; id: string }>(
    `select connection_id as "connectionId", ext_key as key, location_id as id from ext_location
     where organization_id = argosy.tenant() and connection_id = any($1::uuid[]) and ext_key = any($2::text[])
       and location_id is not null`,
    [[...new Set(named.map(({ line }) => line.connectionId))], [...new Set(named.map(({ line }) => line.extLocation))]],
  );
  return new Map(rows.map((row) => [`${row.connectionId}|${row.key}`, row.id]));
}
