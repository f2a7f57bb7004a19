import { afterEach, beforeEach, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { storeHealth } from "../../hub/stores/health.ts";
import { prepareJobs, type RunJob } from "../jobs/jobs.ts";
import { planSummary } from "../plan/read.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { fullSweep, readOnlyOrders } from "../testing-ports.ts";
import type { RunDeps } from "./run.ts";
import { cancelRun, executeRun, requeueLostRuns, retryRun, startRun } from "./runs.ts";
import { runDeps, runNow, shopOf } from "./testing.ts";

let engine: TestEngine;
let deps: RunDeps;
let sent: RunJob[];
let readCategories: () => Promise<void>;
const never = new AbortController().signal;

beforeEach(async () => {
  readCategories = async () => undefined;
  const ports: Ports = {
    categories: {
      sweep: fullSweep(async function* () {
        await readCategories();
        yield { items: [{ key: "1", name: "Mugs", raw: null }], cursor: "1", safeToSave: true };
      }),
    },
  };
  engine = await testEngine(ports);
  sent = [];
  deps = runDeps(engine, (job) => void sent.push(job));
});
afterEach(() => engine[Symbol.asyncDispose]());

const start = (everyMs?: number) =>
  engine.inside((tx) =>
    startRun(deps, tx, {
      organization: engine.organization,
      connectionId: engine.store,
      kind: "sync_categories",
      options: {},
      actor: systemActor,
      everyMs,
    }),
  );
const execute = (id: string, signal = never) =>
  executeRun(deps, { organization: engine.organization, run: id }, signal);
const runs = () =>
  engine.inside((tx) =>
    tx.rows<{ id: string; state: string; error: string | null }>(
      "select id, state, error from argosy.run where organization_id = argosy.tenant() order by id",
    ),
  );
const state = async (id: string) => (await runs()).find((run) => run.id === id)?.state;
const syncState = () =>
  engine.inside((tx) =>
    tx.one<{ sync_state: string }>("select sync_state from argosy.connection where organization_id = argosy.tenant()"),
  );

test("two starts at the same moment make one run", async () => {
  const made = await Promise.allSettled([start(), start(), start()]);
  expect(made.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  expect(await runs()).toHaveLength(1);
});

test("a run that repeats and was also started by hand ends as done, with one next run queued", async () => {
  const { id } = await start(3_600_000);
  readCategories = async () => {
    // Somebody has queued the next one already (by another process: the row alone counts).
    await engine.inside((tx) =>
      tx.run(
        `insert into argosy.run (organization_id, connection_id, kind, requested_by)
         values (argosy.tenant(), $1, 'sync_categories', 'user')`,
        [engine.store],
      ),
    );
  };
  await execute(id);
  expect((await runs()).map((run) => run.state)).toEqual(["done", "queued"]);
});

test("a run that repeats comes again after a failure", async () => {
  const { id } = await start(3_600_000);
  readCategories = async () => {
    throw new ConnectorError({ kind: "rejected" }, "No.");
  };
  await execute(id);
  expect((await runs()).map((run) => run.state)).toEqual(["failed", "queued"]);
  expect(sent).toHaveLength(2);
});

test("a run that is stopped in the middle goes on later instead of having failed", async () => {
  const { id } = await start();
  const stopping = new AbortController();
  readCategories = async () => {
    stopping.abort(new Error("stopping"));
    throw stopping.signal.reason;
  };
  await expect(execute(id, stopping.signal)).rejects.toThrow("stopping");
  expect(await state(id)).toBe("running");
  readCategories = async () => undefined;
  await execute(id);
  expect(await state(id)).toBe("done");
  expect(await syncState()).toEqual({ sync_state: "idle" });
});

/** Begins a run whose worker stands still in the middle, and lets another one do it. */
async function takenOver(then: () => Promise<void>): Promise<{ id: string; goOn(): Promise<void> }> {
  const { id } = await start();
  const [stopped, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  readCategories = async () => {
    stopped.resolve();
    await woken.promise;
    await then();
  };
  const first = execute(id);
  await stopped.promise;
  readCategories = async () => undefined;
  await execute(id);
  return {
    id,
    goOn() {
      woken.resolve();
      return first;
    },
  };
}

const counted = (id: string) =>
  engine.inside((tx) =>
    tx.one<{ state: string; counts: Record<string, number> }>(
      "select state, progress->'counts' as counts from argosy.run where organization_id = argosy.tenant() and id = $1",
      [id],
    ),
  );

test.each<readonly [string, () => Promise<void>]>([
  ["has a page left to write", async () => undefined],
  ["fails", () => Promise.reject(new ConnectorError({ kind: "rejected" }, "No."))],
  ["finds its channel busy", () => Promise.reject(new ConnectorError({ kind: "throttled", waitMs: 1 }, "Later."))],
])(
  "a worker that stood still while another did its run, and %s, changes nothing of it any more [F01]",
  async (_, then) => {
    const { id, goOn } = await takenOver(then);
    const done = { state: "done", counts: { categories: 1 } };
    expect(await counted(id)).toEqual(done);
    await goOn().catch((error: unknown) => {
      if (!(error instanceof ConnectorError)) throw error;
    });
    expect(await counted(id)).toEqual(done);
  },
);

test("a worker that stood still until a person had continued its failed run changes nothing of it any more [F01]", async () => {
  const { id } = await start();
  const [stopped, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  readCategories = async () => {
    stopped.resolve();
    await woken.promise;
  };
  const first = execute(id);
  await stopped.promise;
  readCategories = () => Promise.reject(new ConnectorError({ kind: "rejected" }, "No."));
  await execute(id);
  expect(await state(id)).toBe("failed");
  await engine.inside((tx) => retryRun(deps, tx, engine.organization, id));
  readCategories = async () => undefined;
  await execute(id);
  const done = { state: "done", counts: { categories: 1 } };
  expect(await counted(id)).toEqual(done);
  woken.resolve();
  await first;
  expect(await counted(id)).toEqual(done);
});

test("the database going away in the middle of a run is not the run's failure", async () => {
  const { id } = await start();
  readCategories = async () => {
    throw Object.assign(new Error("terminating connection due to administrator command"), { code: "57P01" });
  };
  await expect(execute(id)).rejects.toThrow("terminating");
  expect(await state(id)).toBe("running");
});

test("a run that waits for a channel can be cancelled at once, and continued", async () => {
  const { id } = await start();
  readCategories = async () => {
    throw new ConnectorError({ kind: "throttled", waitMs: 60_000 }, "Slow down.");
  };
  await expect(execute(id)).rejects.toThrow("Slow down.");
  expect(await runs()).toEqual([{ id, state: "queued", error: "The run waits. Slow down." }]);
  await engine.inside((tx) => cancelRun(deps, tx, id));
  expect(await state(id)).toBe("cancelled");
  await execute(id);
  expect(await state(id)).toBe("cancelled");
  readCategories = async () => undefined;
  await engine.inside((tx) => retryRun(deps, tx, engine.organization, id));
  await execute(id);
  expect(await state(id)).toBe("done");
});

test("a failed run raises an alert, is tried again by hand, and leaves no store that seems to be syncing for ever [A3.7]", async () => {
  const { id } = await start();
  const alerts = () =>
    engine.inside((tx) =>
      tx.rows("select kind, state from argosy.alert where organization_id = argosy.tenant() and connection_id = $1", [
        engine.store,
      ]),
    );
  readCategories = async () => {
    throw new ConnectorError({ kind: "rejected" }, "No.");
  };
  await execute(id);
  expect(await state(id)).toBe("failed");
  expect(await syncState()).toEqual({ sync_state: "idle" });
  expect(await alerts()).toEqual([{ kind: "run_failed", state: "open" }]);
  readCategories = async () => undefined;
  await engine.inside((tx) => retryRun(deps, tx, engine.organization, id));
  await execute(id);
  expect(await state(id)).toBe("done");
  expect(await alerts()).toEqual([{ kind: "run_failed", state: "resolved" }]);
});

test("continuing a cancelled run while another of its kind is under way is refused", async () => {
  const { id } = await start();
  await engine.inside((tx) => cancelRun(deps, tx, id));
  await start();
  await expect(engine.inside((tx) => retryRun(deps, tx, engine.organization, id))).rejects.toMatchObject({
    code: "RUN_ACTIVE",
  });
});

test("a run whose job is lost gets a new one; one whose job lives does not [F29]", async () => {
  await prepareJobs(engine.db.database.ownerUrl);
  const { id } = await start();
  await engine.inside((tx) =>
    tx.run("update argosy.run set state = 'running' where organization_id = argosy.tenant()"),
  );
  sent = [];
  expect(await engine.inside((tx) => requeueLostRuns(deps, tx, engine.organization))).toBe(1);
  expect(sent).toEqual([{ organization: engine.organization, run: id }]);
  await engine.db.owner.run("insert into pgboss.job (name, data) values ('run', $1)", [
    JSON.stringify({ organization: engine.organization, run: id }),
  ]);
  expect(await engine.inside((tx) => requeueLostRuns(deps, tx, engine.organization))).toBe(0);
});

test("a first sync without products reads none of them [A3.3]", async () => {
  let walks = 0;
  await shopOf(engine, () => {
    walks++;
    return [];
  }, []);
  await runNow(engine, deps, {
    kind: "initial_sync",
    options: { importProducts: false, importOrdersDays: 7, stockFrom: "none" },
  });
  expect(walks).toBe(0);
  await runNow(engine, deps, {
    kind: "initial_sync",
    options: { importProducts: true, importOrdersDays: null, stockFrom: "none" },
  });
  expect(walks).toBe(1);
});

test("a channel that cannot take products is offered none in its plan", async () => {
  await shopOf(engine, () => [[]], []);
  await engine.inside((tx) => createProduct(tx, { product: { title: "Mug", sku: "MUG" }, now: new Date() }));
  const runId = await runNow(engine, deps, { kind: "plan", options: {} });
  expect((await engine.inside((tx) => planSummary(tx, runId))).counts).toEqual([]);
});

/** The channel's orders are read by this sweep, which has had its turn. */
async function sweepOnce(sweep: Sweep<OrderPart>): Promise<void> {
  engine.ports = { orders: readOnlyOrders(sweep) };
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]),
  );
  await engine.engine.runUntilIdle();
}

/** A sync somebody asks for a moment later. */
async function syncOrders() {
  engine.clock.pass(1);
  const { id } = await engine.inside((tx) =>
    startRun(deps, tx, {
      organization: engine.organization,
      connectionId: engine.store,
      kind: "sync_orders",
      options: {},
      actor: systemActor,
    }),
  );
  return { id, work: () => execute(id) };
}

test("a manual sync of orders is not done before the channel was asked", async () => {
  let reads = 0;
  const changed: Sweep<OrderPart> = {
    id: "changed",
    mode: "changed",
    everyMs: 60_000,
    async *run() {
      reads += 1;
      yield { items: [], cursor: "1", safeToSave: true };
    },
  };
  await sweepOnce(changed);
  expect(reads).toBe(1);
  const { id, work } = await syncOrders();
  const state = async () =>
    (await engine.db.owner.one<{ state: string }>("select state from argosy.run where id = $1", [id])).state;
  await expect(work()).rejects.toMatchObject({ kind: "throttled" });
  expect(await state()).toBe("queued");
  await engine.engine.runUntilIdle();
  expect(reads).toBe(2);
  await work();
  expect(await state()).toBe("done");
});

test("a manual sync whose sweep fails says so", async () => {
  const failing: Sweep<OrderPart> = {
    id: "changed",
    mode: "changed",
    everyMs: 60_000,
    // biome-ignore lint/correctness/useYield: it fails before its first page
    async *run() {
      throw new ConnectorError({ kind: "drift", path: "orders" }, "The orders cannot be read.");
    },
  };
  await sweepOnce(failing);
  const { id, work } = await syncOrders();
  await expect(work()).rejects.toMatchObject({ kind: "throttled" });
  engine.clock.pass(60_000);
  await engine.engine.runUntilIdle();
  await work();
  const run = await engine.db.owner.one("select state, error from argosy.run where id = $1", [id]);
  expect(run).toEqual({ state: "failed", error: "The orders cannot be read." });
  const health = await engine.inside((tx) => storeHealth(tx, engine.store, new Date(engine.clock.now())));
  expect(health).toMatchObject({ health: "degraded", ordersError: "The orders cannot be read." });
  engine.clock.pass(16 * 60_000);
  await engine.engine.runUntilIdle();
  const alerts = await engine.db.owner.rows("select kind, state from argosy.alert where kind = 'orders_unread'");
  expect(alerts).toEqual([{ kind: "orders_unread", state: "open" }]);
});
