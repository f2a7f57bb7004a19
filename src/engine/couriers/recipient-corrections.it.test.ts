/** What a correction of a booked parcel ends, and what it does not: the parcel never goes to another town unnoticed. */
import { expect, test } from "vitest";
import type { ReceiverChange } from "../../commerce/shipment.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { readyToHandOver } from "../../hub/shipping/handover.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { fakeCourier, shippingWorld } from "../outbound/testing-shipments.ts";

const actor = { kind: "user", id: "u", name: "ana@example.test" } as const;

/** A parcel booked to Giza with a courier that takes every correction. */
async function correctingWorld() {
  const courier = fakeCourier();
  const sent: ReceiverChange[] = [];
  Object.assign(courier.ports.shipments ?? {}, {
    correct: async (_: unknown, change: ReceiverChange) => {
      sent.push(change);
      return { state: "accepted", text: "Noted." };
    },
  });
  const world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  await world.engine.runUntilIdle();
  return Object.assign(world, {
    courier,
    sent,
    id,
    async readdress(address: object) {
      await world.db.owner.run(
        "update argosy.sales_order set shipping_address = shipping_address || $2::jsonb where id = $1",
        [order, JSON.stringify(address)],
      );
      await world.inside((tx) => announceOrdersChanged(tx, [{ id: order, storeId: null }]));
    },
    correct: (change: ReceiverChange) =>
      world.engine.couriers.correct({ organization: world.organization, actor, shipmentId: id, change }),
    /** Whether the change is told, by an alert, on the shipment and by keeping it from the handover. */
    async isHeld() {
      const now = new Date(world.clock.now());
      const { items } = await world.inside((tx) => listAlerts(tx, { state: "open", now }));
      const { isReceiverChanged, orderChanges } = await world.inside((tx) => shipmentDetail(tx, id));
      const { leftOut } = await world.inside((tx) => readyToHandOver(tx, world.store, [id]));
      return [
        items.some(({ kind }) => kind === "shipment_outdated"),
        isReceiverChanged,
        orderChanges.includes("receiver"),
        leftOut.length === 1,
      ];
    },
  });
}

const HELD = [true, true, true, true];
const FREE = [false, false, false, false];

test("a correction is refused when the order names another town than its parcel, and the alert stays [G2]", async () => {
  await using world = await correctingWorld();
  await world.readdress({ line1: "7 Nile Street", city: "Aswan", postcode: "81511" });
  expect(await world.isHeld()).toEqual(HELD);
  for (const change of [{ street: { line1: "7 Nile Street" } }, { phone: "+201000000001" }])
    await expect(world.correct(change)).rejects.toMatchObject({
      code: "SHIPMENT_OVER",
      message: expect.stringContaining("Cancel it and book again."),
    });
  expect(world.sent).toEqual([]);
  expect(await world.isHeld()).toEqual(HELD);
  await world.readdress({ city: " giza ", postcode: "" });
  await world.correct({ street: { line1: "7 Nile Street" } });
  expect(await world.isHeld()).toEqual(FREE);
});

test("an order whose street and phone changed stays alerted until both are corrected as it has them", async () => {
  await using world = await correctingWorld();
  await world.readdress({ line1: "7 Long Street", phone: "+201000000001" });
  expect(await world.isHeld()).toEqual(HELD);
  await world.correct({ phone: "+201000000001" });
  expect(await world.isHeld()).toEqual(HELD);
  await world.correct({ street: { line1: "9 Long Street" } });
  expect(await world.isHeld()).toEqual(HELD);
  await world.correct({ street: { line1: "7 Long Street " } });
  expect(await world.isHeld()).toEqual(FREE);
});

test("a correction of a parcel booked before its place was kept leaves the alert open", async () => {
  await using world = await correctingWorld();
  await world.db.owner.run("update argosy.shipment set receiver_parts = null where id = $1", [world.id]);
  await world.readdress({ line1: "7 Nile Street", city: "Aswan" });
  await world.correct({ name: "Ada", phone: "+201000000001", street: { line1: "7 Nile Street" } });
  expect(world.sent).toHaveLength(1);
  expect(await world.isHeld()).toEqual(HELD);
});

test("an address that moves to another town while its courier takes the correction stays alerted [G2]", async () => {
  await using world = await correctingWorld();
  await world.readdress({ line1: "7 Long Street" });
  const { shipments } = world.courier.ports;
  Object.assign(shipments ?? {}, {
    correct: async () => {
      await world.readdress({ city: "Aswan" });
      return { state: "accepted", text: "Noted." };
    },
  });
  await world.correct({ street: { line1: "7 Long Street" } });
  expect(await world.isHeld()).toEqual(HELD);
});
