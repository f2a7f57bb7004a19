/** Shops whose orders take longer than a minute to read. */
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { createRandom } from "./random.ts";
import type { World } from "./world.ts";

/** Until calls work again (trouble-steps.ts). Drawn apart, as the past is (live-before.ts). */
export function slowOrders({ seed }: Pick<World, "seed">, index: number, { faults }: Sandbox): void {
  const random = createRandom((seed * 19 + index) ^ 0x510);
  if (!random.chance(0.15)) return;
  // Of every platform's paths and queries, however they are spelt.
  faults.add({ fault: { kind: "slow", ms: random.int(65, 90) * 1_000 }, write: false, path: "rder" });
}
