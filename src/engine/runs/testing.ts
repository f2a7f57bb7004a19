/** Runs without a queue: what a test needs to start one and carry it out at once. */
import pino from "pino";
import { systemActor } from "../../commerce/actor.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { createEgress } from "../../connectors/kit/http/egress.ts";
import { createMemoryBuckets } from "../../connectors/kit/http/platform-buckets.ts";
import { createPlatformLimiter } from "../../connectors/kit/http/platform-limiter.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { createFiles } from "../../hub/files/files.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { createConnectionRegistry } from "../connections/connection-registry.ts";
import { createFileReader } from "../file-processes/file-reader.ts";
import { lostRuns, type RunJob } from "../jobs/jobs.ts";
import { fakeShop, type TestEngine } from "../testing.ts";
import { fullSweep } from "../testing-ports.ts";
import type { RunDeps } from "./run.ts";
import { executeRun, type NewRun, startRun } from "./runs.ts";

const never = new AbortController().signal;

/** What runs work with; jobs that would be queued go to `send`. */
export function runDeps(engine: TestEngine, send: (job: RunJob) => void = () => undefined): RunDeps {
  const { clock, db } = engine;
  const log = pino({ level: "silent" });
  return {
    db: db.database,
    clock,
    log,
    onApplied: () => undefined,
    reader: createFileReader(),
    files: createFiles(db.database),
    jobs: {
      start: async () => undefined,
      stop: async () => undefined,
      sendRun: async (_tx, job) => send(job),
      lostRuns,
      attempts: () => [],
      takeOver: async () => 0,
      whoseRunsAreLost: async () => [],
      flush: async () => undefined,
    },
    registry: createConnectionRegistry({
      db: db.database,
      vault: db.vault,
      connectors: new Map([["fakeshop", fakeShop(() => engine.ports)]]),
      clock,
      log,
      variable: () => undefined,
      egress: createEgress({ allowPrivateNetwork: true, allowHttp: true }),
      limiter: createPlatformLimiter({ clock, store: createMemoryBuckets() }),
      publicBase: null,
    }),
  };
}

/** A shop of three products whose list forgets some of them. */
export async function shopOf(
  engine: TestEngine,
  pages: () => readonly (readonly ChannelProduct[])[],
  exists: readonly string[],
) {
  const all = ["p1", "p2", "p3"].map((key) => channelProduct(key, [channelVariant(`v-${key}`)]));
  engine.ports = {
    products: {
      sweeps: [
        fullSweep(async function* () {
          for (const [index, items] of pages().entries()) yield { items, cursor: String(index), safeToSave: true };
        }),
      ],
      get: async (key) => (exists.includes(key) ? (all.find((product) => product.key === key) ?? null) : null),
    },
  };
  await engine.inside((tx) =>
    recordChannelProducts(tx, {
      connectionId: engine.store,
      products: all,
      now: new Date(engine.clock.now()),
      initial: false,
    }),
  );
  engine.clock.pass(3 * 60 * 60_000);
  return all;
}

/** Starts a run and carries it out. */
export async function runNow(
  engine: TestEngine,
  deps: RunDeps,
  run: Pick<NewRun, "kind" | "options">,
): Promise<string> {
  const { organization, store } = engine;
  const { id } = await engine.inside((tx) =>
    startRun(deps, tx, { organization, connectionId: store, ...run, actor: systemActor }),
  );
  await executeRun(deps, { organization, run: id }, never);
  return id;
}
