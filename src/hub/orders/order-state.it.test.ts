import { beforeAll, expect, test } from "vitest";
import { ORDER_STATES, type OrderState } from "../../commerce/order-states.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { countInbox } from "../analytics/inbox.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { indexAllDue } from "../search/index-due.ts";
import { orderSorts } from "./filter.ts";
import { changeHandling } from "./handling.ts";
import { listOrders } from "./list.ts";
import { neighboursOf } from "./neighbours.ts";
import { groupOrders, TO_SEND_STATES } from "./packing-views.ts";
import { countTabs } from "./tabs.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(() => shop.newStore());
beforeAll(async () => {
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 1_000);
});

/** How an order of each state came to be: its columns, and what was asked of it, last first. */
const STATES: Readonly<
  Record<OrderState, { set?: string; commands?: readonly (readonly [string, string])[]; parcels?: string }>
> = {
  to_ship: {},
  partly_shipped: { set: "fulfilment = 'partial'" },
  label_booked: { set: "fulfilment = 'partial'", parcels: "null, null" },
  label_printed: { parcels: "now(), null" },
  handed_over: { parcels: "null, now()" },
  to_pick_up: { set: "pickup = 'waiting', financial = 'cod_pending'" },
  ready_for_pickup: { set: "pickup = 'ready', financial = 'pending'" },
  to_accept: { set: "awaits_acceptance = true, status = 'pending', financial = 'pending', has_unmapped = true" },
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
  nothing_to_ship: {},
  shipped: { set: "fulfilment = 'fulfilled', status = 'completed'" },
  picked_up: { set: "pickup = 'handed', fulfilment = 'fulfilled'" },
  in_transit: { set: "fulfilment = 'in_transit'" },
  delivered: { set: "fulfilment = 'delivered'" },
  returned: { set: "fulfilment = 'returned'" },
  completed: { set: "status = 'completed'" },
  refunded: { set: "financial = 'refunded'" },
  cancelled: { set: "status = 'cancelled'", commands: [["refund", "failed"]] },
};

/** Who sends the items of an order of such a state, where that is not the seller; nobody: a service, a tip, a download. */
const SENT_BY: Partial<Record<OrderState, "marketplace" | "nobody">> = {
  by_marketplace: "marketplace",
  nothing_to_ship: "nobody",
};

async function insertState(state: OrderState, at: Date): Promise<void> {
  const fulfilledBy = SENT_BY[state] ?? "merchant";
  const lines = [
    orderLine({ key: "1", variantKey: "v", quantity: 2, fulfilledBy, title: `Mug of ${state}` }),
    orderLine({ key: "2", variantKey: "v", quantity: 1, fulfilledBy }),
    orderLine({ key: "3", variantKey: "v", quantity: 1, fulfilledBy }),
  ];
  const address = { shippingAddress: { country: "EG" } };
  const [made] = await store.apply([
    orderPart(`n-${state}`, { status: "processing", financial: "paid", lines, placedAt: at.toISOString(), ...address }),
  ]);
  const { set, commands = [], parcels } = STATES[state];
  await shop.run(async (tx) => {
    if (set)
      await tx.run(`update argosy.sales_order set ${set} where organization_id = argosy.tenant() and id = $1`, [
        made?.orderId,
      ]);
    if (parcels) await book(tx, made?.orderId, parcels);
    for (const [kind, done] of commands.toReversed())
      await tx.run(
        `insert into argosy.command (organization_id, order_id, connection_id, kind, input, idempotency_key, state,
           requested_by, created_at, finished_at)
         values (argosy.tenant(), $1, $2, $3, '{}', gen_random_uuid()::text, $4, $5, $6::timestamptz,
           case when $4 in ('waiting', 'running') then null else $6::timestamptz end)`,
        [made?.orderId, store.id, kind, done, actor.name, noon],
      );
  });
}

/** Two parcels with all of it, one of them handed over: the other one tells how far they are. */
async function book(tx: Tx, orderId: string | undefined, printedAndHanded: string): Promise<void> {
  const location = await ensureDefaultLocation(tx, noon);
  for (const [at, marks] of ["null, now()", printedAndHanded].entries()) {
    await tx.run(
      `insert into argosy.shipment (organization_id, id, order_id, connection_id, reference, idempotency_key, state,
         status, location_id, payment, value_minor, currency, tells_at, requested_by, created_at, updated_at,
         printed_at, handed_over_at)
       values (argosy.tenant(), gen_random_uuid(), $1::uuid, $2, ($1::uuid)::text || $3, $3, 'booked', 'label_ready',
         $4, 'prepaid', 1, 'EUR', 'picked_up', 'ana', $5, $5, ${marks})`,
      [orderId, store.id, `-${at}`, location, noon],
    );
    await tx.run(
      `insert into argosy.parcel (organization_id, shipment_id, connection_id, position, reference, weight_grams,
         length_mm, width_mm, height_mm, items)
       select argosy.tenant(), s.id, $2, 0, s.reference, 1, 1, 1, 1, (
         select jsonb_agg(jsonb_build_object('lineId', l.id, 'quantity', l.quantity))
         from argosy.order_line l
         where l.organization_id = argosy.tenant() and l.order_id = $1::uuid and (l.ext_key = '1') = ($3::int = 0))
       from argosy.shipment s
       where s.organization_id = argosy.tenant() and s.order_id = $1::uuid and s.idempotency_key = '-' || ($3::int)`,
      [orderId, store.id, at],
    );
  }
}

test("an order has one state, the list is filtered by each, and reads from the oldest on", async () => {
  for (const [at, state] of ORDER_STATES.entries()) await insertState(state, minutes(at));
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

/** Long after all that stands here was placed. */
const now = minutes(4 * 24 * 60);

test("orders to ship are listed by when they are due: when the channel says, else two days after they were placed", async () => {
  const hour = (count: number) => minutes(count * 60);
  const ordered = async (number: string, at: Date, shipBy?: string) => {
    const lines = [orderLine({ key: "1", variantKey: "v", quantity: 1 })];
    await store.apply([orderPart(number, { placedAt: at.toISOString(), shipBy, lines })]);
  };
  await ordered("DUE-told", hour(10), hour(20).toISOString());
  await ordered("DUE-untold", hour(1));
  await ordered("DUE-later", hour(9), hour(90).toISOString());
  const due = async (sort: "due" | "lastDue", filter: Parameters<typeof listOrders>[1] = {}) =>
    (await shop.run((tx) => listOrders(tx, { ...filter, sort, limit: 200 }))).items.flatMap(({ platformNumber }) =>
      platformNumber.startsWith("DUE") ? [platformNumber] : [],
    );
  expect(await due("due")).toEqual(["DUE-told", "DUE-untold", "DUE-later"]);
  expect(await due("lastDue", { toShip: true })).toEqual(["DUE-later", "DUE-untold", "DUE-told"]);
  expect(await due("due", { late: { is: true, at: hour(21) } })).toEqual(["DUE-told"]);
  expect(await due("due", { late: { is: false, at: hour(21) } })).toEqual(["DUE-untold", "DUE-later"]);
  const all = await shop.run((tx) => listOrders(tx, { limit: 200 }));
  const shown = new Map(all.items.map((order) => [order.platformNumber, order]));
  expect(shown.get("DUE-told")).toMatchObject({ shipBy: hour(20), dueAt: hour(20) });
  expect(shown.get("DUE-untold")).toMatchObject({ shipBy: null, dueAt: hour(49) });
  for (const { state, dueAt } of all.items) if (state === "shipped" || state === "cancelled") expect(dueAt).toBeNull();
  // A page later is read from where the last one ended.
  const [first] = (await shop.run((tx) => listOrders(tx, { sort: "due", limit: 1 }))).items;
  const { nextCursor } = await shop.run((tx) => listOrders(tx, { sort: "due", limit: 1 }));
  const [second] = (await shop.run((tx) => listOrders(tx, { sort: "due", limit: 1, cursor: nextCursor ?? "" }))).items;
  expect(second?.id).not.toBe(first?.id);
});

test("orders to ship are listed by their priority, and page by page", async () => {
  const numbers = ["PRIO-1", "PRIO-2", "PRIO-3"] as const;
  const lines = [orderLine({ key: "1", variantKey: "v", quantity: 1 })];
  const applied = await store.apply(numbers.map((number) => orderPart(number, { lines })));
  const idOf = (number: string) => applied.find(({ orderKey }) => orderKey === number)?.orderId ?? "";
  const by = { actor, now: noon };
  await shop.run((tx) => changeHandling(tx, [{ orderId: idOf("PRIO-2"), priority: "high" }], by));
  await shop.run((tx) => changeHandling(tx, [{ orderId: idOf("PRIO-1"), priority: "low" }], by));
  const listed = async (sort: "priority" | "lastPriority") => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await shop.run((tx) => listOrders(tx, { sort, limit: 2, cursor }));
      found.push(...page.items.map(({ platformNumber }) => platformNumber));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  };
  const [high, low] = [await listed("priority"), await listed("lastPriority")];
  expect([high[0], high.at(-1), low[0], low.at(-1)]).toEqual(["PRIO-2", "PRIO-1", "PRIO-1", "PRIO-2"]);
  expect(high).toContain("PRIO-3");
  expect(low.toReversed()).toEqual(high);
});

test("an order told in parts is due with the first part that waits, and keeps its time where a later state tells none", async () => {
  const part = (key: string, more: Partial<ReturnType<typeof orderPart>>) => ({
    ...orderPart("PARTS", {
      placedAt: minutes(5).toISOString(),
      lines: [orderLine({ key, variantKey: "v", quantity: 1 })],
    }),
    partKey: key,
    ...more,
  });
  const dueOf = async () => {
    const { items } = await shop.run((tx) => listOrders(tx, { limit: 200 }));
    return items.find(({ platformNumber }) => platformNumber === "PARTS")?.dueAt;
  };
  await store.apply([
    part("a", { shipBy: minutes(100).toISOString() }),
    part("b", { shipBy: minutes(200).toISOString() }),
  ]);
  expect(await dueOf()).toEqual(minutes(100));
  const later = timeVersion(minutes(6).toISOString());
  await store.apply([part("a", { shipBy: minutes(100).toISOString(), fulfilment: "fulfilled", version: later })]);
  expect(await dueOf()).toEqual(minutes(200));
  await store.apply([part("b", { version: later, buyerNote: "Ring twice" })]);
  expect(await dueOf()).not.toBeNull();
});

test("each tab counts exactly what it shows", async () => {
  const tabs = await shop.run((tx) => countTabs(tx, now));
  const shown = async (filter: Parameters<typeof listOrders>[1]) =>
    (await shop.run((tx) => listOrders(tx, { ...filter, limit: 200 }))).items.length;
  expect(tabs).toEqual({
    toShip: { count: await shown({ toShip: true }), more: false },
    singleItem: { count: await shown({ toShip: true, isSingleItem: true }), more: false },
    toPrint: { count: await shown({ toPrint: true }), more: false },
    labelled: { count: await shown({ state: ["label_booked", "label_printed"] }), more: false },
    handedOver: { count: await shown({ state: ["handed_over"] }), more: false },
    toAccept: { count: await shown({ state: ["to_accept"] }), more: false },
    toPickUp: { count: await shown({ state: ["to_pick_up", "ready_for_pickup"] }), more: false },
    late: { count: await shown({ late: { is: true, at: now } }), more: false },
    short: { count: await shown({ isShort: true }), more: false },
    atRisk: { count: await shown({ atRisk: { from: now, to: new Date(now.getTime() + 86_400_000) } }), more: false },
    onHold: { count: await shown({ state: ["on_hold"] }), more: false },
    unmapped: { count: await shown({ hasUnmapped: true }), more: false },
    failed: { count: await shown({ state: ["failed", "rejected"] }), more: false },
  });
  expect(tabs.failed.count).toBe(2);
  expect(tabs.toShip.count).toBeGreaterThan(2);
});

test("an order of one unit is one line of one unit: two units, two lines and lines taken out are told apart", async () => {
  const line = (key: string, quantity: number) => orderLine({ key, variantKey: "v", quantity });
  const address = { shippingAddress: { country: "jp" } };
  await store.apply([
    orderPart("ONE", { lines: [line("1", 1)], ...address }),
    orderPart("ONE-left", { lines: [line("1", 1), line("2", 0)], ...address }),
    orderPart("ONE-twice", { lines: [line("1", 2)], ...address }),
    orderPart("ONE-each", { lines: [line("1", 1), line("2", 1)], ...address }),
    orderPart("ONE-none", { lines: [line("1", 0)] }),
  ]);
  const found = async (isSingleItem: boolean) =>
    (await shop.run((tx) => listOrders(tx, { isSingleItem, limit: 200, sort: "oldest" }))).items
      .flatMap(({ platformNumber }) => (platformNumber.startsWith("ONE") ? [platformNumber] : []))
      .sort();
  expect(await found(true)).toEqual(["ONE", "ONE-left"]);
  expect(await found(false)).toEqual(["ONE-each", "ONE-none", "ONE-twice"]);
  const { countries, more } = await shop.run((tx) => groupOrders(tx));
  expect([countries.find(({ country }) => country === "JP")?.orders, more]).toEqual([4, false]);
  for (const { country, orders } of countries) {
    const { items } = await shop.run((tx) =>
      listOrders(tx, { country: [country], state: TO_SEND_STATES, limit: 200, sort: "due" }),
    );
    expect([country, items.length]).toEqual([country, orders]);
  }
});

test("an order on hold with unlinked items waits in the inbox as the others do, and what is over does not", async () => {
  const waiting = async () => (await shop.run((tx) => countInbox(tx, now))).unlinkedOrders;
  const before = await waiting();
  const unlinked = (set: string, state: OrderState) =>
    shop.run((tx) =>
      tx.run(
        `update argosy.sales_order o set has_unmapped = ${set} where o.organization_id = argosy.tenant()
           and o.ext_key = $1`,
        [`n-${state}`],
      ),
    );
  for (const state of ["cancelled", "delivered", "completed"] as const) await unlinked("true", state);
  expect(await waiting()).toBe(before);
  await unlinked("true", "on_hold");
  expect(await waiting()).toBe(before + 1);
  const listed = await shop.run((tx) =>
    listOrders(tx, { hasUnmapped: true, state: ["unlinked", "on_hold", "to_accept"] }),
  );
  expect(listed.items).toHaveLength(before + 1);
  for (const state of ["cancelled", "delivered", "completed", "on_hold"] as const) await unlinked("false", state);
});
