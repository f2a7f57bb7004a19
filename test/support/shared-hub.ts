/** One hub for the test files of a process that need no settings, limits or database of their own: each has its organizations. */
import { systemClock } from "../../src/commerce/clock.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { QUIET } from "../sim/quiet.ts";
import { type TestHub, testHub } from "./hub.ts";
import { startSandboxOf } from "./start.ts";

/** An idle hub uses as much processor time in half a minute as its start. */
const RETENTION_MS = 20_000;

/** The hub of this process, how many have it now, and what ends it once nobody has had it for a while. */
interface Shared {
  readonly opening: Promise<TestHub>;
  holders: number;
  ending?: NodeJS.Timeout;
}

let shared: Shared | undefined;
let closed: Promise<void> = Promise.resolve();
let sellers = 0;

/** The first seller of a hub runs it: nobody's tests do. */
async function open(before: Promise<void>): Promise<TestHub> {
  await before;
  const hub = await testHub();
  await hub.seller("operator");
  return hub;
}

function hold(): Shared {
  shared ??= { opening: open(closed), holders: 0 };
  clearTimeout(shared.ending);
  shared.holders += 1;
  return shared;
}

function release(held: Shared): void {
  held.holders -= 1;
  if (held.holders > 0) return;
  held.ending = setTimeout(() => {
    shared = undefined;
    closed = held.opening.then((hub) => hub[Symbol.asyncDispose]());
  }, RETENTION_MS);
  // The process ends without it, and its database with the server.
  held.ending.unref();
}

/**
 * A hub as `testHub` answers it, which other files of this process use as well: sellers are given slugs that nobody else
 * has and run no hub, and what was logged before is left out. Disposing of it closes its sandboxes and switches its
 * organizations' stores off; the hub itself ends some time after the last that had it.
 */
export async function sharedHub(): Promise<TestHub> {
  const held = hold();
  const hub = await held.opening.catch((error: unknown) => {
    // The next file tries again.
    shared = undefined;
    throw error;
  });
  const from = hub.logLines.length;
  const organizations: string[] = [];
  const sandboxes: Sandbox[] = [];
  return {
    ...hub,
    get logLines() {
      return hub.logLines.slice(from);
    },
    async seller(slug, more = {}) {
      sellers += 1;
      const seller = await hub.seller(`${slug}-${sellers}`, { organization: slug, ...more });
      organizations.push(seller.organization);
      return seller;
    },
    async sandbox(provider, options = {}) {
      const sandbox = await startSandboxOf(provider, { clock: systemClock, seed: 1, ...options });
      sandboxes.push(sandbox);
      return sandbox;
    },
    async [Symbol.asyncDispose]() {
      for (const organization of organizations) await hub.owner.run(QUIET, [organization]);
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
      release(held);
    },
  };
}
