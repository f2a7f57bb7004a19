/** Stock of the levels that order lines may need, locked, while a batch of orders is reconciled. */
import type { Tx } from "../../db/database.ts";
import { type LevelKey, type LockedLevel, levelKey, lockExistingLevels } from "../inventory/ledger.ts";
import type { Component } from "./line-parts.ts";
import { reservedAt, type StockDemand } from "./line-stock.ts";
import type { PrefetchedStock } from "./prefetched-stock.ts";
import type { SaleLocations } from "./sale-locations.ts";

/** The affected levels, locked, with the changes of this batch applied. */
export interface StockBalance {
  readonly locked: readonly { readonly variantId: string; readonly locationId: string }[];
  /** Units free there. */
  available(key: LevelKey): number;
  free(parts: readonly Component[], locationId: string): number;
  move(
    parts: readonly Component[],
    locationId: string,
    by: { readonly onHand: number; readonly reserved: number },
  ): void;
  choose(demand: StockDemand, candidates: readonly string[], parts: readonly Component[]): string;
}

export async function lockBalance(
  tx: Tx,
  input: {
    readonly demands: readonly StockDemand[];
    readonly locations: SaleLocations;
    /** The location a person chose for an order, also one its channel does not sell from. */
    readonly chosenFor: ((orderId: string) => string | undefined) | undefined;
    /** By line. */
    readonly components: ReadonlyMap<string, readonly Component[]>;
    /** Reserved, or taken and on its way back. */
    readonly heldParts: ReadonlyMap<string, readonly Component[]>;
    readonly prefetched: PrefetchedStock | undefined;
  },
): Promise<StockBalance> {
  const keys = input.demands.flatMap(({ line }) => {
    const chosen = input.chosenFor?.(line.orderId) ?? [];
    const possible = new Set([...input.locations.candidates(line), ...(reservedAt(line) ?? []), ...[chosen].flat()]);
    return [...(input.components.get(line.id) ?? []), ...(input.heldParts.get(line.id) ?? [])].flatMap((part) =>
      [...possible].map((locationId) => ({ variantId: part.variantId, locationId })),
    );
  });
  const locked = prefetchedLevels(keys, input.prefetched) ?? (await lockExistingLevels(tx, keys));
  const available = new Map(locked.map((level) => [levelKey(level), level.onHand - level.reserved]));
  const key = (part: Component, locationId: string) => levelKey({ variantId: part.variantId, locationId });
  const free = (parts: readonly Component[], locationId: string) =>
    Math.min(...parts.map((part) => Math.floor((available.get(key(part, locationId)) ?? 0) / part.quantity)));
  return {
    locked,
    available: (level) => available.get(levelKey(level)) ?? 0,
    free,
    move(parts, locationId, by) {
      for (const part of parts) {
        const now = available.get(key(part, locationId)) ?? 0;
        available.set(key(part, locationId), now + (by.onHand - by.reserved) * part.quantity);
      }
    },
    choose(demand, candidates, parts) {
      const enough = candidates.find((locationId) => free(parts, locationId) >= neededUnits(demand));
      const most = () => candidates.reduce((a, b) => (free(parts, b) > free(parts, a) ? b : a));
      return enough ?? most();
    },
  };
}

/** The levels among those locked ahead; null where others are needed too. */
function prefetchedLevels(
  keys: readonly LevelKey[],
  prefetched: PrefetchedStock | undefined,
): readonly LockedLevel[] | null {
  if (!prefetched?.levels) return null;
  const { variantIds, locationIds, levels } = prefetched.levels;
  const covered = new Set(
    [...variantIds].flatMap((id) => prefetched.parts.get(id) ?? []).map((part) => part.variantId),
  );
  if (!keys.every((key) => covered.has(key.variantId) && locationIds.has(key.locationId))) return null;
  const keySet = new Set(keys.map(levelKey));
  return levels.filter((level) => keySet.has(levelKey(level)));
}

/** What a line needs of a location it has taken nothing from. */
export const neededUnits = ({ open, consumed, opened }: StockDemand): number => open + consumed - (opened ?? 0);
