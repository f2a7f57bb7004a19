/** Refunds whose platform is at work on them while the caller goes: cut off in the middle, finished there a moment later. */
import { createRandom } from "./random.ts";
import type { RequestedCommand, World } from "./world.ts";

const NO_PATH = "\0";

/** Of every second refund somebody asks for. Drawn apart, so that a seed stands for the same world otherwise. */
export async function slowGateway(world: World, { channel }: RequestedCommand, index: number): Promise<string | null> {
  const random = createRandom((world.seed * 31 + index) ^ 0x9a7e);
  if (!random.chance(0.5)) return null;
  const steps = random.int(0, 3);
  const rule = { fault: { kind: "unfinished", steps } as const, times: 1, write: true, path: "efund" };
  channel.sandbox.faults.add(rule);
  const { seam } = world.hub.life;
  const isKilled = random.chance(0.4);
  if (isKilled) seam.dieAtCall(random.int(1, 3), random.pick(["before", "after"] as const));
  await world.hub.work(world.sandboxes);
  if (isKilled) seam.disarm();
  await channel.sandbox.faults.finish();
  // Where the hub has not asked yet, the gateway is quick again by then.
  rule.path = NO_PATH;
  return `${channel.name}: its gateway was slow, and finished after ${steps} steps${isKilled ? "; the engine was killed" : ""}`;
}
