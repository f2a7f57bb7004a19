/** Units a channel keeps of a variant: no other channel sells them. */
export interface ReservedShare {
  readonly channel: string;
  readonly units: number;
  /** Where the channel sells from; null: everywhere. */
  readonly locationIds: readonly string[] | null;
}

/** Units that lie at a location for one channel alone. */
export interface ReservedAt {
  readonly channel: string;
  readonly locationId: string;
  readonly units: number;
}

/**
 * Where the units each channel keeps lie. With too few for all, the smaller shares come first; a share takes from its
 * channel's locations in the order they are given. Never more is kept than there is.
 */
export function distributeReserved(
  levels: readonly { readonly locationId: string; readonly available: number }[],
  shares: readonly ReservedShare[],
): ReservedAt[] {
  const left = new Map<string, number>();
  for (const { locationId, available } of levels)
    left.set(locationId, Math.max(0, (left.get(locationId) ?? 0) + available));
  const inOrder = shares.toSorted((a, b) => a.units - b.units || (a.channel < b.channel ? -1 : 1));
  return inOrder.flatMap(({ channel, units, locationIds }) => {
    let requested = units;
    return [...left].flatMap(([locationId, free]) => {
      const taken = locationIds === null || locationIds.includes(locationId) ? Math.min(requested, free) : 0;
      if (taken === 0) return [];
      requested -= taken;
      left.set(locationId, free - taken);
      return [{ channel, locationId, units: taken }];
    });
  });
}

/** Units of these locations that are kept for channels other than this one. */
export function reservedFromOthers(
  laid: readonly ReservedAt[],
  at: { readonly channel: string; readonly isHere: (locationId: string) => boolean },
): number {
  return laid
    .filter(({ channel, locationId }) => channel !== at.channel && at.isHere(locationId))
    .reduce((sum, { units }) => sum + units, 0);
}
