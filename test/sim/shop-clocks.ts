/** Shops whose clocks are wrong. */
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import { createSandboxClock, type SandboxClock } from "../../src/connectors/kit/sandbox/clock.ts";
import { createRandom } from "./random.ts";
import type { World } from "./world.ts";

/** They refuse whoever is off their clocks, so that nobody connects with one. */
const BY_THE_CLOCK = ["shopee", "tiktok_shop"];

/** The clock of a shop: mostly the hub's. Drawn apart, as the past is (live-before.ts). */
export function drawClock(
  { hub, seed }: Pick<World, "hub" | "seed">,
  index: number,
  { meta }: Connector,
): SandboxClock {
  const clock = createSandboxClock(hub.clock);
  const random = createRandom((seed * 17 + index) ^ 0xc10c);
  if (random.chance(0.3) && !BY_THE_CLOCK.includes(meta.id))
    clock.aheadMs = random.pick([-120, -15, -1, 1, 15, 120]) * 60_000;
  return clock;
}
