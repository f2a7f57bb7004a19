import { afterEach, beforeEach, expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { AdSpend } from "../../connectors/kit/contract/ad-spend.ts";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { actor, orderPart } from "../../hub/orders/testing.ts";
import { storeHealth } from "../../hub/stores/health.ts";
import { deactivateStore, softDeleteStore } from "../../hub/stores/lifecycle.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { listSyncLog } from "../../hub/sync-log/sync-log.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { fullSweep, readOnlyOrders } from "../testing-ports.ts";

let engine: TestEngine;
let betweenPages: () => Promise<void>;

const changed: Sweep<OrderPart> = {
  id: "changed",
  mode: "changed",
  everyMs: 60_000,
  async *run() {
    yield { items: [orderPart("1", { lines: [] }), orderPart("2", { lines: [] })], cursor: "1", safeToSave: true };
  },
};

const spendOfNothing = (): AdSpend => ({
  restatedDays: 28,
  historyDays: 60,
  mostDays: 31,
  read: async () => ({ state: "read", days: [] }),
});

beforeEach(async () => {
  betweenPages = async () => undefined;
  engine = await testEngine({
    categories: {
      sweep: fullSweep(async function* () {
        yield { items: [{ key: "1", name: "Mugs", raw: null }], cursor: "1", safeToSave: true };
      }),
    },
    products: {
      get: async () => null,
      sweeps: [
        fullSweep(async function* () {
          for (const key of ["p1", "p2", "p3"]) {
            yield { items: [channelProduct(key, [channelVariant(`v-${key}`)])], cursor: key, safeToSave: true };
            await betweenPages();
          }
        }),
      ],
    },
  });
});
afterEach(() => engine[Symbol.asyncDispose]());

const change = () => ({ connectionId: engine.store, by: actor, now: new Date(engine.clock.now()) });
async function run(kind: string) {
  const { id } = await engine.inside((tx) =>
    tx.one<{ id: string }>(
      `insert into run (organization_id, connection_id, kind, options, requested_by, run_at, created_at)
       values (argosy.tenant(), $1, $2, '{}', 'system', $3, $3) returning id`,
      [engine.store, kind, new Date(engine.clock.now())],
    ),
  );
  return id;
}
const work = () => engine.engine.runQueuedRuns(engine.organization);
const seen = (id: string) =>
  engine.db.owner.one<{ state: string; error: string | null; counts: Record<string, number> }>(
    "select state, error, progress->'counts' as counts from argosy.run where id = $1",
    [id],
  );
const log = async () =>
  (await engine.inside((tx) => listSyncLog(tx, { connectionId: engine.store }))).items.map(({ action, text }) => [
    action,
    text,
  ]);

test.each([
  ["switched off", deactivateStore, "Stopped: Fakeshop was switched off. Continue the run when it is on again."],
  ["deleted", softDeleteStore, "Stopped: Fakeshop was disconnected."],
] as const)("a store that is %s in the middle of a run ends it, in words [A8.3]", async (_what, move, texts) => {
  await engine.inside((tx) =>
    tx.run("update connection set name = 'Fakeshop' where organization_id = argosy.tenant()"),
  );
  betweenPages = async () => {
    await engine.inside((tx) => move(tx, change())).catch(() => undefined);
  };
  const id = await run("sync_products");
  await work();
  expect(await seen(id)).toMatchObject({ state: "cancelled", error: texts, counts: { products: 1 } });
  const queued = await run("sync_categories");
  await work();
  expect(await seen(queued)).toMatchObject({ state: "cancelled", error: texts });
});

test("every run leaves a row in its store's log, with what it counted [A9.2]", async () => {
  await run("sync_categories");
  await work();
  expect(await log()).toEqual([["sync_categories", "Reading the categories. Done: categories 1."]]);
});

test("a manual sync tells how much it read, and that nothing is read where it is switched off [A10]", async () => {
  const off = await run("sync_orders");
  await work();
  expect(await seen(off)).toMatchObject({
    state: "failed",
    error: expect.stringContaining("has nothing to sync"),
  });
  engine.ports = { orders: readOnlyOrders(changed) };
  const wake = () =>
    engine.inside((tx) =>
      tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
        engine.store,
        new Date(engine.clock.now()),
      ]),
    );
  await wake();
  await engine.engine.runUntilIdle();
  engine.clock.pass(1);
  const id = await run("sync_orders");
  await expect(work()).rejects.toMatchObject({ kind: "throttled" });
  await engine.engine.runUntilIdle();
  await work();
  expect(await seen(id)).toMatchObject({ state: "done", counts: { orders: 2 } });
});

test.each<readonly [string, Ports, Record<string, number>]>([
  ["a channel without webhooks and stock", { orders: readOnlyOrders(changed) }, { orders: 2 }],
  ["an ad account", { adSpend: spendOfNothing() }, {}],
])(
  "everything of %s is compared: what it does not have is no fault, and leaves no alert [A10]",
  async (_what, ports, counts) => {
    engine.ports = ports;
    await engine.db.owner.run(
      `update argosy.connection set facts = '{"currency":"INR","timeZone":"Asia/Kolkata"}' where id = $1`,
      [engine.store],
    );
    await engine.inside((tx) =>
      tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
        engine.store,
        new Date(engine.clock.now()),
      ]),
    );
    await engine.engine.runUntilIdle();
    engine.clock.pass(1);
    const id = await run("reconcile");
    for (let round = 0; round < 6 && (await seen(id)).state !== "done"; round += 1) {
      await work().catch((error: unknown) => {
        if (!isConnectorError(error) || error.info.kind !== "throttled") throw error;
      });
      await engine.engine.runUntilIdle();
    }
    expect(await seen(id)).toMatchObject({ state: "done", error: null, counts });
    const alerts = await engine.inside((tx) =>
      // This channel's orders are in its list alone.
      tx.rows("select kind from alert where organization_id = argosy.tenant() and kind <> 'orders_gone'"),
    );
    expect(alerts).toEqual([]);
  },
);

test("one delivery nobody can read is not the state of its store; a channel that does not answer is", async () => {
  const unreadable = (ref: string) =>
    engine.db.owner.run(
      `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, body,
         attempts, status, error)
       values ($1, $2, 'order', $3, '', 'webhook', true, '', 5, 'failed', 'It cannot be read.')`,
      [engine.organization, engine.store, ref],
    );
  const shown = () => engine.inside((tx) => getStore(tx, engine.store));
  const { health } = await shown();
  await unreadable("1");
  expect(await shown()).toMatchObject({ health, lastError: null, failingItems: 1 });
  await unreadable("2");
  await unreadable("3");
  expect(await shown()).toMatchObject({ health: "degraded", lastError: "It cannot be read.", failingItems: 3 });
  await engine.db.owner.run("delete from argosy.inbox_event");
  const again = new Date(engine.clock.now() + 15_000);
  await engine.db.owner.run(
    `with gone as (delete from argosy.lane where connection_id = $2 and kind = 'sweep')
     insert into argosy.lane (organization_id, connection_id, kind, due_at, failures, version)
     values ($1, $2, 'sweep', $3, 4, 1000)`,
    [engine.organization, engine.store, again],
  );
  expect(await shown()).toMatchObject({ failedAttempts: 4, nextRetryAt: again, failingItems: 0 });
});

test("a delivery applied again waits from then on, not since it first came [A10.10, I5.2]", async () => {
  const hourAgo = new Date(engine.clock.now() - 3_600_000);
  const { id } = await engine.db.owner.one<{ id: string }>(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, body, status,
       received_at)
     values ($1, $2, 'order', '1', '', 'webhook', true, '{}', 'processed', $3) returning id`,
    [engine.organization, engine.store, hourAgo],
  );
  await engine.engine.inbox.replay({ organization: engine.organization, eventId: id });
  engine.clock.pass(2_000);
  const health = await engine.inside((tx) => storeHealth(tx, engine.store, new Date(engine.clock.now())));
  expect(health).toMatchObject({ inboundLagMs: 2_000, inboundWaiting: 1 });
});
