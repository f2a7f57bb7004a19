/** Deliveries signed with the right secret under another key's id: where a proof names its key, only ours is taken. */
import type { Delivery } from "../contract/webhooks.ts";

const signed = new WeakMap<Delivery, Delivery>();

/** `rename` puts another id into the proof; what was signed is remembered for the planted bug that overlooks the id. */
export function underStrangeKey(delivery: Delivery, rename: (delivery: Delivery) => Delivery): Delivery {
  const strange = rename(delivery);
  signed.set(strange, delivery);
  return strange;
}

/** The delivery before its key was renamed. */
export const underOwnKey = (delivery: Delivery): Delivery | undefined => signed.get(delivery);
