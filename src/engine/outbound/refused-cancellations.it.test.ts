/** A parcel whose courier refused to cancel it: the courier keeps it, so it goes on like any other that is booked. */
import { expect, test } from "vitest";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { cancelShipment } from "../../hub/shipping/decide.ts";
import { labelledOf, requestLabels } from "../../hub/shipping/documents.ts";
import { readyToHandOver } from "../../hub/shipping/handover.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { planPickup } from "../../hub/shipping/pickups.ts";
import { correctable } from "../../hub/shipping/receiver.ts";
import { fakeCourier, type ShippingWorld, shippingWorld } from "./testing-shipments.ts";

const HOUR = 3_600_000;
const by = (world: ShippingWorld) => ({
  actor: { kind: "user", id: "u", name: "ana@example.test" } as const,
  now: new Date(world.clock.now()),
});

const cancel = async (world: ShippingWorld, id: string) => {
  await world.inside((tx) => cancelShipment(tx, id, by(world)));
  await world.engine.runUntilIdle();
};

async function refusedWorld() {
  const courier = fakeCourier();
  const requests: string[] = [];
  Object.assign(courier.ports.shipments ?? {}, {
    cancel: async ({ reference }: { readonly reference: string }) => {
      requests.push(reference);
      return { state: "refused", text: "It is sorted already." };
    },
  });
  const world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  await world.engine.runUntilIdle();
  return Object.assign(world, { courier, requests, order, id });
}

const outdated = async (world: ShippingWorld) =>
  (await world.inside((tx) => listAlerts(tx, { state: "open", now: new Date(world.clock.now()) }))).items.filter(
    ({ kind }) => kind === "shipment_outdated",
  );

test("a parcel whose cancellation was refused is offered for handover, pickup and print, and cancelled again [G2]", async () => {
  await using world = await refusedWorld();
  const { order, id, store, clock } = world;
  await cancel(world, id);
  const shown = await world.inside((tx) => shipmentDetail(tx, id));
  expect(shown).toMatchObject({ cancelState: "refused", stage: "ready", text: "It is sorted already." });
  const { rows, leftOut } = await world.inside((tx) => readyToHandOver(tx, store, [id]));
  expect([rows.map((row) => row.id), leftOut]).toEqual([[id], []]);
  const [earliest, latest] = [new Date(clock.now() + HOUR), new Date(clock.now() + 2 * HOUR)];
  const pickup = await world.inside((tx) => planPickup(tx, { connectionId: store, earliest, latest, ...by(world) }));
  expect(pickup.rows.map((row) => row.id)).toEqual([id]);
  expect(await world.inside((tx) => labelledOf(tx, [order]))).toEqual([id]);
  expect(await world.inside((tx) => requestLabels(tx, [id], new Date(clock.now())))).toEqual([id]);
  expect((await world.inside((tx) => correctable(tx, id))).id).toBe(id);
  await cancel(world, id);
  expect(world.requests).toHaveLength(2);
});

test("shipping an order whose label's cancellation was refused sends the label's number", async () => {
  await using world = await refusedWorld();
  await cancel(world, world.id);
  const command = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
  const how = { evenIfShort: true, idempotencyKey: "ship", ...by(world) };
  await world.inside((tx) => requestCommand(tx, { orderId: world.order, command, ...how }));
  const sent = await world.db.owner.rows(
    "select carrier, tracking_numbers as numbers from argosy.order_fulfilment where order_id = $1",
    [world.order],
  );
  expect(sent).toEqual([{ carrier: "UPS", numbers: ["1Z0000010"] }]);
});

test("an order changed before or after its parcel's cancellation was refused holds the parcel with an alert [G2]", async () => {
  await using world = await refusedWorld();
  const { order, id } = world;
  const change = async (columns: string) => {
    await world.db.owner.run(`update argosy.sales_order set ${columns} where id = $1`, [order]);
    await world.inside((tx) => announceOrdersChanged(tx, [{ id: order, storeId: null }]));
  };
  await cancel(world, id);
  expect(await outdated(world)).toEqual([]);
  await change("status = 'cancelled'");
  expect(await outdated(world)).toHaveLength(1);
  // Cancelling decides about the change; the refusal leaves it open again.
  await world.inside((tx) => cancelShipment(tx, id, by(world)));
  expect(await outdated(world)).toEqual([]);
  await world.engine.runUntilIdle();
  expect(await outdated(world)).toHaveLength(1);
  expect(await world.inside((tx) => shipmentDetail(tx, id))).toMatchObject({
    stage: "attention",
    orderChanges: ["cancelled"],
  });
});

test("a parcel of a courier that cancels nothing is handed over after a try to cancel it", async () => {
  await using world = await refusedWorld();
  Object.assign(world.courier.ports.shipments ?? {}, { cancel: undefined });
  await cancel(world, world.id);
  const { rows } = await world.inside((tx) => readyToHandOver(tx, world.store, [world.id]));
  expect(rows.map((row) => row.id)).toEqual([world.id]);
});
