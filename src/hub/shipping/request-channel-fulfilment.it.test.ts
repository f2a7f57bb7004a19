/** What an order's channel is told of its labels: once, and no number of a label that was cancelled. */
import { expect, test } from "vitest";
import { requestCommand, retryCommand } from "../orders/commands.ts";
import { markCancelRefused } from "./cancelling.ts";
import { cancelShipment } from "./decide.ts";
import { requestChannelFulfilment } from "./request-channel-fulfilment.ts";
import { shipmentRows } from "./shipment-row.ts";

import { by, labelShop, parcel, sent } from "./testing-labels.ts";

const { shop, newOrder, cancelled, outdated } = labelShop();

test("a label cancelled while its number waits for the channel is never sent, and the next one is [G1]", async () => {
  const order = await newOrder(2);
  const first = await order.book({ "DEAD-1": 2 });
  expect(sent(await order.commands())).toEqual([["fulfil", "waiting", "DEAD-1"]]);
  await cancelled(first);
  expect(sent(await order.commands())).toEqual([["fulfil", "cancelled", "DEAD-1"]]);
  expect([await order.left(), await outdated(order.id)]).toEqual([[2], []]);
  await order.book({ "GOOD-1": 2 });
  expect(sent(await order.commands()).at(-1)).toEqual(["fulfil", "waiting", "GOOD-1"]);
});

test("a label whose cancellation the courier refuses is sent to the channel after all", async () => {
  const order = await newOrder(1);
  const id = await order.book({ "KEPT-1": 1 });
  await shop.run((tx) => cancelShipment(tx, id, by));
  await shop.run(async (tx) => {
    const [row] = await shipmentRows(tx, [id]);
    if (row) await markCancelRefused(tx, row, { text: "Sorted already.", ...by });
  });
  expect(sent(await order.commands())).toEqual([
    ["fulfil", "cancelled", "KEPT-1"],
    ["fulfil", "waiting", "KEPT-1"],
  ]);
});

test("a label of two parcels sends the channel what it does not show, and no unit is left to ship", async () => {
  const order = await newOrder(4);
  const id = await order.book({ "ONE-7": 2, "TWO-7": 2 }, { fulfilWhen: "picked_up" });
  await order.report(2, [parcel("ONE-7", 2)]);
  expect(await order.left()).toEqual([0]);
  await shop.run((tx) => requestChannelFulfilment(tx, id, by));
  const [command] = await order.commands();
  expect([command?.input.trackingNumbers, command?.input.lines]).toEqual([["TWO-7"], [{ lineKey: "1", quantity: 2 }]]);
});

test("a number whose command failed is not sent by trying again once its label is cancelled", async () => {
  const order = await newOrder(1);
  const id = await order.book({ "DEAD-8": 1 });
  await shop.run((tx) =>
    tx.run("update argosy.command set state = 'failed', due_at = null where order_id = $1", [order.id]),
  );
  await cancelled(id);
  const [command] = await order.commands();
  const again = () => shop.run((tx) => retryCommand(tx, { commandId: command?.id ?? "", ...by }));
  await expect(again()).rejects.toMatchObject({ code: "ORDER_COMMAND_NOT_FAILED" });
  expect(await order.left()).toEqual([1]);
});

test("a label that is cancelled while it is booked is not sent to the channel", async () => {
  const order = await newOrder(1);
  await order.book({ "DEAD-9": 1 }, { meanwhile: (tx, id) => cancelShipment(tx, id, by) });
  expect(await order.commands()).toEqual([]);
});

test("a label that was rejected, shipped by hand and kept by its courier is sent to the channel", async () => {
  const order = await newOrder(1);
  const id = await order.book({ "KEPT-10": 1 });
  await shop.run((tx) =>
    tx.run("update argosy.command set state = 'rejected', due_at = null where order_id = $1", [order.id]),
  );
  const command = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
  const how = { evenIfShort: true, idempotencyKey: "by hand 10", ...by };
  await shop.run((tx) => requestCommand(tx, { orderId: order.id, command, ...how }));
  await shop.run((tx) => cancelShipment(tx, id, by));
  await shop.run(async (tx) => {
    const [row] = await shipmentRows(tx, [id]);
    if (row) await markCancelRefused(tx, row, { text: "Sorted already.", ...by });
  });
  expect(sent(await order.commands()).at(-1)).toEqual(["fulfil", "waiting", "KEPT-10"]);
});

test("a parcel the seller marked as shipped on the channel itself is not sent a second time at its scan", async () => {
  const order = await newOrder(4);
  const id = await order.book({ "SELF-1": 2 }, { fulfilWhen: "picked_up" });
  await order.report(2, [parcel("SELF-1", 2)]);
  expect(await order.left(), "the other two").toEqual([2]);
  await shop.run((tx) => requestChannelFulfilment(tx, id, by));
  expect(await order.commands()).toEqual([]);
});

test("a label whose command its channel rejected is used by the next request to ship", async () => {
  const order = await newOrder(1);
  await order.book({ "AGAIN-1": 1 });
  await shop.run((tx) =>
    tx.run("update argosy.command set state = 'rejected', due_at = null where order_id = $1", [order.id]),
  );
  const command = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
  const how = { evenIfShort: true, idempotencyKey: "by hand", ...by };
  await shop.run((tx) => requestCommand(tx, { orderId: order.id, command, ...how }));
  expect(sent(await order.commands()).at(-1)).toEqual(["fulfil", "waiting", "AGAIN-1"]);
});

test("units on their way to being called shipped are not booked a second time", async () => {
  const order = await newOrder(3);
  const command = { kind: "fulfil", lines: [{ lineKey: "1", quantity: 2 }], trackingNumbers: ["OWN"] } as const;
  const how = { evenIfShort: true, idempotencyKey: "two", ...by };
  await shop.run((tx) => requestCommand(tx, { orderId: order.id, command, ...how }));
  expect(await order.left()).toEqual([1]);
  await order.book({ "REST-1": 1 });
  expect(await order.left()).toEqual([0]);
});

test("the rest of an order is packed and booked after a part was shipped without reported parcels [G1]", async () => {
  const order = await newOrder(3);
  await order.book({ "PART-1": 1 });
  await order.done();
  expect([await order.left(), await order.isToShip()]).toEqual([[2], true]);
  await order.book({ "PART-2": 2 });
  await order.done();
  expect([await order.left(), await order.isToShip()]).toEqual([[0], false]);
});
