import type { Random } from "./random.ts";
import type { Channel, World } from "./world.ts";

/** Something that may happen in a world. */
export interface Step {
  readonly name: string;
  readonly weight: number;
  /** What happened, in words; null when it was not possible now. */
  run(world: World, random: Random): Promise<string | null>;
}

export interface Placed {
  readonly channel: Channel;
  readonly key: string;
}

/** An order on some platform, drawn by chance; undefined while there is none. */
export function anyOrder(world: World, random: Random): Placed | undefined {
  return world.placed.length === 0 ? undefined : random.pick(world.placed);
}
