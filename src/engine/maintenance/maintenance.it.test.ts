import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { reserveStock } from "../../hub/reservations/reserve.ts";
import { fakeShop, type TestEngine, testEngine } from "../testing.ts";
import { stockShown } from "../testing-ports.ts";
import { alertApiSunsets } from "./api-sunsets.ts";

const openAlerts = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ kind: string }>(
      "select kind from argosy.alert where organization_id = argosy.tenant() and state <> 'resolved'",
    ),
  );

const refusingStock = (shown: Map<string, number>) =>
  stockShown(shown, {
    maxItems: 100,
    send: async () => Promise.reject(new ConnectorError({ kind: "rejected" }, "Not here.")),
  });

test("the alert about a stock number ends when the seller sets it on the channel, or unlinks the item", async () => {
  const shown = new Map<string, number>();
  await using engine = await testEngine({ stock: refusingStock(shown) });
  await engine.listed("MUG", 5);
  const plate = await engine.listed("PLATE", 5);
  await engine.engine.runUntilIdle();
  await engine.engine.upkeep();
  expect(await openAlerts(engine)).toEqual([{ kind: "stock_failed" }, { kind: "stock_failed" }]);

  shown.set("MUG", 5);
  await engine.inside((tx) =>
    tx.run(
      `update argosy.listing_stock
       set recheck = true, due_at = $1
       where organization_id = argosy.tenant() and listing_id <> $2`,
      [new Date(engine.clock.now()), plate.listing],
    ),
  );
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]),
  );
  await engine.engine.runUntilIdle();
  await engine.engine.upkeep();
  expect(await openAlerts(engine)).toHaveLength(1);

  await engine.inside((tx) =>
    tx.run(
      `update argosy.listing
       set state = 'unmapped', variant_id = null
       where organization_id = argosy.tenant() and id = $1`,
      [plate.listing],
    ),
  );
  await engine.engine.upkeep();
  expect(await openAlerts(engine)).toEqual([]);
});

test("units a program reserved for a time are for sale again everywhere after it [D2.2]", async () => {
  await using engine = await testEngine({});
  const { variant, listing } = await engine.listed("MUG", 5);
  const now = () => new Date(engine.clock.now());
  const expiresAt = new Date(engine.clock.now() + 10 * 60_000);
  const items = [{ variantId: variant, quantity: 2 }];
  await engine.inside((tx) =>
    reserveStock(tx, { reference: "basket", items, expiresAt, actor: systemActor, now: now() }),
  );
  const desired = async () => {
    await engine.engine.upkeep();
    await engine.engine.runUntilIdle();
    const row = await engine.inside((tx) =>
      tx.one<{ desired: number }>(
        "select desired from argosy.listing_stock where organization_id = argosy.tenant() and listing_id = $1",
        [listing],
      ),
    );
    return row.desired;
  };
  expect(await desired()).toBe(3);
  engine.clock.pass(10 * 60_000);
  expect(await desired()).toBe(5);
});

test("a lane that sleeps although something is due is woken", async () => {
  await using engine = await testEngine({});
  await engine.inside((tx) =>
    tx.run(
      `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, body, due_at)
       values (argosy.tenant(), $1, 'order', '1', 't', '', $2)`,
      [engine.store, new Date(engine.clock.now())],
    ),
  );
  await engine.db.owner.run("update argosy.lane set due_at = null");
  await engine.engine.upkeep();
  const due = await engine.inside((tx) =>
    tx.rows("select kind from argosy.lane where organization_id = argosy.tenant() and due_at is not null"),
  );
  expect(due).toEqual([{ kind: "inbox" }]);
});

test("reading of orders that stands still longer than three intervals is told, whatever the reason, and no more once it goes on [A7.2]", async () => {
  await using engine = await testEngine({});
  const { clock } = engine;
  await engine.inside((tx) =>
    tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at, every_ms, turn_at)
       values (argosy.tenant(), $1, 'orders:x', $2, 600000, $2), (argosy.tenant(), $1, 'stock', $2, 60000, $2)`,
      [engine.store, new Date(clock.now())],
    ),
  );
  const alerts = () =>
    engine.inside((tx) =>
      tx.rows("select kind, severity, state from alert where organization_id = argosy.tenant() order by kind"),
    );
  const later = async (minutes: number) => {
    clock.pass(minutes * 60_000);
    await engine.engine.upkeep();
  };
  await later(0);
  await later(30);
  expect(await alerts()).toEqual([]);
  await later(1);
  const alert = { kind: "orders_unread", severity: "critical" };
  expect(await alerts()).toEqual([{ ...alert, state: "open" }]);
  await later(1);
  expect(await alerts()).toEqual([{ ...alert, state: "open" }]);
  await engine.inside((tx) =>
    tx.run(
      `update argosy.sync_cursor set turn_at = $1
       where organization_id = argosy.tenant() and sweep = 'orders:x'`,
      [new Date(clock.now())],
    ),
  );
  await later(1);
  expect(await alerts()).toEqual([{ ...alert, state: "resolved" }]);
});

test("a sweep that stands still or fails for three intervals, an hour at least, raises an alert until it goes on", async () => {
  await using engine = await testEngine({});
  const { clock } = engine;
  await engine.inside((tx) =>
    tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at, every_ms, turn_at, failing_since)
       values (argosy.tenant(), $1, 'products:x', $2, 3600000, $2, $2),
         (argosy.tenant(), $1, 'stock', $2, 60000, $2, null)`,
      [engine.store, new Date(clock.now())],
    ),
  );
  const change = (sql: string) => engine.inside((tx) => tx.run(sql, [new Date(clock.now())]));
  const alertsAfter = async (minutes: number) => {
    clock.pass(minutes * 60_000);
    await engine.engine.upkeep();
    const alerts = await engine.inside((tx) =>
      tx.rows<{ kind: string; state: string }>(
        "select kind, state from alert where organization_id = argosy.tenant() order by kind",
      ),
    );
    return alerts.map(({ kind, state }) => `${kind} ${state}`);
  };
  expect(await alertsAfter(0)).toEqual([]);
  expect(await alertsAfter(60)).toEqual([]);
  expect(await alertsAfter(1)).toEqual(["reading_stopped open"]);
  // The stock is read again; the products fail on, an hour each time.
  await change("update argosy.sync_cursor set turn_at = $1 where organization_id = argosy.tenant()");
  expect(await alertsAfter(2)).toEqual(["reading_stopped open"]);
  await change(
    "update argosy.sync_cursor set turn_at = $1, failing_since = null where organization_id = argosy.tenant()",
  );
  expect(await alertsAfter(2)).toEqual(["reading_stopped resolved"]);
});

test("polls and waiting work go on at once after the clock was set back by an hour [F11]", async () => {
  await using engine = await testEngine({});
  const { clock } = engine;
  const inAMinute = new Date(clock.now() + 60_000);
  await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at)
       values (argosy.tenant(), $1, 'orders:x', $2)`,
      [engine.store, inAMinute],
    );
    await tx.run(
      `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, body, due_at)
       values (argosy.tenant(), $1, 'order', '1', 't', '', $2)`,
      [engine.store, inAMinute],
    );
  });
  const waiting = () =>
    engine.inside((tx) =>
      tx.one<{ poll: Date; delivery: Date; lanes: string[] }>(
        `select (select next_at from argosy.sync_cursor
           where organization_id = argosy.tenant() and sweep = 'orders:x') as poll,
           (select due_at from argosy.inbox_event where organization_id = argosy.tenant()) as delivery,
           array(select kind from argosy.lane where organization_id = argosy.tenant() and due_at <= $1
             order by kind) as lanes`,
        [new Date(clock.now())],
      ),
    );
  await engine.db.owner.run("update argosy.lane set due_at = null");
  await engine.engine.upkeep();
  clock.pass(-30_000);
  await engine.engine.upkeep();
  expect(await waiting()).toEqual({ poll: inAMinute, delivery: inAMinute, lanes: [] });
  clock.pass(-3_600_000);
  await engine.engine.upkeep();
  const now = new Date(clock.now());
  expect(await waiting()).toEqual({ poll: now, delivery: now, lanes: ["inbox", "sweep"] });
});

test("an API version that will end is told 90 days before, once, and no longer when a newer one is spoken", async () => {
  await using engine = await testEngine({});
  const { meta } = fakeShop(() => ({}));
  const now = new Date("2026-11-21T00:00:00Z");
  const speaks = (version: string, endsOn: string) =>
    engine.inside((tx) =>
      alertApiSunsets(
        tx,
        new Map([["fakeshop", { ...fakeShop(() => ({})), meta: { ...meta, api: { version, endsOn } } }]]),
        now,
      ),
    );
  const unresolved = () =>
    engine.inside((tx) =>
      tx.rows<{ severity: string; text: string }>(
        "select severity, text from argosy.alert where organization_id = argosy.tenant() and state <> 'resolved'",
      ),
    );
  await engine.db.owner.run("update argosy.connection set provider = 'fakeshop'");
  await speaks("2", "2027-03-01");
  expect(await unresolved()).toEqual([]);
  await speaks("2", "2027-01-15");
  await speaks("2", "2027-01-15");
  expect(await unresolved()).toEqual([
    { severity: "warning", text: expect.stringContaining("API version 2 ends on 2027-01-15, in 55 days") },
  ]);
  await speaks("2", "2026-11-01");
  expect(await unresolved()).toMatchObject([{ severity: "critical" }]);
  await speaks("3", "2028-01-01");
  expect(await unresolved()).toEqual([]);
});

test("a delivery no connection was found for goes when all others lose their bytes", async () => {
  await using engine = await testEngine({});
  const day = 86_400_000;
  const midnight = Math.ceil(engine.clock.now() / day) * day;
  const save = (key: string, agoDays: number) =>
    engine.db.owner.run(
      `insert into argosy.platform_inbox (provider, account_id, topic, dedup_key, body, received_at)
       values ('shopee', '7', 'privacy', $1, 'bytes', $2)`,
      [key, new Date(midnight - agoDays * day)],
    );
  await save("old", 31);
  await save("young", 29);
  engine.clock.pass(midnight - engine.clock.now());
  await engine.engine.upkeep();
  const left = await engine.db.owner.rows<{ dedup_key: string; body: Buffer }>(
    "select dedup_key, body from argosy.platform_inbox order by dedup_key",
  );
  expect(left.map(({ dedup_key, body }) => [dedup_key, body.toString()])).toEqual([["young", "bytes"]]);
});

test("an organization whose hourly work failed or came late gets it a minute later, and once an hour", async () => {
  await using engine = await testEngine({});
  const save = () =>
    engine.db.owner.run(
      `insert into argosy.idempotency (organization_id, key, route, request_hash, created_at)
       values ($1, gen_random_uuid()::text, 'x', 'x', '2020-01-01')`,
      [engine.organization],
    );
  const saved = async () => (await engine.db.owner.rows("select 1 from argosy.idempotency")).length;
  await engine.engine.upkeep();
  await save();
  engine.clock.pass(30 * 60_000);
  await engine.engine.upkeep();
  expect(await saved()).toBe(1);
  // The minute of the full hour was missed.
  engine.clock.pass(37 * 60_000);
  await engine.engine.upkeep();
  expect(await saved()).toBe(0);
});
