/** How much of the stock a channel may sell, drawn by chance. */
import type { Random } from "./random.ts";
import type { Channel } from "./world.ts";

/** A rule as sellers set them: mostly none, now and then something of everything. */
export function drawRule(random: Random, locations: readonly string[]): Omit<Channel["rule"], "keep"> {
  const some = locations.filter(() => random.chance(0.6));
  return {
    buffer: random.chance(0.3) ? random.int(1, 4) : 0,
    percent: random.chance(0.2) ? random.int(20, 90) : null,
    cap: random.chance(0.2) ? random.int(1, 12) : null,
    zeroBelow: random.chance(0.15) ? random.int(1, 4) : 0,
    locationIds: some.length > 0 && random.chance(0.3) ? some : null,
  };
}
