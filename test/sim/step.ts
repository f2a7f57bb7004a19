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

/** The same with its shop, and what the shop knows of it now; null while there is none. */
export function orderThere(world: World, random: Random) {
  const order = anyOrder(world, random);
  if (!order) return null;
  const { shop } = order.channel.sandbox;
  return { ...order, shop, record: shop.record?.(order.key), now: shop.order(order.key) };
}

/** An item some platform sells, drawn by chance; null while the one drawn sells none. */
export function itemThere(world: World, random: Random) {
  const channel = random.pick(world.channels);
  const { shop } = channel.sandbox;
  const skus = shop.skus();
  return skus.length === 0 ? null : { channel, shop, sku: random.pick(skus) };
}
