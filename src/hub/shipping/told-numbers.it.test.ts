/** What an order's channel is told of its labels: once, and no number of a label that was cancelled. */
import { expect, test } from "vitest";
import type { OrderFulfilment } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { requestCommand, retryCommand } from "../orders/commands.ts";
import { reportedBefore, saveUnreported } from "../orders/done-commands.ts";
import { readCommand } from "../orders/stored-command.ts";
import { announceOrdersChanged } from "../orders/tell-changed.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { LEFT_TO_PACK } from "../orders/to-ship.ts";
import { beginCall, markBooked } from "./booking.ts";
import { markCancelled, markCancelRefused } from "./cancelling.ts";
import { cancelShipment } from "./decide.ts";
import { packLines } from "./pack.ts";
import { requestShipment } from "./request.ts";
import { shipmentRows } from "./shipment-row.ts";
import { requestFulfilment } from "./tell-channel.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(async () => {
  const made = await shop.newStore();
  await made.list(await shop.newVariant(), "v");
  return made;
});
const courier = fixture(async () => {
  await shop.run((tx) =>
    tx.run(
      `update argosy.location set address = '{"line1":"1 Dock","city":"Cairo","country":"EG"}'
       where organization_id = argosy.tenant()`,
    ),
  );
  const { id } = await shop.run((tx) =>
    tx.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
       values (argosy.tenant(), 'logistics', 'fakecourier', 'c', 'DHL', 'active', 'c') returning id`,
    ),
  );
  return { id };
});

const by = { actor, now: noon };
const address = { name: "Ada", line1: "1 Long Street", city: "Giza", country: "EG" };
let made = 0;

interface Command {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly input: { readonly trackingNumbers: readonly string[]; readonly lines?: unknown };
}

/** An order of a channel, of so many units of one item. */
async function newOrder(quantity: number) {
  made += 1;
  const part = orderPart(`told-${made}`, {
    shippingAddress: address,
    lines: [orderLine({ key: "1", variantKey: "v", quantity })],
  });
  const [applied] = await store.apply([part]);
  const id = applied?.orderId ?? "";
  let reports = 0;
  const left = async () => (await shop.run((tx) => packLines(tx, id))).map((line) => line.left);
  const commands = () =>
    shop.run((tx) =>
      tx.rows<Command>(
        `select id, kind, state, input from argosy.command where organization_id = argosy.tenant() and order_id = $1
         order by seq`,
        [id],
      ),
    );
  return {
    id,
    left,
    commands,
    isToShip: async () =>
      (
        await shop.run((tx) =>
          tx.one<{ is: boolean }>(`select ${LEFT_TO_PACK} as is from argosy.sales_order o where o.id = $1`, [id]),
        )
      ).is,
    /** Requests a label for some of its units, and books it: units in parcels under their numbers. */
    async book(
      units: Readonly<Record<string, number>>,
      {
        tellsAt = "booked",
        meanwhile,
      }: { tellsAt?: "booked" | "picked_up"; meanwhile?: (tx: Tx, id: string) => Promise<void> } = {},
    ) {
      const [line] = await shop.run((tx) => packLines(tx, id));
      const numbers = Object.keys(units);
      return shop.run(async (tx) => {
        const shipmentId = await requestShipment(tx, {
          orderId: id,
          connectionId: courier.id,
          parcels: Object.values(units).map((quantity) => ({
            ...{ weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 },
            items: [{ lineId: line?.id ?? "", quantity }],
          })),
          tellsAt,
          notifyCustomer: false,
          idempotencyKey: numbers.join(),
          ...by,
        });
        const [row] = await shipmentRows(tx, [shipmentId]);
        if (!row) throw new Error("It was not requested.");
        await beginCall(tx, row, by);
        await meanwhile?.(tx, shipmentId);
        const parcels = row.parcels.map(({ reference }, n) => ({
          ...{ reference, trackingNumber: numbers[n] ?? "", key: numbers[n] ?? "" },
        }));
        const booked = { key: numbers.join(), carrier: "DHL", parcels };
        await markBooked(tx, row, { booked, needsLabel: false, courier: "DHL", ...by });
        return shipmentId;
      });
    },
    /** The channel tells the order with these parcels. */
    async report(fulfilled: number, fulfilments: readonly OrderFulfilment[]) {
      reports += 1;
      await store.apply([
        later(part, reports, {
          fulfilment: fulfilled === quantity ? "fulfilled" : "partial",
          lines: [orderLine({ key: "1", variantKey: "v", quantity, fulfilledQuantity: fulfilled })],
          fulfilments,
        }),
      ]);
    },
    /** The channel does the last command and reports nothing of it. */
    async done(nth = -1) {
      const command = (await commands()).at(nth);
      if (!command) throw new Error("Nothing was requested.");
      await shop.run(async (tx) => {
        const before = await reportedBefore(tx, id);
        await tx.run("update argosy.command set state = 'done', due_at = null where id = $1", [command.id]);
        await saveUnreported(tx, {
          commandId: command.id,
          orderId: id,
          command: readCommand(command.kind, command.input as never),
          part: undefined,
          reportedBefore: before,
          shipped: null,
          ...by,
        });
        await announceOrdersChanged(tx, [{ id, storeId: store.id }]);
      });
    },
  };
}

/** The courier cancels it. */
async function cancelled(shipmentId: string): Promise<void> {
  await shop.run((tx) => cancelShipment(tx, shipmentId, by));
  await shop.run(async (tx) => {
    const [row] = await shipmentRows(tx, [shipmentId]);
    if (row) await markCancelled(tx, row, by);
  });
}

const parcel = (number: string, quantity: number): OrderFulfilment => ({
  key: `f-${number}`,
  status: "fulfilled",
  trackingNumbers: [number],
  lines: [{ lineKey: "1", quantity }],
});

const sent = (commands: readonly Command[]) =>
  commands.map(({ kind, state, input }) => [kind, state, ...input.trackingNumbers]);

const outdated = async (orderId: string) =>
  (await shop.run((tx) => listAlerts(tx, { state: "open", now: noon }))).items
    .filter(({ kind, subjectId }) => kind === "tracking_outdated" && subjectId === orderId)
    .map(({ text }) => text);

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

test("of a label of two parcels the channel is told what it does not show, and no unit is here", async () => {
  const order = await newOrder(4);
  const id = await order.book({ "ONE-7": 2, "TWO-7": 2 }, { tellsAt: "picked_up" });
  await order.report(2, [parcel("ONE-7", 2)]);
  expect(await order.left()).toEqual([0]);
  await shop.run((tx) => requestFulfilment(tx, id, by));
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
  const id = await order.book({ "SELF-1": 2 }, { tellsAt: "picked_up" });
  await order.report(2, [parcel("SELF-1", 2)]);
  expect(await order.left(), "the other two").toEqual([2]);
  await shop.run((tx) => requestFulfilment(tx, id, by));
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

test("after a part was shipped whose channel reports no parcels, the rest is packed and booked [G1]", async () => {
  const order = await newOrder(3);
  await order.book({ "PART-1": 1 });
  await order.done();
  expect([await order.left(), await order.isToShip()]).toEqual([[2], true]);
  await order.book({ "PART-2": 2 });
  await order.done();
  expect([await order.left(), await order.isToShip()]).toEqual([[0], false]);
});
