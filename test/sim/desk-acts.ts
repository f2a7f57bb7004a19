import { randomUUID } from "node:crypto";
import { RefusedByApi } from "../../demo/seller.ts";
import { noteDesired, snapshot } from "./check-desk.ts";
import { BOX, BUYER } from "./labels.ts";
import type { OrderStation, StationAct } from "./order-desk.ts";
import type { Random } from "./random.ts";
import { anyOrder } from "./step.ts";
import type { World } from "./world.ts";

interface Listed {
  readonly id: string;
  readonly number: string;
  readonly isHeld: boolean;
  readonly lineId: string;
}

/** Orders of which something is left, in the order they came. */
async function openOrders({ look }: World, isHeld?: boolean): Promise<Listed[]> {
  return look<Listed>(
    `select o.id, o.number, o.status = 'on_hold' as "isHeld", (select l.id from argosy.order_line l
       where l.organization_id = argosy.tenant() and l.order_id = o.id order by l.ext_key limit 1) as "lineId"
     from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.status not in ('cancelled', 'completed')
       and o.fulfilment in ('unfulfilled', 'partial') and not o.is_history
       and ($1::boolean is null or (o.status = 'on_hold') = $1)
     order by o.placed_at, o.number`,
    [isHeld ?? null],
  );
}

async function anyOpen(world: World, random: Random, isHeld?: boolean): Promise<Listed | null> {
  const orders = await openOrders(world, isHeld);
  return orders.length === 0 ? null : random.pick(orders);
}

const ADA = { name: "Ada Byron", email: "ada@mail.example", phone: "+14155550100" };

/** One buyer orders again, where she did before or elsewhere. */
const order: StationAct = {
  name: "a buyer orders again",
  weight: 8,
  async run({ world }, random) {
    const { sku } = random.pick(world.goods);
    const channel = random.chance(0.6) ? random.pick(world.channels) : null;
    const lines = [{ sku, quantity: random.int(1, 2) }];
    if (channel === null) {
      const body = { currency: world.currency, lines, financial: "paid", contact: ADA };
      const shippingAddress = { name: ADA.name, ...BUYER };
      const { id } = await world.ask<{ id: string }>("POST", "/orders", { ...body, shippingAddress });
      world.made.push({ orderId: id, channel: null, isHandedOver: false, lines });
      return `hub: Ada orders ${lines[0]?.quantity} ${sku} by telephone`;
    }
    const { shop } = channel.sandbox;
    if (!shop.skus().includes(sku) || shop.stockOf(sku) < (lines[0]?.quantity ?? 0)) return null;
    const key = await channel.raises.following(undefined, () =>
      shop.placeOrder({ lines, customer: ADA, payment: "paid" }),
    );
    world.placed.push({ channel, key });
    await world.hub.work(world.sandboxes);
    const [there] = await world.look<{ id: string }>(
      `select id from argosy.sales_order
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2`,
      [channel.storeId, key],
    );
    // Shops tell different addresses of one buyer, and some none.
    if (there) await world.ask("PUT", `/orders/${there.id}/shipping-address`, { name: ADA.name, ...BUYER });
    return `${channel.name}: Ada orders ${lines[0]?.quantity} ${sku} (${key})`;
  },
};

const ENDS: readonly { readonly weight: number; readonly end: { untilEvent?: string; hours?: number } }[] = [
  { weight: 5, end: {} },
  { weight: 3, end: { hours: 3 } },
  { weight: 1, end: { untilEvent: "in_stock" } },
  { weight: 1, end: { untilEvent: "paid" } },
];

const hold: StationAct = {
  name: "hold",
  weight: 8,
  async run({ world }, random) {
    const order = await anyOpen(world, random, false);
    if (!order) return null;
    const { hours, untilEvent } = random.weighted(ENDS)?.end ?? {};
    const body = {
      reason: random.pick(["fraud", "address", "payment", "other"]),
      keepsUnits: random.chance(0.6),
      tellsChannel: random.chance(0.5),
      untilAt: hours && new Date(world.hub.clock.now() + hours * 3_600_000).toISOString(),
      untilEvent,
    };
    await world.ask("POST", `/orders/${order.id}/hold`, body);
    return `hub: ${order.number} is put on hold: ${JSON.stringify(body)}`;
  },
};

const release: StationAct = {
  name: "release",
  weight: 5,
  async run({ world }, random) {
    const order = await anyOpen(world, random, true);
    if (!order) return null;
    await world.ask("POST", `/orders/${order.id}/release`);
    return `hub: ${order.number} is released`;
  },
};

/** A platform finds signs of fraud, or takes that back. */
const doubt: StationAct = {
  name: "doubt",
  weight: 4,
  async run({ world }, random) {
    const order = anyOrder(world, random);
    if (!order?.channel.sandbox.shop.doubtOrder) return null;
    const isDoubted = random.chance(0.6);
    order.channel.sandbox.shop.doubtOrder(order.key, isDoubted);
    return `${order.channel.name}: ${order.key} is ${isDoubted ? "" : "not "}doubted there`;
  },
};

/** Every way out is tried; none may be taken. */
const trySending: StationAct = {
  name: "try to send what is held",
  weight: 5,
  async run(station, random) {
    const { world, courierId } = station;
    const order = await anyOpen(world, random, true);
    if (!order) return null;
    const { id, number, lineId } = order;
    const booking = { orderId: id, courierId, parcels: [BOX] };
    const packing = { id: randomUUID(), packedAt: new Date(world.hub.clock.now()).toISOString() };
    const ways: readonly (readonly [string, object])[] = [
      [`/orders/${id}/fulfil`, { trackingNumbers: ["HELD"], evenIfShort: true }],
      ["/orders/bulk", { action: "fulfil", orderIds: [id] }],
      ["/orders/ship", { parcels: [{ order: number, trackingNumbers: ["HELD"] }] }],
      ["/shipments", booking],
      ["/pick-batches", { orderIds: [id] }],
      [`/orders/${id}/packings`, { ...packing, items: [{ lineId, units: 1 }] }],
    ];
    for (const [path, body] of ways) {
      const answer = await world.seller.call("POST", path, body);
      const { results } = (await answer.json()) as { results?: readonly { error?: unknown }[] };
      if (answer.ok && results?.every(({ error }) => error !== undefined) !== true)
        station.problems.push(`${number} is on hold, and POST ${path} was accepted`);
    }
    return `hub: ${number} is held; every way to send it is tried`;
  },
};

interface Suggested {
  readonly items: readonly { readonly orders: readonly { readonly id: string; readonly number: string }[] }[];
}

const merge: StationAct = {
  name: "merge",
  weight: 8,
  async run(station, random) {
    const { world } = station;
    const { items } = await world.ask<Suggested>("GET", "/orders/merge-suggestions");
    if (items.length === 0) return null;
    const orders = random.pick(items).orders.slice(0, random.int(2, 3));
    const orderIds = orders.map(({ id }) => id);
    const before = await snapshot(world, orderIds);
    const { id } = await world.ask<{ id: string }>("POST", "/order-merges", { orderIds, otherRecipients: true });
    const numbers = orders.map(({ number }) => number).join(", ");
    if (random.chance(0.6)) return `hub: ${numbers} are merged`;
    await world.ask("DELETE", `/order-merges/${id}`);
    const after = await snapshot(world, orderIds);
    if (before !== after) station.problems.push(`merged and undone, ${numbers} were ${before} and are ${after}`);
    return `hub: ${numbers} are merged, and it is undone`;
  },
};

const undo: StationAct = {
  name: "undo a merge",
  weight: 2,
  async run({ world }, random) {
    const open = await world.look<{ id: string }>(
      "select id from argosy.order_merge where organization_id = argosy.tenant() and closed_at is null order by id",
    );
    if (open.length === 0) return null;
    await world.ask("DELETE", `/order-merges/${random.pick(open).id}`);
    return "hub: a merge is undone";
  },
};

const book: StationAct = {
  name: "book",
  weight: 12,
  async run(station, random) {
    const { world, courierId } = station;
    const order = await anyOpen(world, random, false);
    if (!order) return null;
    await noteDesired(station);
    const fulfilWhen = random.pick(["booked", "picked_up"] as const);
    const requested = { orderId: order.id, courierId, parcels: [BOX], fulfilWhen };
    const { id } = await world.ask<{ id: string }>("POST", "/shipments", requested);
    station.shipments.push(id);
    return `hub: a label for ${order.number}, told when ${fulfilWhen}`;
  },
};

const cancelLabel: StationAct = {
  name: "cancel a label",
  weight: 3,
  async run({ world, shipments }, random) {
    if (shipments.length === 0) return null;
    const id = random.pick(shipments);
    await world.ask("POST", `/shipments/${id}/cancel`);
    return "hub: a label is cancelled";
  },
};

const scan: StationAct = {
  name: "scan",
  weight: 6,
  async run({ sandbox }, random) {
    const parcels = sandbox.shop.parcels().filter((parcel) => !parcel.isCancelled);
    if (parcels.length === 0) return null;
    const { trackingNumber } = random.pick(parcels);
    const means = random.pick(["picked_up", "picked_up", "delivered"] as const);
    if (!sandbox.shop.scan(trackingNumber, means)) return null;
    await sandbox.settle();
    return `courier: ${trackingNumber} is ${means}`;
  },
};

const CRITERIA = ["day", "own", "area", "cost", "rank"] as const;

const route: StationAct = {
  name: "rules of routing",
  weight: 4,
  async run({ world }, random) {
    const locations = random.shuffled(world.locations).map((locationId) => ({
      locationId,
      areas: random.chance(0.5) ? [{ country: "US", postcodes: random.chance(0.5) ? ["95"] : [] }] : [],
      onlyAreas: random.chance(0.2),
      costMinor: random.chance(0.6) ? random.int(100, 900) : null,
      ordersPerDay: random.chance(0.4) ? random.int(1, 3) : null,
    }));
    const body = {
      isOn: random.chance(0.85),
      criteria: random.shuffled(CRITERIA).slice(0, random.int(1, CRITERIA.length)),
      split: random.pick(["when_needed", "when_cheaper", "never"]),
      locations,
    };
    await world.ask("PUT", "/routing", body);
    return `hub: routing is ${JSON.stringify({ ...body, locations: locations.length })}`;
  },
};

const choose: StationAct = {
  name: "choose a location",
  weight: 4,
  async run({ world }, random) {
    const order = await anyOpen(world, random);
    if (!order) return null;
    const locationId = random.chance(0.7) ? random.pick(world.locations) : null;
    const { isOn } = await world.ask<{ isOn: boolean }>("GET", "/routing");
    if (!isOn) return null;
    await world.ask("PUT", `/orders/${order.id}/routing`, { locationId });
    const where = locationId === null ? "by the rules" : `from location ${world.locations.indexOf(locationId) + 1}`;
    return `hub: ${order.number} leaves ${where}`;
  },
};

const RULES = [
  { trigger: "order.received", actions: [{ do: "hold_order", reason: "fraud", hours: 2 }] },
  { trigger: "order.received", actions: [{ do: "hold_order", reason: "payment", keepsUnits: false }] },
  { trigger: "order.paid", actions: [{ do: "release_order" }] },
  { trigger: "order.on_hold", actions: [{ do: "add_tags", tags: ["held"] }] },
  { trigger: "order.short", actions: [{ do: "hold_order", reason: "stock" }] },
  { trigger: "order.in_stock", actions: [{ do: "release_order" }] },
  { trigger: "shipment.booked", actions: [{ do: "set_priority", priority: "high" }] },
  { trigger: "order.late", actions: [{ do: "release_order" }] },
] as const;

const automate: StationAct = {
  name: "automation",
  weight: 3,
  async run({ world }, random) {
    const rule = random.pick(RULES);
    const when = { field: "order.units", is: "at_least", value: random.int(1, 2) };
    const body = { name: `${rule.trigger} ${randomUUID().slice(0, 8)}`, ...rule, when, isOn: true };
    await world.ask("POST", "/automations", body);
    return `hub: when ${rule.trigger}, ${rule.actions.map((each) => each.do).join(", ")}`;
  },
};

const DRAWN = [order, hold, release, trySending, doubt, merge, undo, book, cancelLabel, scan, route, choose, automate];

/** What a person cannot do now is refused, and that is part of the story. */
export const stationActs: readonly StationAct[] = DRAWN.map((act) => ({
  ...act,
  run: (station: OrderStation, random: Random) =>
    act.run(station, random).catch((error: unknown) => {
      if (error instanceof RefusedByApi && error.status < 500) return `desk: ${act.name} is refused: ${error.message}`;
      throw error;
    }),
}));
