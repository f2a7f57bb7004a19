/** How far an order is while its parcels are booked and its channel has not been told: nobody packs it twice. */
import { expect, test } from "vitest";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { ordersToShip } from "../../hub/analytics/to-ship.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { listOrders } from "../../hub/orders/list.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { groupOrders } from "../../hub/orders/packing-views.ts";
import { countTabs } from "../../hub/orders/tabs.ts";
import { cancelShipment } from "../../hub/shipping/decide.ts";
import { labelledOf, notePrinted } from "../../hub/shipping/documents.ts";
import { readyToHandOver, recordHandover } from "../../hub/shipping/handover.ts";
import { chooseShipping } from "../../hub/shipping/order-choice.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { fakeCourier, type ShippingWorld, shippingWorld } from "./testing-shipments.ts";

const box = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };
const by = (world: ShippingWorld) => ({
  actor: { kind: "user", id: "u", name: "ana@example.test" } as const,
  now: new Date(world.clock.now()),
});
const stateOf = async (world: ShippingWorld, id: string) => (await world.inside((tx) => getOrder(tx, id))).state;

/** What the tabs, the list, the home page and late orders say together. */
async function tabCounts(world: ShippingWorld) {
  return world.inside(async (tx) => {
    const late = new Date(world.clock.now() + 30 * 24 * 3_600_000);
    const tabs = await countTabs(tx, late);
    const home = await ordersToShip(tx, late);
    const listed = await listOrders(tx, { toShip: true });
    expect([home.count, home.labelled, home.late]).toEqual([tabs.toShip.count, tabs.labelled, tabs.late.count]);
    expect(listed.items).toHaveLength(tabs.toShip.count);
    const { toShip, labelled, handedOver, late: lateTab } = tabs;
    return [toShip, labelled, handedOver, lateTab].map(({ count }) => count);
  });
}

async function handOver(world: ShippingWorld, shipment: string): Promise<void> {
  await world.inside(async (tx) => {
    const { courier, rows } = await readyToHandOver(tx, world.store, [shipment]);
    await recordHandover(tx, { connectionId: world.store, courier, rows, number: null, fileId: null, ...by(world) });
  });
}

test("an order whose label is booked is to be packed no more, and is told to be printed, handed over and shipped", async () => {
  await using world = await shippingWorld(fakeCourier());
  const [id = "", other = ""] = await world.orders(2);
  expect(await tabCounts(world)).toEqual([2, 0, 0, 2]);
  const shipment = await world.ask(id);
  expect(await stateOf(world, id)).toBe("label_booked");
  await world.engine.runUntilIdle();
  expect([await stateOf(world, id), await stateOf(world, other)]).toEqual(["label_booked", "to_ship"]);
  expect(await tabCounts(world)).toEqual([1, 1, 0, 2]);

  const labels = await world.inside((tx) => labelledOf(tx, [other, id]));
  expect(labels).toEqual([shipment]);
  expect(await world.inside((tx) => notePrinted(tx, labels, by(world)))).toBe(1);
  expect(await stateOf(world, id)).toBe("label_printed");
  expect(await tabCounts(world)).toEqual([1, 1, 0, 2]);

  await handOver(world, shipment);
  expect(await stateOf(world, id)).toBe("handed_over");
  expect(await tabCounts(world)).toEqual([1, 0, 1, 1]);

  const scan = {
    key: "1",
    at: by(world).now.toISOString(),
    status: "picked_up",
    platformStatus: "PU",
    text: "",
  } as const;
  await world.inside((tx) =>
    applyScans(tx, {
      connectionId: world.store,
      source: "poll",
      parcels: [{ trackingNumber: "1Z0000010", scans: [scan] }],
      ...by(world),
    }),
  );
  await world.engine.runUntilIdle();
  expect(await stateOf(world, id)).toBe("in_transit");
  expect(await tabCounts(world)).toEqual([1, 0, 0, 1]);
});

test("an order goes back to be packed when its parcel is canceled, and stays there while something is in no parcel", async () => {
  await using world = await shippingWorld(fakeCourier());
  const [id = ""] = await world.orders(1);
  const [line] = (await world.inside((tx) => getOrder(tx, id))).lines;
  const one = [{ ...box, items: [{ lineId: line?.id ?? "", quantity: 1 }] }];
  const first = await world.ask(id, { key: "first", parcels: one });
  await world.engine.runUntilIdle();
  expect(await stateOf(world, id)).toBe("to_ship");
  expect(await tabCounts(world)).toEqual([1, 0, 0, 1]);
  await world.ask(id, { key: "second", parcels: one });
  await world.engine.runUntilIdle();
  expect(await stateOf(world, id)).toBe("label_booked");
  await world.inside((tx) => cancelShipment(tx, first, by(world)));
  await world.engine.runUntilIdle();
  expect(await stateOf(world, id)).toBe("to_ship");
  expect(await tabCounts(world)).toEqual([1, 0, 0, 1]);
});

test("an order is to print from its label on until it is printed, and is found by the courier chosen or booked", async () => {
  await using world = await shippingWorld(fakeCourier());
  const [id = "", chosen = "", other = ""] = await world.orders(3);
  const found = (filter: Parameters<typeof listOrders>[1]) =>
    world.inside(async (tx) => (await listOrders(tx, filter)).items.map((order) => order.id).sort());
  const counted = () => world.inside(async (tx) => (await countTabs(tx, by(world).now)).toPrint.count);
  const courier = { courierId: world.store, service: null, automationId: world.store, automationName: "Light" };
  await world.inside((tx) => chooseShipping(tx, { orderIds: [chosen], courier, name: "Courier", ...by(world) }));
  expect(await found({ courierIds: [world.store] })).toEqual([chosen]);
  const shipment = await world.ask(id);
  expect([await found({ toPrint: true }), await counted()]).toEqual([[], 0]);
  await world.engine.runUntilIdle();
  expect([await found({ toPrint: true }), await counted()]).toEqual([[id], 1]);
  expect(await found({ toPrint: false })).toEqual([chosen, other].sort());
  for (const sort of ["placed", "due"] as const)
    expect(await found({ courierIds: [world.store], sort })).toEqual([id, chosen].sort());
  const [group, ...others] = (await world.inside((tx) => groupOrders(tx))).couriers;
  expect([group?.courierId, group?.orders, others]).toEqual([world.store, 2, []]);

  // Nobody prints a label of an order on hold, and one refusal would stop the whole batch.
  const setStatus = (status: string) =>
    world.db.owner.run("update argosy.sales_order set status = $1 where organization_id = $2 and id = $3", [
      ...[status, world.organization, id],
    ]);
  await setStatus("on_hold");
  expect([await found({ toPrint: true }), await counted()]).toEqual([[], 0]);
  await setStatus("processing");
  await world.inside((tx) => notePrinted(tx, [shipment], { now: by(world).now }));
  expect([await found({ toPrint: true }), await counted()]).toEqual([[], 0]);
  await world.inside((tx) => cancelShipment(tx, shipment, by(world)));
  await world.engine.runUntilIdle();
  expect(await found({ courierIds: [world.store] })).toEqual([chosen]);
});

test("a courier chosen for an order counts no more once another one is booked", async () => {
  await using world = await shippingWorld(fakeCourier());
  const [id = ""] = await world.orders(1);
  const before = world.organization;
  const courier = { courierId: before, service: null, automationId: before, automationName: "Light" };
  await world.inside((tx) => chooseShipping(tx, { orderIds: [id], courier, name: "Before", ...by(world) }));
  const count = () => world.inside(async (tx) => (await listOrders(tx, { courierIds: [before] })).items.length);
  expect(await count()).toBe(1);
  await world.ask(id);
  expect(await count()).toBe(0);
});

test("a seller can count orders as to be shipped until their parcels are handed over", async () => {
  await using world = await shippingWorld(fakeCourier());
  const [id = ""] = await world.orders(1);
  await world.db.owner.run("update argosy.organization set to_ship_until = 'handed_over' where organization_id = $1", [
    world.organization,
  ]);
  const shipment = await world.ask(id);
  await world.engine.runUntilIdle();
  expect(await stateOf(world, id)).toBe("label_booked");
  expect(await tabCounts(world)).toEqual([1, 1, 0, 1]);
  await handOver(world, shipment);
  expect(await tabCounts(world)).toEqual([0, 0, 1, 0]);
});

test("a parcel the courier's van missed is still here: a change of its order holds it back with an alert [G2]", async () => {
  await using world = await shippingWorld(fakeCourier());
  const { store, clock, engine } = world;
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  await engine.runUntilIdle();
  const at = new Date(clock.now());
  const scan = {
    key: "1",
    at: at.toISOString(),
    platformStatus: "MISSED",
    text: "Missed",
    status: "pickup_failed",
  } as const;
  const parcels = [{ trackingNumber: "1Z0000010", scans: [scan] }];
  await world.inside((tx) => applyScans(tx, { connectionId: store, parcels, source: "poll", ...by(world) }));
  await world.db.owner.run("update argosy.sales_order set status = 'cancelled' where id = $1", [order]);
  await world.inside((tx) => announceOrdersChanged(tx, [{ id: order, storeId: null }]));
  const { items } = await world.inside((tx) => listAlerts(tx, { state: "open", now: at }));
  expect(items.map(({ kind }) => kind)).toEqual(["shipment_outdated"]);
  const { rows, leftOut } = await world.inside((tx) => readyToHandOver(tx, store, [id]));
  expect([rows, leftOut.length]).toEqual([[], 1]);
});
