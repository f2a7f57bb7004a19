/** Time, and what goes wrong in it. */
import type { Fault } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { Random } from "./random.ts";
import type { Step } from "./step.ts";
import type { World } from "./world.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const wait: Step = {
  name: "time",
  weight: 14,
  async run(world, random) {
    const ms = random.pick([
      random.int(1, 40) * SECOND,
      random.int(1, 40) * SECOND,
      random.int(1, 20) * MINUTE,
      random.int(20, 120) * MINUTE,
    ]);
    await world.hub.pass(ms, world.sandboxes);
    return `${ms >= MINUTE ? `${Math.round(ms / MINUTE)} minutes` : `${ms / SECOND} seconds`} pass`;
  },
};

const webhooks: Step = {
  name: "webhooks",
  weight: 4,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const { webhooks: switches } = channel.sandbox.faults;
    const trouble = random.pick(["lose", "duplicate", "reorder", "paused", "well"] as const);
    switches.lose = trouble === "lose";
    switches.duplicate = trouble === "duplicate" ? random.int(1, 3) : 0;
    switches.reorder = trouble === "reorder";
    switches.paused = trouble === "paused";
    return `${channel.name}: webhooks ${trouble}`;
  },
};

function drawFault(random: Random): Fault {
  return random.pick<Fault>([
    { kind: "throttle", retryAfterSeconds: random.int(1, 90) },
    { kind: "throttle" },
    { kind: "status", status: 500, body: "oops" },
    { kind: "status", status: 503, body: "<html>busy</html>" },
    { kind: "slow", ms: random.int(1, 20) * SECOND },
    { kind: "slow", ms: random.int(20, 90) * SECOND },
    { kind: "drop_after_commit" },
    { kind: "drop_after_commit" },
    { kind: "drop_before" },
    { kind: "truncate" },
    { kind: "add_field" },
  ]);
}

const calls: Step = {
  name: "calls fail",
  weight: 7,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const fault = drawFault(random);
    const times = random.chance(0.15) ? undefined : random.int(1, 4);
    const write = random.pick([true, true, false, undefined]);
    channel.sandbox.faults.add({ fault, times, write });
    const which = write === undefined ? "calls" : write ? "writes" : "reads";
    return `${channel.name}: ${times ?? "all"} ${which}: ${JSON.stringify(fault)}`;
  },
};

const spoil: Step = {
  name: "order unreadable",
  weight: 3,
  async run(world, random) {
    if (world.placed.length === 0) return null;
    const { channel, key } = random.pick(world.placed);
    channel.sandbox.faults.add({ fault: { kind: "spoil_record", key } });
    return `${channel.name}: order ${key} is told in a form nobody knows`;
  },
};

const well: Step = {
  name: "calls work",
  weight: 5,
  async run(world, random) {
    const { name, sandbox } = random.pick(world.channels);
    sandbox.faults.clear();
    return `${name}: calls work again`;
  },
};

const expire: Step = {
  name: "tokens expire",
  weight: 1,
  async run(world, random) {
    const { name, sandbox } = random.pick(world.channels);
    sandbox.faults.expireTokens();
    return `${name}: tokens expire`;
  },
};

const crash: Step = {
  name: "crash",
  weight: 5,
  async run(world, random) {
    const { seam } = world.hub.life;
    const count = random.int(1, 40);
    const where = random.pick(["statement", "statement", "before", "after"] as const);
    if (where === "statement") seam.dieAtStatement(count);
    else seam.dieAtCall(random.int(1, 5), where);
    return `the engine will die ${where === "statement" ? `at statement ${count}` : `${where} a call`}`;
  },
};

const cut: Step = {
  name: "database cut",
  weight: 2,
  async run(world, random) {
    const count = random.int(1, 30);
    world.hub.life.seam.strikeAtStatement(count, () => world.hub.cutDatabase());
    return `the database's connections will break at statement ${count}`;
  },
};

export const troubleSteps: readonly Step[] = [wait, webhooks, calls, spoil, well, expire, crash, cut];

/** Everything works again, on both sides. */
export function endTrouble(world: World): void {
  world.hub.life.seam.disarm();
  for (const { sandbox } of world.channels) {
    sandbox.faults.clear();
    Object.assign(sandbox.faults.webhooks, { lose: false, duplicate: 0, reorder: false, paused: false });
  }
}
