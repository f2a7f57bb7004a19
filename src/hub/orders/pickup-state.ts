import { z } from "zod";

/**
 * elsewhere: its goods are still at another location. handed: a register gave it out. shipped: a person decided to send
 * it after all, whatever the channel says.
 */
export const pickupState = z
  .enum(["elsewhere", "waiting", "ready", "handed", "shipped"])
  .describe("elsewhere: its items are still at another location; shipped: sent after all");
export type PickupState = z.output<typeof pickupState>;
