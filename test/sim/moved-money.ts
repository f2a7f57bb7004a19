/** Whether people have money moved or only booked. Drawn apart, so that a seed stands for the same world otherwise. */
import type { HubOrder } from "./order-steps.ts";
import { createRandom, type Random } from "./random.ts";
import type { World } from "./world.ts";

const drawn = ({ seed, asked }: World): Random => createRandom((seed * 53 + asked.length) ^ 0x3013);

/** Of a refund that is asked for now. */
export const movesMoney = (world: World): boolean => drawn(world).chance(0.7);

/** Some platforms pay a whole order back or nothing. */
export const refundsAll = (world: World): boolean =>
  createRandom((world.seed * 59 + world.asked.length) ^ 0xa11).chance(0.4);

/** What becomes of the money of an order that is cancelled now: only what came in can go back. */
export function refundOfCancelled(world: World, { financial }: HubOrder): "none" | "book" | "pay" {
  if (financial !== "paid" && financial !== "partially_paid" && financial !== "partially_refunded") return "none";
  return drawn(world).pick(["none", "book", "pay", "pay"] as const);
}
