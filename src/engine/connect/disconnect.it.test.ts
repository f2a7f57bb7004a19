import { expect, test } from "vitest";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Tx } from "../../db/database.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { requestCommand, retryCommand } from "../../hub/orders/commands.ts";
import { openOrdersOf } from "../../hub/orders/store-deleted.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { storeSecrets } from "../../hub/stores/secrets.ts";
import { listSyncLog } from "../../hub/sync-log/sync-log.ts";
import { type TestEngine, testEngine } from "../testing.ts";

const HOUR = 3_600_000;

/** A store with an item of 10, of which two orders hold 2 and 3; its platform answers only when told to. */
async function sellingStore() {
  const platform = { isUp: false, isRefusing: false, removals: 0 };
  const engine = await testEngine({
    orders: {
      essential: {},
      sweeps: [],
      get: async () => null,
      options: () => [],
      execute: async () => ({ state: "done", text: platformText("Done.") }),
    },
    subscriptions: {
      list: async () => [],
      ensure: async () => ({ subscriptions: [], secrets: {}, recreated: 0 }),
      async remove() {
        platform.removals += 1;
        if (platform.isRefusing) throw new ConnectorError({ kind: "auth_revoked" }, "The keys are gone.");
        if (!platform.isUp) throw new ConnectorError({ kind: "transient" }, "It did not answer.");
      },
    },
  });
  await engine.inside((tx) =>
    tx.run("update connection set installed_at = $1 where organization_id = argosy.tenant()", [
      new Date(engine.clock.now()),
    ]),
  );
  const { variant } = await engine.listed("MUG", 10);
  const parts = [2, 3].map((quantity) =>
    orderPart(`order-${quantity}`, {
      number: `${quantity}`,
      status: "processing",
      lines: [orderLine({ key: `line-${quantity}`, quantity, variantKey: "MUG" })],
    }),
  );
  const now = new Date(engine.clock.now());
  const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
  const applied = await engine.inside((tx) =>
    applyOrderParts(tx, { connection, parts, compareAndSet: "none", now, source: "poll", actor }),
  );
  const [first = "", second = ""] = applied.map(({ orderId }) => orderId);
  const level = () =>
    engine.db.owner.one<{ on_hand: number; reserved: number }>(
      "select on_hand, reserved from argosy.level where variant_id = $1",
      [variant],
    );
  return { engine, platform, first, second, level };
}

const disconnect = (engine: TestEngine, openOrders?: "finish" | "cancel") =>
  engine.engine.connections.disconnect({
    organization: engine.organization,
    connectionId: engine.store,
    actor,
    openOrders,
  });
const ask = (
  engine: TestEngine,
  orderId: string,
  command: Parameters<typeof requestCommand>[1]["command"],
  key = "k",
) =>
  engine.inside((tx) =>
    requestCommand(tx, { orderId, command, idempotencyKey: key, actor, now: new Date(engine.clock.now()) }),
  );
const secrets = (engine: TestEngine) =>
  engine.db.owner.rows("select 1 from argosy.secret where owner_id = $1", [engine.store]);
const saveKey = (engine: TestEngine, tx: Tx) =>
  storeSecrets(tx, engine.db.vault, {
    ownerKind: "connection",
    ownerId: engine.store,
    secrets: { apiKey: "kept" },
    now: new Date(engine.clock.now()),
  });
const left = (engine: TestEngine) =>
  engine.db.owner.one<{ removal_left: string[]; removal_due_at: Date | null }>(
    "select removal_left, removal_due_at from argosy.connection where id = $1",
    [engine.store],
  );

test("open orders of a deleted store are finished here; what waited for the store is not sent [B40, A2.10]", async () => {
  const { engine, platform, first, second, level } = await sellingStore();
  await using _ = engine;
  platform.isUp = true;
  const waiting = await ask(engine, first, { kind: "fulfil" }, "before");
  expect(waiting.state).toBe("waiting");
  expect(await engine.inside((tx) => openOrdersOf(tx, engine.store))).toEqual({ orders: 2, units: 5 });
  expect(await disconnect(engine)).toEqual({ openOrders: 2, leftOnPlatform: [], isRetried: false });
  const { state } = await engine.db.owner.one<{ state: string }>("select state from argosy.command where id = $1", [
    waiting.id,
  ]);
  expect(state).toBe("cancelled");
  await expect(
    engine.inside((tx) => retryCommand(tx, { commandId: waiting.id, actor, now: new Date(engine.clock.now()) })),
  ).rejects.toMatchObject({ said: { code: "refused.commandDisconnected" } });

  const options = await engine.engine.orderOptions({
    organization: engine.organization,
    orderId: first,
    language: "en",
  });
  expect(options.find(({ kind }) => kind === "fulfil")?.allowed).toBe(true);
  expect(await ask(engine, first, { kind: "fulfil" })).toMatchObject({ state: "done" });
  expect(await ask(engine, second, { kind: "cancel" })).toMatchObject({ state: "done" });
  expect(await level()).toEqual({ on_hand: 8, reserved: 0 });
});

test("a deleted store whose orders are cancelled frees their units, also when the process ended in between [A2.10]", async () => {
  const { engine, platform, level } = await sellingStore();
  await using _ = engine;
  platform.isUp = true;
  await disconnect(engine, "cancel");
  expect(await level()).toEqual({ on_hand: 10, reserved: 0 });
  await engine.db.owner.run("update argosy.connection set cancels_orders = true where id = $1", [engine.store]);
  await engine.engine.upkeep();
  const { rest } = await engine.db.owner.one<{ rest: boolean }>(
    "select cancels_orders as rest from argosy.connection where id = $1",
    [engine.store],
  );
  expect(rest).toBe(false);
});

test("webhooks of a platform that is down are said, and removed once it answers [B40.2]", async () => {
  const { engine, platform } = await sellingStore();
  await using _ = engine;
  await engine.inside((tx) => saveKey(engine, tx));
  expect(await disconnect(engine)).toMatchObject({ leftOnPlatform: ["webhooks"], isRetried: true });
  expect(await secrets(engine)).not.toEqual([]);
  await engine.engine.upkeep();
  expect(platform.removals).toBe(1);
  engine.clock.pass(HOUR);
  platform.isUp = true;
  await engine.engine.upkeep();
  expect(platform.removals).toBe(2);
  expect(await left(engine)).toEqual({ removal_left: [], removal_due_at: null });
  expect(await secrets(engine)).toEqual([]);
  const log = await engine.inside((tx) => listSyncLog(tx, { connectionId: engine.store, action: "check_webhooks" }));
  expect(log.items.map(({ text }) => text)).toEqual([
    "The leftovers on the channel were removed.",
    "Left on the channel: the webhooks. It did not respond. Argosy retries every hour for 7 days.",
  ]);
});

test.each([
  ["never answers within 7 days", false],
  ["no longer accepts the keys", true],
])("nothing is tried for ever on a platform that %s", async (_what, isRefusing) => {
  const { engine, platform } = await sellingStore();
  await using _ = engine;
  await engine.inside((tx) => saveKey(engine, tx));
  platform.isRefusing = isRefusing;
  expect((await disconnect(engine)).isRetried).toBe(!isRefusing);
  engine.clock.pass(7 * 24 * HOUR);
  await engine.engine.upkeep();
  expect(await left(engine)).toEqual({ removal_left: ["webhooks"], removal_due_at: null });
  expect(await secrets(engine)).toEqual([]);
});
