/** Units a channel keeps for itself: who draws them, and where they lie, written from the handbook and not from the hub's code. */
import { createRandom, type Random } from "./random.ts";
import type { Channel } from "./world.ts";

const EVERY = 8;

/** Whether channels keep units in the worlds of this seed. */
export const reservesUnits = (seed: number) => seed % EVERY === 3;

export const drawReserve = (random: Random) => (random.chance(0.6) ? random.int(1, 6) : 0);

/** What a new channel keeps; drawn apart, so that the rest of a seed's world is what it would be without. */
export function firstReserve(seed: number, index: number): number {
  return reservesUnits(seed) ? drawReserve(createRandom((seed * 37 + index) ^ 0x6ee9)) : 0;
}

interface Lying {
  readonly variantId: string;
  readonly locationId: string;
  readonly available: number;
}

/** A channel that sells, and the variants its linked items stand for; the older store first. */
export interface SellingChannel {
  readonly channel: Channel;
  readonly variants: ReadonlySet<string>;
}

/**
 * Units of a variant at these locations that are for other channels: the smaller shares are laid aside first, of equal
 * ones the older store's, each from its store's locations in their order and never more than there is.
 */
export function reservedFromOthers(
  sellers: readonly SellingChannel[],
  at: {
    readonly channel: Channel;
    readonly variantId: string;
    readonly levels: readonly Lying[];
    readonly locations: readonly string[];
    readonly isHere: (locationId: string) => boolean;
  },
): number {
  const left = new Map(at.locations.map((locationId) => [locationId, 0]));
  for (const { variantId, locationId, available } of at.levels)
    if (variantId === at.variantId) left.set(locationId, Math.max(0, available));
  const keepers = sellers
    .filter(({ channel, variants }) => channel.rule.keep > 0 && variants.has(at.variantId))
    .toSorted((a, b) => a.channel.rule.keep - b.channel.rule.keep);
  let cached = 0;
  for (const { channel } of keepers) {
    let expected = channel.rule.keep;
    for (const [locationId, free] of left) {
      if (channel.rule.locationIds !== null && !channel.rule.locationIds.includes(locationId)) continue;
      const taken = Math.min(expected, free);
      expected -= taken;
      left.set(locationId, free - taken);
      if (channel !== at.channel && at.isHere(locationId)) cached += taken;
    }
  }
  return cached;
}
