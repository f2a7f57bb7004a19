/**
 * Rules, people and channels at the order desk, at random: what was sold, what it costs and where it goes stays true,
 * whatever they do and in whatever order.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AutomationAction } from "../../commerce/automations/definition.ts";
import { newId } from "../../commerce/new-id.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { HubError } from "../errors.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { getMerge, mergeOrders, undoMerge } from "../merging/merges.ts";
import { suggestMerges } from "../merging/suggest.ts";
import { holdOrder, releaseHold } from "../order-holds/order-holds.ts";
import { changeStockUse } from "../orders/stock-use.ts";
import { actor, later, minutes, noon, orderLine, orderPart, type TestStore, testShop } from "../orders/testing.ts";
import { addPreset } from "../shipping/presets.ts";
import { requestShipment } from "../shipping/request.ts";
import { NO_PLATFORMS, type Platforms } from "./acting.ts";
import { ruleOf, switchedOn } from "./testing.ts";
import { workEvents } from "./work.ts";

const PLATFORMS: Platforms = { ...NO_PLATFORMS, mergePolicy: () => "allowed" };
const IN_STOCK = 12;
const SIZE = { lengthMm: 300, widthMm: 200, heightMm: 100 };
const BOX = { ...SIZE, packagingGrams: 80 };
const by = { actor, now: noon };

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const service = fixture(async () => {
  const stores = [await shop.newStore("Shop"), await shop.newStore("Market")];
  const courier = newId(noon);
  await shop.run((tx) =>
    tx.run(
      `insert into argosy.connection (organization_id, id, kind, provider, code, name, state, webhook_key)
       values (argosy.tenant(), $1::uuid, 'logistics', 'sandcourier', 'fast', 'fast', 'active', $1::uuid::text)`,
      [courier],
    ),
  );
  const address = { line1: "1 Rue", city: "Paris", postcode: "75001", country: "FR" };
  await shop.run((tx) =>
    tx.run("update argosy.location set address = $1 where organization_id = argosy.tenant()", [address]),
  );
  const preset = { ...SIZE, weightGrams: 80, isDefault: true, name: "Box" };
  const [box] = await shop.run((tx) => addPreset(tx, preset, noon));
  return { stores, courier, box: box?.id ?? "" };
});

interface Sold {
  readonly id: string;
  readonly store: TestStore;
  part: OrderPart;
  minute: number;
}

interface World {
  readonly item: string;
  readonly name: string;
  readonly orders: Sold[];
  /** Units were missing at some time: a parcel booked then holds those that were there. */
  wasShort: boolean;
}

let worlds = 0;
async function newWorld(): Promise<World> {
  const name = `w${++worlds}`;
  const item = await shop.newVariant(name.toUpperCase());
  for (const store of service.stores) await store.list(item, name);
  await shop.stock(item, IN_STOCK);
  await shop.run((tx) =>
    tx.run("update argosy.variant set weight_grams = 300 where organization_id = argosy.tenant()"),
  );
  return { item, name, orders: [], wasShort: false };
}

type Act =
  | { readonly do: "sell"; readonly store: number; readonly units: number; readonly isCod: boolean }
  | {
      readonly do: "edit" | "cancel" | "hold" | "release" | "unmerge" | "book" | "count";
      readonly of: number;
      readonly n: number;
    }
  | { readonly do: "merge"; readonly isUndone: boolean }
  | { readonly do: "work"; readonly size: number; readonly isKilled: boolean };

const of = fc.nat(5);
const n = fc.integer({ min: 1, max: 4 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("sell" as const), store: fc.nat(1), units: n, isCod: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("edit", "cancel", "hold", "hold", "release", "unmerge", "count", "book", "book" as const),
      of,
      n,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("merge" as const), isUndone: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("work" as const), size: n, isKilled: fc.boolean() }) },
);

const actionAt = (index: number): AutomationAction[] => {
  const actions: readonly AutomationAction[] = [
    { do: "add_tags", tags: ["seen"] },
    { do: "set_priority", priority: "high" },
    { do: "add_note", text: "{{order.number}}" },
    { do: "hold_order", reason: "fraud" },
    { do: "merge_order" },
    { do: "book_label", courier: service.courier, package: service.box },
    { do: "exclude_from_stock" },
    { do: "hold_order", reason: "stock", until: "in_stock" },
  ];
  return actions.slice(index, index + 1);
};
const rule = fc.record({
  trigger: fc.constantFrom("order.received", "order.edited", "order.on_hold" as const),
  actions: fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 3 }),
  least: fc.integer({ min: 1, max: 3 }),
  stopHere: fc.boolean(),
});

/** What cannot be done now is left. */
const unlessRefused = (work: (tx: Tx) => Promise<unknown>): Promise<unknown> =>
  shop.run(work).catch((error: unknown) => {
    if (!(error instanceof HubError)) throw error;
  });

async function sell({ name, orders }: World, one: Extract<Act, { do: "sell" }>): Promise<void> {
  const store = service.stores[one.store];
  if (!store) return;
  const part = orderPart(`${name}-${orders.length}`, {
    lines: [orderLine({ key: "1", variantKey: name, quantity: one.units, channelTook: 0 })],
    shippingAddress: { name, line1: "12 Long Street", city: "Giza", postcode: "12511", country: "EG" },
    placedAt: minutes(orders.length).toISOString(),
    ...(one.isCod && { payment: { kind: "cod" }, financial: "cod_pending" }),
  });
  const [applied] = await store.apply([part]);
  orders.push({ id: applied?.orderId ?? "", store, part, minute: 0 });
}

/** Its channel tells something else of it. */
async function notify(order: Sold, change: Partial<OrderPart>): Promise<void> {
  order.minute += 1;
  order.part = later(orderPart(order.part.orderKey, { ...order.part, ...change }), order.minute, {});
  await order.store.apply([order.part]);
}

async function perform(world: World, one: Act): Promise<unknown> {
  const { orders } = world;
  if (one.do === "sell") return sell(world, one);
  if (one.do === "work")
    return shop
      .run(async (tx) => {
        await workEvents(tx, noon, { size: one.size, taken: [] }, PLATFORMS);
        if (one.isKilled) throw new Error("killed");
      })
      .catch((error: unknown) => expect(String(error)).toContain("killed"));
  if (one.do === "merge") return mergeSome(world, one.isUndone);
  const order = orders.length === 0 ? undefined : orders[one.of % orders.length];
  return order && performOn(world, order, one);
}

async function performOn({ name }: World, order: Sold, one: Extract<Act, { readonly n: number }>): Promise<unknown> {
  const { id: orderId } = order;
  switch (one.do) {
    case "edit":
    case "cancel": {
      // What changes behind a label is for a person to decide.
      if ((await readNow([orderId])).some(({ parcels }) => parcels.length > 0)) return;
      if (order.part.status === "cancelled") return;
      const quantity = one.do === "cancel" ? 0 : one.n;
      const line = orderLine({ key: "1", variantKey: name, quantity, orderedQuantity: 4, channelTook: 0 });
      const minor = BigInt(quantity) * 1_000n;
      const totals = { ...order.part.totals, totalMinor: minor, subtotalMinor: minor };
      return notify(order, { lines: [line], totals, ...(one.do === "cancel" && { status: "cancelled" }) });
    }
    case "hold":
      return unlessRefused((tx) => holdOrder(tx, { orderId, reason: "other", keepsUnits: true, ...by }));
    case "release":
      return unlessRefused((tx) => releaseHold(tx, { orderId, ...by }));
    case "count":
      return shop.run((tx) => changeStockUse(tx, { orderIds: [orderId], usesStock: one.n > 1, ...by }));
    case "unmerge":
      return unlessRefused(async (tx) => {
        const merge = await tx.maybe<{ id: string }>(
          `select merge_id as id from argosy.order_merge_order
           where organization_id = argosy.tenant() and order_id = $1 and is_open`,
          [orderId],
        );
        if (merge) await undoMerge(tx, merge.id, by);
      });
    case "book":
      return unlessRefused((tx) =>
        requestShipment(tx, {
          ...{
            orderId,
            connectionId: service.courier,
            parcels: [BOX],
            fulfilWhen: "picked_up",
            notifyCustomer: false,
          },
          idempotencyKey: newId(noon),
          ...by,
        }),
      );
  }
}

async function mergeSome({ orders }: World, isUndone: boolean): Promise<void> {
  await unlessRefused(async (tx) => {
    const ids = orders.map(({ id }) => id);
    const [group] = (await suggestMerges(tx, ids, PLATFORMS.mergePolicy)).items;
    if (!group) return;
    const orderIds = group.orders.map(({ id }) => id);
    const before = await snapshot(tx, ids);
    const { id } = await mergeOrders(tx, { orderIds, otherRecipients: false, policy: PLATFORMS.mergePolicy, ...by });
    expect((await getMerge(tx, id)).orders).toHaveLength(orderIds.length);
    if (!isUndone) return;
    await undoMerge(tx, id, by);
    expect(await snapshot(tx, ids)).toEqual(before);
  });
}

/** All that is stored of these orders but their histories. */
const snapshot = (tx: Tx, ids: readonly string[]) =>
  tx.rows(
    `select to_jsonb(o) - 'updated_at' as sold,
       (select json_agg(l order by l.id) from argosy.order_line l
         where l.organization_id = argosy.tenant() and l.order_id = o.id) as lines,
       (select json_agg(s order by s.id) from argosy.shipment s
         where s.organization_id = argosy.tenant() and s.order_id = o.id) as shipments,
       (select json_agg(m) from argosy.order_merge_order m
         where m.organization_id = argosy.tenant() and m.order_id = o.id and m.is_open) as merges
     from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = any($1) order by o.id`,
    [ids],
  );

interface Seen {
  readonly id: string;
  readonly isHeld: boolean;
  /** It takes nothing from stock. */
  readonly isExcluded: boolean;
  readonly total: number;
  readonly wanted: number;
  readonly promised: number;
  readonly merge: string | null;
  /** Labels that were asked for and not taken back: what is in them, and what the courier collects. */
  readonly parcels: readonly { readonly label: string; readonly units: number; readonly collects: number }[];
  readonly asked: number;
  readonly short: number;
}

const readNow = (ids: readonly string[]): Promise<Seen[]> =>
  shop.run((tx) =>
    tx.rows<Seen>(
      `select o.id, o.status = 'on_hold' as "isHeld", o.without_stock as "isExcluded", o.total_minor::int as total,
         l.quantity as wanted,
         l.reserved_quantity + l.short_quantity as promised, l.short_quantity as short,
         (select count(*)::int from argosy.shipment s
           where s.organization_id = argosy.tenant() and s.order_id = o.id) as asked,
         (select e.merge_id from argosy.order_merge_order e
           where e.organization_id = argosy.tenant() and e.order_id = o.id and e.is_open) as merge,
         coalesce((select json_agg(json_build_object('label', coalesce(s.label_shipment_id, s.id),
             'collects', s.collect_minor, 'units', (select sum((i ->> 'quantity')::int) from argosy.parcel p
               cross join jsonb_array_elements(p.items) as i
               where p.organization_id = argosy.tenant() and p.shipment_id = s.id)))
           from argosy.shipment s where s.organization_id = argosy.tenant() and s.order_id = o.id
             and s.state in ('requested', 'booking', 'booked', 'unknown') and s.status <> 'cancelled'), '[]') as parcels
       from argosy.sales_order o
       join argosy.order_line l on l.organization_id = argosy.tenant() and l.order_id = o.id
       where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`,
      [ids],
    ),
  );

/** Units and money are those its channel told, an order is in one parcel, and what was held stays. */
async function check(world: World, before: ReadonlyMap<string, Seen>): Promise<ReadonlyMap<string, Seen>> {
  const { orders, item } = world;
  const seen = new Map((await readNow(orders.map(({ id }) => id))).map((one) => [one.id, one]));
  world.wasShort ||= [...seen.values()].some(({ short }) => short > 0);
  for (const { id, part } of orders) {
    const { total, wanted, promised, parcels, merge, isHeld, isExcluded, asked } =
      seen.get(id) ?? expect.fail("An order is gone.");
    const [line] = part.lines;
    expect([total, wanted], "money and units").toEqual([Number(part.totals.totalMinor), line?.quantity]);
    expect(promised).toBe(part.status === "cancelled" || isExcluded ? 0 : wanted);
    expect(parcels.length).toBeLessThanOrEqual(1);
    const [parcel] = parcels;
    if (parcel) {
      if (world.wasShort) expect(parcel.units).toBeLessThanOrEqual(wanted);
      else expect(parcel.units).toBe(wanted);
      const owed = part.payment.kind === "cod" ? total : 0;
      if (parcel.units === wanted) expect(parcel.collects).toBe(owed);
      else expect(parcel.collects).toBeLessThanOrEqual(owed);
      for (const other of seen.values())
        if (merge !== null && other.merge === merge && other.parcels[0])
          expect(other.parcels[0].label, "merged orders share a label").toBe(parcel.label);
    }
    const earlier = before.get(id);
    if (isHeld && earlier?.isHeld) expect(asked, "a label of a held order").toBe(earlier.asked);
  }
  const level = await shop.level(item);
  expect(level.onHand).toBe(IN_STOCK);
  expect(level.reserved).toBeLessThanOrEqual(IN_STOCK);
  return seen;
}

test("units and money stay, no order is in two parcels, and none on hold leaves, whatever rules, people and channels do [E2.1, D1.2]", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      fc.array(act, { minLength: 8, maxLength: 20 }),
      async (rules, acts) => {
        const definitions = rules.map(({ trigger, actions, least, stopHere }) => {
          const done = actions.flatMap(actionAt);
          const when = { field: "order.units", is: "at_least", value: least } as const;
          return ruleOf(trigger, done, { when, stopHere });
        });
        await shop.run((tx) => switchedOn(tx, definitions, noon));
        const world = await newWorld();
        let seen: ReadonlyMap<string, Seen> = new Map();
        for (const one of acts) {
          await perform(world, one);
          seen = await check(world, seen);
        }
        while (await shop.run((tx) => workEvents(tx, noon, { size: 50, taken: [] }, PLATFORMS)));
        await check(world, seen);
        expect(await twice()).toEqual([]);
        expect([await shop.run(checkLedger), await shop.run(checkReservations)]).toEqual([[], []]);
      },
    ),
    { numRuns: runsOf({ few: 8, many: 150 }) },
  );
});

/** Automations that acted twice on one event. */
const twice = () =>
  shop.run((tx) =>
    tx.rows(
      `select event_id, automation_id, count(*)
       from argosy.automation_run
       where organization_id = argosy.tenant() and outcome = 'acted'
       group by 1, 2 having count(*) > 1`,
    ),
  );
