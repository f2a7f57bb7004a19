/** A return opened on the channel's side is one return here, inspected like all others. */
import { describe, expect, test } from "vitest";
import { money } from "../../../commerce/money.ts";
import type { OrderReturn } from "../../../commerce/order.ts";
import { testDatabase } from "../../../db/testing.ts";
import { fixture } from "../../../db/testing-fixtures.ts";
import { requestCommand } from "../commands.ts";
import { getTimeline } from "../detail.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "../testing.ts";
import { openReturn } from "./open-return.ts";
import { listReturns, type ReturnView } from "./return-view.ts";
import { receiving, soundness, unitsOf } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

interface Sold {
  readonly variant: string;
  readonly orderId: string;
  readonly key: string;
  report(units: { restocked: number }): Promise<unknown>;
  /** Reports a return with the order as it was last reported; null: the channel has no other return. */
  reportReturn(one: Partial<OrderReturn> | null, units?: { restocked: number }): Promise<readonly ReturnView[]>;
}

let count = 0;

/** An order of `ordered` units of which `shipped` have left, from a stock of 10. */
async function sold(ordered: number, shipped: number): Promise<Sold> {
  count += 1;
  const key = `c${count}`;
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 10);
  let restocked = 0;
  let version = 1;
  const line = () =>
    orderLine({ variantKey: "v", quantity: ordered, fulfilledQuantity: shipped, restockedQuantity: restocked });
  const part = orderPart(key, { lines: [line()] });
  const [applied] = await store.apply([part]);
  const orderId = applied?.orderId ?? "";
  const now = (units?: { restocked: number }) => {
    if (units) version += 1;
    restocked = units?.restocked ?? restocked;
    return later(part, version, { lines: [line()] });
  };
  return {
    variant,
    orderId,
    key,
    report: (units) => store.apply([now(units)]),
    async reportReturn(one, units) {
      const open = { key: "ret-1", state: "approved" as const, platformStatus: "OPEN" };
      const returns = one && [{ ...open, lines: [{ lineKey: "v", quantity: 1 }], ...one }];
      await store.apply([{ ...now(units), ...(returns ? { returns } : { noOtherReturns: true }) }]);
      return (await shop.run((tx) => listReturns(tx, { orderId }))).items;
    },
  };
}

const open = (of: Sold, quantity: number) =>
  shop.run((tx) =>
    openReturn(tx, { orderId: of.orderId, lines: [{ lineKey: "v", quantity }], isApproved: true, actor, now: noon }),
  );
const receive = receiving(shop);
const onHand = unitsOf(shop);
const sound = soundness(shop);

describe("a return the channel tells of", () => {
  test("a channel's return is one here, whose items are inspected here, however often it is reported", async () => {
    const order = await sold(3, 3);
    const two = { lines: [{ lineKey: "v", quantity: 2 }] };
    const [opened] = await order.reportReturn({
      ...two,
      state: "requested",
      platformStatus: "REQUESTED",
      reason: "Too big",
    });
    expect(opened).toMatchObject({
      state: "requested",
      channelStatus: "REQUESTED",
      reason: "Too big",
      lines: [{ quantity: 2, receivedQuantity: 0 }],
    });
    const parcel = { carrier: "DHL", trackingNumber: "T1", trackingUrl: "javascript:alert(1)" };
    const open = await order.reportReturn({ ...two, ...parcel });
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ state: "approved", trackingNumber: "T1", trackingUrl: null });
    const again = await order.reportReturn({ ...two, ...parcel });
    expect(again[0]?.updatedAt).toEqual(open[0]?.updatedAt);
    const entries = (await shop.run((tx) => getTimeline(tx, order.orderId))).filter(({ kind }) => kind === "return");
    expect(entries.map(({ text }) => text)).toContainEqual(`Return SH-${order.key}-R1: Cairo shop reports OPEN.`);
    expect(entries).toHaveLength(2);
    const [done] = await order.reportReturn({ ...two, state: "completed", platformStatus: "CLOSED" });
    // The channel says nothing of what the goods are worth: a person looks at them.
    expect(done).toMatchObject({ state: "approved", channelStatus: "CLOSED" });
    expect(await onHand(order)).toBe(7);
    if (done) await receive(done, [{ quantity: 2, disposition: "restock" }]);
    expect(await onHand(order)).toBe(9);
    await sound();
  });

  test("a channel's return has the reason its channel documents, but a person's choice stays", async () => {
    const order = await sold(2, 2);
    const [first] = await order.reportReturn({ reason: "Box was wet" });
    expect(first).toMatchObject({ reason: "Box was wet", lines: [{ reasonCode: null }] });
    const [reported] = await order.reportReturn({ reasonCode: "undelivered" });
    expect(reported?.lines).toMatchObject([{ reasonCode: "undelivered" }]);
    if (reported) await receive(reported, [{ quantity: 1, disposition: "scrap", reasonCode: "damaged" }]);
    const [after] = await order.reportReturn({ reasonCode: "undelivered", trackingNumber: "T9" });
    expect(after?.lines).toMatchObject([{ reasonCode: "damaged" }]);
  });

  test("a channel's return is not opened twice when the channel restocks itself, or the seller opened it here as well", async () => {
    const order = await sold(2, 2);
    const own = await open(order, 1);
    expect(await order.reportReturn({})).toMatchObject([{ id: own.id, channelStatus: "OPEN" }]);
    const back = await order.reportReturn({ state: "completed", platformStatus: "CLOSED" }, { restocked: 1 });
    expect(back).toMatchObject([{ id: own.id, state: "received", lines: [{ receivedQuantity: 1 }] }]);
    expect(await onHand(order)).toBe(9);
    // All of it was settled before anybody heard of a return.
    const late = await sold(1, 1);
    await late.report({ restocked: 1 });
    const closed = { state: "completed", platformStatus: "CLOSED" } as const;
    expect(await late.reportReturn(closed, { restocked: 1 })).toEqual([]);
    expect(await onHand(late)).toBe(10);
    await sound();
  });

  test("a channel's return is the refund's own where that made it there, and its units are awaited once", async () => {
    const order = await sold(3, 3);
    const command = {
      kind: "refund" as const,
      amount: money(1_000n, "EUR"),
      lines: [{ lineKey: "v", quantity: 1, restock: true }],
      moveMoney: true,
    };
    const { orderId } = order;
    await shop.run((tx) => requestCommand(tx, { orderId, command, idempotencyKey: order.key, actor, now: noon }));
    await order.report({ restocked: 1 });
    const { items } = await shop.run((tx) => listReturns(tx, { orderId }));
    for (const one of items) await receive(one, [{ quantity: 1, disposition: "restock" }]);
    // The return that the refund created there is reported only now.
    const returns = await order.reportReturn({ state: "completed", platformStatus: "received" });
    expect(returns).toMatchObject([{ state: "received", channelStatus: "received", lines: [{ receivedQuantity: 1 }] }]);
    expect(await onHand(order)).toBe(8);
    // Another unit is a return of its own.
    const next = { key: "ret-2", state: "requested" as const };
    expect(await order.reportReturn(next)).toHaveLength(2);
    await sound();
  });

  test("a channel's return awaits no more than was shipped, and ends as the channel ends it, unless units have arrived", async () => {
    const order = await sold(3, 2);
    const five = {
      lines: [
        { lineKey: "v", quantity: 5 },
        { lineKey: "elsewhere", quantity: 1 },
      ],
    };
    expect(await order.reportReturn(five)).toMatchObject([{ lines: [{ quantity: 2 }] }]);
    expect(await order.reportReturn({})).toMatchObject([{ lines: [{ quantity: 1 }] }]);
    expect(await order.reportReturn({ state: "cancelled", platformStatus: "CANCELED" })).toMatchObject([
      { state: "cancelled", channelStatus: "CANCELED" },
    ]);
    expect(await order.reportReturn({ key: "ret-0", state: "rejected", platformStatus: "DECLINED" })).toHaveLength(1);
    const [second] = await order.reportReturn({ key: "ret-2", lines: [{ lineKey: "v", quantity: 2 }] });
    if (second) await receive(second, [{ quantity: 1, disposition: "scrap" }]);
    const [approved] = await order.reportReturn({ key: "ret-2", state: "cancelled", platformStatus: "CANCELED" });
    expect(approved).toMatchObject({ state: "approved", channelStatus: "CANCELED" });
    await sound();
  });

  test("a channel's return is over when the channel has no other, unless its items were reported back", async () => {
    const order = await sold(2, 2);
    await order.reportReturn({});
    expect(await order.reportReturn(null)).toMatchObject([{ state: "cancelled", channelStatus: "OPEN" }]);
    const other = await sold(2, 2);
    await other.reportReturn({ state: "completed", platformStatus: "CLOSED" });
    expect(await other.reportReturn(null)).toMatchObject([{ state: "approved", channelStatus: "CLOSED" }]);
    await sound();
  });
});
