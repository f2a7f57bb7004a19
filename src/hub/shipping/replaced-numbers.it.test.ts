/** Goods of labels that were cancelled after the channel was told of them: they are here once, and sent with another number. */
import { expect, test } from "vitest";
import { retryCommand } from "../orders/commands.ts";
import { getOrder } from "../orders/detail.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { noon } from "../orders/testing.ts";
import { markCancelRefused } from "./cancelling.ts";
import { cancelShipment } from "./decide.ts";
import { shipmentRows } from "./shipment-row.ts";
import { by, labelShop, parcel, sent } from "./testing-labels.ts";

const { shop, store, newOrder, cancelled, outdated } = labelShop();

test.each(["reports it", "reports nothing of it"])(
  "a label cancelled after its channel shows its number is alerted, and booked again its number is replaced (%s)",
  async (how) => {
    const order = await newOrder(2);
    const first = await order.book({ "DEAD-2": 2 });
    await order.done();
    if (how === "reports it") await order.report(2, [parcel("DEAD-2", 2)]);
    expect(await order.left()).toEqual([0]);
    await cancelled(first);
    expect(await outdated(order.id)).toEqual([expect.stringContaining("DEAD-2")]);
    expect(await order.left(), "its goods are here").toEqual([2]);
    await order.book({ "GOOD-2": 2 });
    expect(await order.left()).toEqual([0]);
    expect(sent(await order.commands()).slice(1)).toEqual([["tracking", "waiting", "GOOD-2"]]);
    expect(await outdated(order.id), "nothing has reached the channel").toHaveLength(1);
    await order.done();
    if (how === "reports it") await order.report(2, [{ ...parcel("DEAD-2", 2), trackingNumbers: ["GOOD-2"] }]);
    expect([await order.left(), await outdated(order.id)]).toEqual([[0], []]);
  },
);

test("a channel that shows the new number beside the cancelled one has no units here", async () => {
  const order = await newOrder(2);
  const first = await order.book({ "DEAD-3": 2 });
  await order.done();
  await order.report(2, [parcel("DEAD-3", 2)]);
  await cancelled(first);
  await order.book({ "GOOD-3": 2 });
  await order.done();
  await order.report(2, [parcel("DEAD-3", 2), parcel("GOOD-3", 2)]);
  expect([await order.left(), await outdated(order.id)]).toEqual([[0], []]);
});

test("goods whose shipment is taken back on the channel are here once", async () => {
  const order = await newOrder(2);
  const first = await order.book({ "DEAD-4": 2 });
  await order.done();
  await order.report(2, [parcel("DEAD-4", 2)]);
  await cancelled(first);
  // The parcel is not told any more; what was known of it stays.
  await order.report(0, []);
  expect([await order.left(), await outdated(order.id)]).toEqual([[2], []]);
});

test("a cancelled label booked again as two sends both numbers to the one parcel", async () => {
  const order = await newOrder(4);
  const first = await order.book({ "DEAD-5": 4 });
  await order.done();
  await order.report(4, [parcel("DEAD-5", 4)]);
  await cancelled(first);
  await order.book({ "GOOD-5A": 2 });
  expect(await order.left()).toEqual([2]);
  await order.book({ "GOOD-5B": 2 });
  expect(sent(await order.commands()).slice(1)).toEqual([
    ["tracking", "waiting", "GOOD-5A"],
    ["tracking", "waiting", "GOOD-5A", "GOOD-5B"],
  ]);
  await order.done(1);
  await order.report(4, [{ ...parcel("DEAD-5", 4), trackingNumbers: ["GOOD-5A"] }]);
  expect([await order.left(), (await outdated(order.id)).length], "the second is on its way").toEqual([[0], 1]);
  await order.done(2);
  await order.report(4, [{ ...parcel("DEAD-5", 4), trackingNumbers: ["GOOD-5A", "GOOD-5B"] }]);
  expect([await order.left(), await outdated(order.id)]).toEqual([[0], []]);
});

test("two cancelled labels booked again as one get its number on both parcels", async () => {
  const order = await newOrder(2);
  const ids = [await order.book({ "DEAD-6A": 1 }), await order.book({ "DEAD-6B": 1 })];
  await order.done(0);
  await order.done(1);
  await order.report(2, [parcel("DEAD-6A", 1), parcel("DEAD-6B", 1)]);
  for (const id of ids) await cancelled(id);
  expect(await order.left()).toEqual([2]);
  await order.book({ "GOOD-6": 2 });
  expect(sent(await order.commands()).slice(2)).toEqual([
    ["tracking", "waiting", "GOOD-6"],
    ["tracking", "waiting", "GOOD-6"],
  ]);
  expect(await order.left()).toEqual([0]);
});

test("units shipped by hand beside a replaced label are not here", async () => {
  const order = await newOrder(4);
  const first = await order.book({ "DEAD-11": 2 });
  await order.done();
  await order.report(2, [parcel("DEAD-11", 2)]);
  await cancelled(first);
  await order.book({ "GOOD-11": 2 });
  await order.done();
  const replaced = { ...parcel("DEAD-11", 2), trackingNumbers: ["GOOD-11"] };
  await order.report(4, [replaced, { ...parcel("", 2), key: "by hand", trackingNumbers: [] }]);
  expect([await order.left(), await outdated(order.id)]).toEqual([[0], []]);
});

test("two labels booked while the first waits for the channel are both sent to it", async () => {
  const order = await newOrder(4);
  const first = await order.book({ "DEAD-12": 2 });
  await order.done();
  await order.report(2, [parcel("DEAD-12", 2)]);
  await cancelled(first);
  await order.book({ "GOOD-12A": 2 });
  await order.book({ "GOOD-12B": 2 });
  expect(sent(await order.commands()).slice(1)).toEqual([
    ["fulfil", "waiting", "GOOD-12A"],
    ["tracking", "waiting", "GOOD-12B"],
  ]);
});

test("two labels booked for two cancelled ones replace one each, whatever is on its way", async () => {
  const order = await newOrder(2);
  const ids = [await order.book({ "DEAD-13A": 1 }), await order.book({ "DEAD-13B": 1 })];
  await order.done(0);
  await order.done(1);
  await order.report(2, [parcel("DEAD-13A", 1), parcel("DEAD-13B", 1)]);
  for (const id of ids) await cancelled(id);
  await order.book({ "GOOD-13A": 1 });
  await order.book({ "GOOD-13B": 1 });
  const replacing = (await order.commands()).slice(2).map(({ input }) => [input.fulfilmentKey, input.trackingNumbers]);
  expect(replacing).toEqual([
    ["f-DEAD-13B", ["GOOD-13A"]],
    ["f-DEAD-13A", ["GOOD-13B"]],
  ]);
});

test("an order has no units left once its parcel is gone, though its channel cannot replace the number", async () => {
  const order = await newOrder(1);
  const first = await order.book({ "DEAD-14": 1 });
  await order.done();
  await order.report(1, [parcel("DEAD-14", 1)]);
  await cancelled(first);
  const second = await order.book({ "GOOD-14": 1 });
  await shop.run(async (tx) => {
    await tx.run(
      "update argosy.command set state = 'unsupported', due_at = null where order_id = $1 and kind = 'tracking'",
      [order.id],
    );
    await tx.run("update argosy.shipment set left_at = $2 where id = $1", [second, noon]);
    await announceOrdersChanged(tx, [{ id: order.id, storeId: store.id }]);
  });
  expect([await order.left(), await outdated(order.id)]).toEqual([[0], []]);
  const { state } = await shop.run((tx) => getOrder(tx, order.id));
  expect(state).not.toBe("failed");
});

test("goods of a cancelled label are here, whatever was shipped and taken back on the channel before it", async () => {
  const order = await newOrder(2);
  await order.report(2, [{ ...parcel("", 2), key: "first", trackingNumbers: [] }]);
  await order.report(0, []);
  const label = await order.book({ "DEAD-15": 2 });
  await order.done();
  await order.report(2, [parcel("DEAD-15", 2)]);
  await cancelled(label);
  expect([await order.left(), (await outdated(order.id)).length]).toEqual([[2], 1]);
});

test("a parcel taken back on the channel is gone from the order; one that may hold what is shipped stays", async () => {
  const order = await newOrder(2);
  const shown = async () => (await shop.run((tx) => getOrder(tx, order.id))).fulfilments.map(({ key }) => key);
  await order.report(2, [parcel("KEPT-16", 1), parcel("GONE-16", 1)]);
  // Counted as shipped, and in no parcel that is told: which of them it was is not known.
  await order.report(2, [parcel("KEPT-16", 1)]);
  expect((await shown()).toSorted()).toEqual(["f-GONE-16", "f-KEPT-16"]);
  await order.report(1, [parcel("KEPT-16", 1)]);
  expect(await shown()).toEqual(["f-KEPT-16"]);
});

/** Two parcels of the channel with numbers of cancelled labels, and a label that holds the goods of both. */
async function replacingTwo(n: string) {
  const order = await newOrder(2);
  const ids = [await order.book({ [`DEAD-${n}A`]: 1 }), await order.book({ [`DEAD-${n}B`]: 1 })];
  await order.done(0);
  await order.done(1);
  await order.report(2, [parcel(`DEAD-${n}A`, 1), parcel(`DEAD-${n}B`, 1)]);
  for (const id of ids) await cancelled(id);
  const label = await order.book({ [`GOOD-${n}`]: 2 });
  const first = (await order.commands()).findIndex(({ kind }) => kind === "tracking");
  return { order, label, first };
}

/** As a channel answers that it does not take it. */
const refuse = (order: { readonly id: string }, command: { readonly id: string } | undefined) =>
  shop.run(async (tx) => {
    await tx.run("update argosy.command set state = 'rejected', due_at = null where id = $1", [command?.id]);
    await announceOrdersChanged(tx, [{ id: order.id, storeId: store.id }]);
  });

test("a number that replaced one of two is not taken for both: the alert stays until the other is replaced", async () => {
  const { order, first } = await replacingTwo("15");
  await order.done(first + 1);
  expect(await outdated(order.id), "the first is on its way").toHaveLength(1);
  await refuse(order, (await order.commands())[first]);
  expect(await outdated(order.id), "the first was refused").toHaveLength(1);
  await order.done(first);
  await order.report(2, [
    { ...parcel("DEAD-15A", 1), trackingNumbers: ["GOOD-15"] },
    { ...parcel("DEAD-15B", 1), trackingNumbers: ["GOOD-15"] },
  ]);
  expect([await order.left(), await outdated(order.id)]).toEqual([[0], []]);
});

test("no command of a cancelled label is sent by trying again, whichever of several it is", async () => {
  const { order, label, first } = await replacingTwo("16");
  const [one] = (await order.commands()).slice(first);
  await shop.run((tx) =>
    tx.run("update argosy.command set state = 'failed', due_at = null, started = true where id = $1", [one?.id]),
  );
  await cancelled(label);
  const again = () => shop.run((tx) => retryCommand(tx, { commandId: one?.id ?? "", ...by }));
  await expect(again()).rejects.toMatchObject({ code: "ORDER_COMMAND_NOT_FAILED" });
});

test("a number stopped half way is sent after all where its courier keeps the label", async () => {
  const { order, label, first } = await replacingTwo("17");
  await order.done(first + 1);
  await shop.run((tx) => cancelShipment(tx, label, by));
  expect(sent(await order.commands())[first]).toEqual(["tracking", "cancelled", "GOOD-17"]);
  await shop.run(async (tx) => {
    const [row] = await shipmentRows(tx, [label]);
    if (row) await markCancelRefused(tx, row, { text: "Sorted already.", ...by });
  });
  const commands = await order.commands();
  expect(sent(commands).at(-1)).toEqual(["tracking", "waiting", "GOOD-17"]);
  expect(commands.at(-1)?.input.fulfilmentKey).toBe(commands[first]?.input.fulfilmentKey);
});

test("a label whose first request names a parcel called 1 is sent again after its courier has kept it", async () => {
  const order = await newOrder(1);
  const dead = await order.book({ "DEAD-18": 1 });
  await order.done();
  await order.report(1, [{ ...parcel("DEAD-18", 1), key: "1" }]);
  await cancelled(dead);
  const label = await order.book({ "GOOD-18": 1 });
  await shop.run((tx) => cancelShipment(tx, label, by));
  await order.report(0, []);
  await shop.run(async (tx) => {
    const [row] = await shipmentRows(tx, [label]);
    if (row) await markCancelRefused(tx, row, { text: "Sorted already.", ...by });
  });
  expect(sent(await order.commands()).at(-1)).toEqual(["fulfil", "waiting", "GOOD-18"]);
});
