import { afterAll, beforeAll, expect, test } from "vitest";
import { ORDER_STATES, type OrderState } from "../../commerce/order-states.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { indexAllDue } from "../search/index-due.ts";
import { orderSorts } from "./filter.ts";
import { listOrders } from "./list.ts";
import { neighboursOf } from "./neighbours.ts";
import { countTabs } from "./tabs.ts";
import { actor, minutes, noon, orderLine, orderPart, type TestShop, type TestStore, testShop } from "./testing.ts";

let db: TestDatabase;
let shop: TestShop;
let store: TestStore;
beforeAll(async () => {
  db = await testDatabase();
  shop = await testShop(db);
  store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 1_000);
});
afterAll(() => db[Symbol.asyncDispose]());

/** How an order of each state came to be: its columns, and what was asked of it, last first. */
const STATES: Readonly<Record<OrderState, { set?: string; commands?: readonly (readonly [string, string])[] }>> = {
  to_ship: {},
  partly_shipped: { set: "fulfilment = 'partial'" },
  short: { set: "is_short = true" },
  unlinked: { set: "has_unmapped = true, is_short = true" },
  awaiting_payment: { set: "financial = 'pending'" },
  unconfirmed: { set: "status = 'pending'" },
  on_hold: { set: "status = 'on_hold'" },
  failed: { commands: [["fulfil", "rejected"]] },
  rejected: { set: "push_state = 'failed'" },
  sending: { set: "push_state = 'pending'" },
  shipping: {
    commands: [
      ["fulfil", "waiting"],
      ["fulfil", "failed"],
    ],
  },
  cancelling: {
    commands: [
      ["cancel", "running"],
      ["note", "failed"],
    ],
  },
  by_marketplace: {},
  shipped: { set: "fulfilment = 'fulfilled', status = 'completed'" },
  in_transit: { set: "fulfilment = 'in_transit'" },
  delivered: { set: "fulfilment = 'delivered'" },
  returned: { set: "fulfilment = 'returned'" },
  completed: { set: "status = 'completed'" },
  refunded: { set: "financial = 'refunded'" },
  cancelled: { set: "status = 'cancelled'", commands: [["refund", "failed"]] },
};

async function place(state: OrderState, at: Date): Promise<void> {
  const fulfilledBy = state === "by_marketplace" ? "marketplace" : "merchant";
  const lines = [
    orderLine({ key: "1", variantKey: "v", quantity: 2, fulfilledBy, title: `Mug of ${state}` }),
    orderLine({ key: "2", variantKey: "v", quantity: 1, fulfilledBy }),
    orderLine({ key: "3", variantKey: "v", quantity: 1, fulfilledBy }),
  ];
  const address = { shippingAddress: { country: "EG" } };
  const [made] = await store.apply([
    orderPart(`n-${state}`, { status: "processing", financial: "paid", lines, placedAt: at.toISOString(), ...address }),
  ]);
  const { set, commands = [] } = STATES[state];
  await shop.run(async (tx) => {
    if (set)
      await tx.run(`update argosy.sales_order set ${set} where organization_id = argosy.tenant() and id = $1`, [
        made?.orderId,
      ]);
    for (const [kind, done] of commands.toReversed())
      await tx.run(
        `insert into argosy.command (organization_id, order_id, connection_id, kind, input, idempotency_key, state, requested_by, created_at, finished_at)
         values (argosy.tenant(), $1, $2, $3, '{}', gen_random_uuid()::text, $4, $5, $6::timestamptz,
           case when $4 in ('waiting', 'running') then null else $6::timestamptz end)`,
        [made?.orderId, store.id, kind, done, actor.name, noon],
      );
  });
}

test("an order has one state, the list is filtered by each, and reads from the oldest on", async () => {
  for (const [at, state] of ORDER_STATES.entries()) await place(state, minutes(at));
  const all = await shop.run((tx) => listOrders(tx, { sort: "oldest", limit: 7 }));
  expect(all.items.map(({ state }) => state)).toEqual(ORDER_STATES.slice(0, 7));
  const rest = await shop.run((tx) => listOrders(tx, { sort: "oldest", cursor: all.nextCursor ?? "" }));
  expect(rest.items.map(({ state }) => state)).toEqual(ORDER_STATES.slice(7));
  expect(all.items[0]).toMatchObject({
    firstItem: { title: "Mug of to_ship", quantity: 2, imageUrl: null },
    otherItems: 2,
    units: 4,
    country: "EG",
    provider: expect.any(String),
  });
  for (const state of ORDER_STATES)
    for (const sort of ["placed", "oldest", "updated"] as const) {
      const found = await shop.run((tx) => listOrders(tx, { state: [state], sort }));
      expect([state, sort, found.items.map((order) => order.state)]).toEqual([state, sort, [state]]);
    }
  await indexAllDue(shop.run);
  const two = await shop.run((tx) => listOrders(tx, { state: ["short", "failed"], search: "mug", sort: "oldest" }));
  expect(two.items.map(({ state }) => state)).toEqual(["short", "failed"]);
});

test("an order's neighbours are those of the list it is looked at in", async () => {
  for (const sort of orderSorts) {
    const { items } = await shop.run((tx) => listOrders(tx, { sort, toShip: true }));
    expect(items.length).toBeGreaterThan(2);
    for (const [at, { id }] of items.entries()) {
      const { previous, next } = await shop.run((tx) => neighboursOf(tx, id, { sort, toShip: true }));
      expect([previous?.id, next?.id]).toEqual([items[at - 1]?.id, items[at + 1]?.id]);
    }
  }
});

test("each tab counts exactly what it shows", async () => {
  const tabs = await shop.run(countTabs);
  const shown = async (filter: Parameters<typeof listOrders>[1]) =>
    (await shop.run((tx) => listOrders(tx, { ...filter, limit: 200 }))).items.length;
  expect(tabs).toEqual({
    toShip: { count: await shown({ toShip: true }), more: false },
    short: { count: await shown({ isShort: true }), more: false },
    unmapped: { count: await shown({ hasUnmapped: true }), more: false },
    failed: { count: await shown({ state: ["failed", "rejected"] }), more: false },
  });
  expect(tabs.failed.count).toBe(2);
  expect(tabs.toShip.count).toBeGreaterThan(2);
});
