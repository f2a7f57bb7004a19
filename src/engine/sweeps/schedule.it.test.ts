import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { connectionId } from "../../commerce/ids.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import { patchStore } from "../../hub/store-settings/patch-store.ts";
import { deactivateStore, resumeStore } from "../../hub/stores/lifecycle.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { pollOrdersNow } from "../lanes/sweep-requests.ts";
import { testEngine } from "../testing.ts";
import { readOnlyOrders } from "../testing-ports.ts";
import { plannedSweeps } from "./schedule.ts";

const MINUTE = 60_000;

/** A walk without items. */
async function* pagesOf(onRead: () => Promise<void>) {
  await onRead();
  yield { items: [], cursor: "1", safeToSave: true };
}

function sweep<T>(id: string, mode: Sweep<T>["mode"], everyMs: number): Sweep<T> {
  return { id, mode, everyMs, run: () => pagesOf(async () => undefined) };
}

const ports: Ports = {
  orders: {
    essential: {},
    sweeps: [sweep("changed", "changed", 10 * MINUTE), sweep("all", "full", 10 * MINUTE)],
    get: async () => null,
    options: () => [],
    execute: async () => ({ state: "unsupported", text: platformText("") }),
  },
  products: {
    sweeps: [sweep("all", "full", 24 * 60 * MINUTE), sweep("changed", "changed", 20 * MINUTE)],
    get: async () => null,
  },
  stock: {
    basis: "available",
    compareAndSet: "none",
    takesAt: "",
    multiLocation: false,
    push: { maxItems: 1, send: async () => [] },
    read: async () => [],
  },
  subscriptions: {
    list: async () => [],
    ensure: async () => ({ subscriptions: [], secrets: {}, recreated: 0 }),
    remove: async () => undefined,
  },
};

const noOrders = {
  essential: {},
  get: async () => null,
  options: () => [],
  execute: async () => ({ state: "unsupported", text: platformText("") }) as const,
};

function planned(settings: OpenConnection["row"]["settings"], isPublic = true, more: Ports = {}) {
  const open = {
    ports: { ...ports, ...more },
    row: { settings },
    webhookUrl: () => (isPublic ? "https://hub.example/x" : null),
  };
  return Object.fromEntries(plannedSweeps(open).map(({ name, everyMs }) => [name, everyMs / MINUTE]));
}

test("every port is swept at its own pace, products whole besides, the full walk of orders left to imports", () => {
  expect(planned({})).toEqual({
    "orders:changed": 10,
    "orders:by-name": 180,
    "products:changed": 20,
    "products:all": 1_440,
    stock: 30,
    subscriptions: 15,
    account: 1_440,
  });
});

test("a store's settings slow sweeps down, never below what a platform bears [A10.1, A10.4]", () => {
  expect(
    planned({ orders: { intervalMinutes: 1 }, inventory: { intervalMinutes: 5 }, listings: { intervalMinutes: 60 } }),
  ).toMatchObject({
    "orders:changed": 5,
    "products:changed": 60,
    stock: 30,
  });
});

test("a look that is rare on purpose becomes no more frequent by the seller's pace for news", () => {
  const slow = sweep<never>("month", "changed", 6 * 60 * MINUTE);
  const orders = { ...noOrders, sweeps: [sweep<never>("changed", "changed", 10 * MINUTE), slow] };
  const minutes = (intervalMinutes: number) => planned({ orders: { intervalMinutes } }, true, { orders });
  expect(minutes(5)).toMatchObject({ "orders:changed": 5, "orders:month": 360 });
  expect(minutes(720)).toMatchObject({ "orders:changed": 720, "orders:month": 720 });
});

test("a sweep the seller switched off does not run; webhooks are not checked without a public address [A10.1, I8.7]", () => {
  expect(planned({ orders: { automatic: false }, inventory: { enabled: false } }, false)).toEqual({
    "products:changed": 20,
    "products:all": 1_440,
    account: 1_440,
  });
  expect(planned({ listings: { automatic: false } })).toEqual({
    "orders:changed": 10,
    "orders:by-name": 180,
    stock: 30,
    subscriptions: 15,
    account: 1_440,
  });
});

test("an account that a sweep finds changed is learnt again at once", async () => {
  let zone = "Africa/Cairo";
  const connect = {
    begin: async () => ({ step: "ready" }) as const,
    complete: async () => ({ grant: { secrets: {} }, accounts: [] }),
    detect: async () => ({
      account: { externalId: "1", name: "Fakeshop" },
      facts: { timeZone: zone },
      locations: [],
      missingScopes: [],
      warnings: [],
    }),
  };
  const sweep: Sweep<OrderPart> = {
    id: "changed",
    mode: "changed",
    everyMs: 5 * MINUTE,
    async *run(_input, { connection }) {
      const isMoved = connection.facts.timeZone !== zone;
      yield { items: [], cursor: "", safeToSave: true, ...(isMoved && { accountChanged: true as const }) };
    },
  };
  await using engine = await testEngine({ orders: { ...noOrders, sweeps: [sweep] } }, { connect });
  await engine.db.owner.run("update connection set account_id = '1' where id = $1", [engine.store]);
  const savedZone = async () => {
    engine.clock.pass(5 * MINUTE);
    await engine.inside((tx) =>
      tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'sweep', $2)", [
        engine.store,
        new Date(engine.clock.now()),
      ]),
    );
    await engine.engine.runUntilIdle();
    const { facts } = await engine.db.owner.one<{ facts: Record<string, unknown> }>(
      "select facts from connection where id = $1",
      [engine.store],
    );
    return facts.timeZone;
  };
  expect(await savedZone()).toBe("Africa/Cairo");
  zone = "Pacific/Honolulu";
  expect(await savedZone()).toBe("Pacific/Honolulu");
});

test("an account's facts are read again within a day, for stores connected before too", async () => {
  const unconfirmed = {
    account: { externalId: "1", name: "Fakeshop" },
    facts: { dimensionUnit: "cm" },
    locations: [{ key: "2", name: "Cairo", active: true }],
    missingScopes: [],
    warnings: [],
  };
  let account = "2";
  const connect = {
    begin: async () => ({ step: "ready" }) as const,
    complete: async () => ({ grant: { secrets: {} }, accounts: [] }),
    detect: async () => ({ ...unconfirmed, account: { ...unconfirmed.account, externalId: account } }),
  };
  await using engine = await testEngine({ orders: { sweeps: [], ...noOrders } }, { connect });
  const factsOf = () =>
    engine.db.owner.one<{ facts: Record<string, unknown>; places: string[] }>(
      `select facts, array(select name from ext_location l where l.connection_id = c.id) as places
       from connection c
       where id = $1`,
      [engine.store],
    );
  await engine.db.owner.run("update connection set account_id = '1' where id = $1", [engine.store]);
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'sweep', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]),
  );
  await engine.engine.runUntilIdle();
  expect((await factsOf()).facts).not.toHaveProperty("dimensionUnit");
  const day = async () => {
    engine.clock.pass(24 * 60 * MINUTE);
    await engine.engine.runUntilIdle();
    return factsOf();
  };
  // Another account's answer is nobody's facts here.
  expect((await day()).facts).not.toHaveProperty("dimensionUnit");
  account = "1";
  expect(await day()).toMatchObject({ facts: { dimensionUnit: "cm" }, places: ["Cairo"] });
});

test("a queue is listened to, and kept subscribed, without a public address", () => {
  const queue = { everyMs: MINUTE, receive: async () => [], acknowledge: async () => undefined };
  expect(planned({}, false, { queue })).toMatchObject({ queue: 1, subscriptions: 15 });
});

test("orders asked for while they are being read are read once more", async () => {
  let reads = 0;
  let onRead: () => Promise<void> = async () => undefined;
  const changed: Sweep<never> = {
    ...sweep<never>("changed", "changed", 10 * MINUTE),
    run: () =>
      pagesOf(() => {
        reads += 1;
        return onRead();
      }),
  };
  await using engine = await testEngine({ orders: readOnlyOrders(changed) });
  const lane = {
    organization: engine.organization,
    connection: connectionId(engine.store),
    kind: "outbound",
    failures: 0,
  } as const;
  await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at)
       values (argosy.tenant(), $1, 'orders:changed', $2)`,
      [engine.store, new Date(engine.clock.now())],
    );
    await pollOrdersNow(tx, lane, new Date(engine.clock.now()));
  });
  onRead = async () => {
    onRead = async () => undefined;
    engine.clock.pass(5_000);
    await engine.inside((tx) => pollOrdersNow(tx, lane, new Date(engine.clock.now())));
  };
  engine.clock.pass(1_000);
  await engine.engine.runUntilIdle();
  expect(reads).toBe(2);
});

test("a sweep the seller switches off stops, and runs again at once when it is switched on", async () => {
  let reads = 0;
  const changed: Sweep<never> = {
    ...sweep<never>("changed", "changed", 10 * MINUTE),
    run: () =>
      pagesOf(async () => {
        reads += 1;
      }),
  };
  await using engine = await testEngine({ orders: readOnlyOrders(changed) });
  const automatic = async (isOn: boolean) => {
    await engine.inside((tx) =>
      patchStore(tx, {
        connectionId: engine.store,
        by: systemActor,
        now: new Date(engine.clock.now()),
        patch: { settings: { orders: { automatic: isOn } } },
      }),
    );
    await engine.engine.runUntilIdle();
  };
  await automatic(true);
  expect(reads).toBe(1);
  await automatic(false);
  engine.clock.pass(2 * 60 * MINUTE);
  await engine.engine.runUntilIdle();
  expect(reads).toBe(1);
  await automatic(true);
  expect(reads).toBe(2);
});

test("a store switched on again checks at once for changes, but walks over everything only when that is due", async () => {
  await using engine = await testEngine({});
  const at = (minutes: number) => new Date(engine.clock.now() + minutes * MINUTE);
  const change = { connectionId: engine.store, by: systemActor, now: at(5) };
  const due = await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, reads, next_at)
       select argosy.tenant(), $1, s, r, n from unnest($2::text[], $3::text[], $4::timestamptz[]) as c(s, r, n)`,
      [
        engine.store,
        ["orders:changed", "products:all", "products:hourly", "stock"],
        ["changed", "all", "all", null],
        [at(60), at(600), at(2), null],
      ],
    );
    await deactivateStore(tx, change);
    await resumeStore(tx, change);
    return tx.rows<{ sweep: string; next: Date | null }>(
      "select sweep, next_at as next from argosy.sync_cursor where organization_id = argosy.tenant() order by sweep",
    );
  });
  expect(due.map(({ sweep, next }) => [sweep, next])).toEqual([
    ["orders:changed", at(5)],
    ["products:all", at(600)],
    ["products:hourly", at(5)],
    ["stock", null],
  ]);
});
