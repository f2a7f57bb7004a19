/** Gifts: what they do to stock, parcels and papers, and that nobody pays for them or tells a channel of them. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { listAutomationRuns, undoRun } from "../automations/runs.ts";
import { ruleOf, switchedOn, workAll } from "../automations/testing.ts";
import { createLocation } from "../inventory/locations.ts";
import { setStock } from "../inventory/stock-changes.ts";
import { recordPacking } from "../packing/record-packing.ts";
import { refusal } from "../packing/testing.ts";
import { countAllProfitDue } from "../profit/due.ts";
import { packLines } from "../shipping/pack.ts";
import { orderSplit, splitOrder } from "../shipping/split.ts";
import { requestCommand } from "./commands.ts";
import { removeGift } from "./gifts.ts";
import { quoteRefund } from "./refund-plan.ts";
import { takeBackPromises } from "./release-promises.ts";
import { later, minutes, noon } from "./testing.ts";
import { by, giftShop } from "./testing-gifts.ts";

const { shop, store, ordered, give, toPack, texts, profitOf } = giftShop();

test("a gift is reserved and packed with its order, leaves stock with it, and costs the buyer nothing", async () => {
  const order = await ordered();
  const before = await order.detail();
  await give(order.id, order.sku, 2);
  expect(await order.level()).toEqual({ onHand: 10, reserved: 2, available: 8 });
  const { lines, totalMinor, money } = await order.detail();
  expect({ totalMinor, money }).toEqual({ totalMinor: before.totalMinor, money: before.money });
  expect(lines).toMatchObject([
    { isGift: false, quantity: 2 },
    { isGift: true, quantity: 2, totalMinor: 0n, sku: expect.stringMatching(/^STICKER-/) },
  ]);
  expect((await toPack(order.id)).map(({ units }) => units)).toEqual([2, 2]);
  const items = await toPack(order.id);
  await shop.run((tx) =>
    recordPacking(tx, { ...by, id: randomUUID(), orderId: order.id, packedAt: noon, again: false, items }),
  );
  expect(await refusal(give(order.id, order.sku))).toBe("GIFT_LATE");
  expect(
    await refusal(shop.run((tx) => removeGift(tx, { orderId: order.id, lineId: items[1]?.lineId ?? "", ...by }))),
  ).toBe("GIFT_LATE");
  await store.apply([
    later(order.part, 10, { fulfilment: "fulfilled", lines: [{ ...order.line, fulfilledQuantity: 2 }] }),
  ]);
  expect(await order.level()).toEqual({ onHand: 8, reserved: 0, available: 8 });
  await countAllProfitDue(shop.run, by.now);
  expect(await profitOf(order.id)).toEqual({ gross: 2000n, cogs: 300n });
  expect((await order.detail()).lines[1]).toMatchObject({ isGift: true, fulfilledQuantity: 2, reservedQuantity: 0 });
});

test("a channel is told of no gift: not in a shipment, and not in a refund", async () => {
  const order = await ordered();
  await give(order.id, order.sku);
  const gift = (await order.detail()).lines[1]?.key ?? "";
  const fulfil = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
  const request = (lines?: { lineKey: string; quantity: number }[]) =>
    shop.run((tx) =>
      requestCommand(tx, { orderId: order.id, command: { ...fulfil, lines }, idempotencyKey: randomUUID(), ...by }),
    );
  expect(await refusal(request([{ lineKey: gift, quantity: 1 }]))).toBe("ORDER_LINE_UNKNOWN");
  const whole = await shop.run((tx) => quoteRefund(tx, order.id, { isFull: true }));
  expect(whole.lines.map((line) => line.refundableQuantity)).toEqual([2]);
  await request([{ lineKey: "1", quantity: 2 }]);
});

test("a gift leaves with the first goods of its order, shipped without a label too, and none is added after them", async () => {
  const order = await ordered({ mugs: 3 });
  await give(order.id, order.sku);
  await store.apply([
    later(order.part, 10, { fulfilment: "partial", lines: [{ ...order.line, fulfilledQuantity: 1 }] }),
  ]);
  expect(await order.level()).toMatchObject({ onHand: 9, reserved: 0 });
  expect((await toPack(order.id)).map(({ units }) => units)).toEqual([2]);
  expect(await refusal(give(order.id, order.sku))).toBe("GIFT_LATE");
});

test("a gift that is not in stock is left out, and an order it was taken from waits for nothing", async () => {
  const order = await ordered({ stickers: 1 });
  expect(await refusal(give(order.id, order.sku, 2))).toBe("GIFT_SHORT");
  expect(await refusal(give(order.id, "nothing"))).toBe("GIFT_UNKNOWN");
  expect(await order.level()).toMatchObject({ reserved: 0, available: 1 });
  await give(order.id, order.sku, 1);
  expect(await order.level()).toMatchObject({ reserved: 1, available: 0 });
  await shop.run(async (tx) => {
    await setStock(tx, { items: [{ variantId: order.sticker, locationId: shop.locationId, onHand: 0 }], ...by });
    await takeBackPromises(tx, { variantIds: [order.sticker], now: by.now });
  });
  expect(await order.detail()).toMatchObject({ isShort: false, lines: [{}, { quantity: 0, shortQuantity: 0 }] });
  expect(await order.level()).toMatchObject({ onHand: 0, reserved: 0 });
  expect((await texts(order.id)).some((text) => text.startsWith("Gift left out"))).toBe(true);
});

test("a gift goes back when it is removed, when the order is cancelled, and when nothing else is ordered", async () => {
  const order = await ordered();
  const lineId = await give(order.id, order.sku, 3);
  await shop.run((tx) => removeGift(tx, { orderId: order.id, lineId, ...by }));
  expect(await order.level()).toMatchObject({ reserved: 0, available: 10 });
  await give(order.id, order.sku, 3);
  await store.apply([later(order.part, 10, { status: "cancelled" })]);
  expect(await order.level()).toMatchObject({ reserved: 0, available: 10 });
  const other = await ordered();
  await give(other.id, other.sku);
  await store.apply([later(other.part, 10, { lines: [{ ...other.line, quantity: 0 }] })]);
  expect(await other.level()).toMatchObject({ reserved: 0, available: 10 });
  expect(await toPack(other.id)).toEqual([]);
});

test("a gift leaves stock where it was reserved, also when one report ships and completes its order", async () => {
  const { id: second } = await shop.run((tx) => createLocation(tx, { name: "Second", address: {}, now: noon }));
  const order = await ordered({ mugsAt: second });
  await shop.stock(order.sticker, 4, second);
  await give(order.id, order.sku);
  expect(await shop.level(order.sticker, second)).toMatchObject({ onHand: 4, reserved: 1 });
  await store.apply([
    later(order.part, 10, {
      status: "completed",
      fulfilment: "fulfilled",
      lines: [{ ...order.line, fulfilledQuantity: 2 }],
    }),
  ]);
  expect(await shop.level(order.sticker, second)).toMatchObject({ onHand: 3, reserved: 0 });
  expect(await order.level()).toMatchObject({ onHand: 10, reserved: 0 });
});

/** A booked label of these units, with the number T1. */
async function labelled(orderId: string, items: readonly { readonly lineId: string; readonly quantity: number }[]) {
  const key = randomUUID();
  await shop.run(async (tx) => {
    const courier = await tx.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
       values (argosy.tenant(), 'logistics', 'fakecourier', $1, 'DHL', 'active', $1)
       returning id`,
      [key],
    );
    const shipment = await tx.one<{ id: string }>(
      `insert into argosy.shipment (organization_id, order_id, connection_id, reference, idempotency_key, state, status,
         location_id, payment, collect_minor, value_minor, currency, tells_at, requested_by, created_at, updated_at)
       values (argosy.tenant(), $1, $2, $5, 'k', 'booked', 'label_ready', $3, 'prepaid', 0, 0, 'EUR', 'booked', 'x',
         $4, $4)
       returning id`,
      [orderId, courier.id, shop.locationId, noon, key],
    );
    await tx.run(
      `insert into argosy.parcel (organization_id, shipment_id, connection_id, position, reference, weight_grams,
         length_mm, width_mm, height_mm, tracking_number, items)
       values (argosy.tenant(), $1, $2, 0, $4, 1, 1, 1, 1, 'T1', $3)`,
      [shipment.id, courier.id, JSON.stringify(items), key],
    );
  });
}

test("a gift that left in the first of two parcels is not packed in the second", async () => {
  const order = await ordered({ mugs: 3 });
  await give(order.id, order.sku);
  const [mugs] = (await order.detail()).lines;
  await shop.run((tx) =>
    splitOrder(tx, { orderId: order.id, parcels: [[{ lineId: mugs?.id ?? "", quantity: 1 }]], ...by }),
  );
  const first = await shop.run((tx) => packLines(tx, order.id));
  expect(first.map(({ next }) => next)).toEqual([2, 1]);
  await labelled(
    order.id,
    first.map(({ id, next }) => ({ lineId: id, quantity: next })),
  );
  await store.apply([
    later(order.part, 10, {
      fulfilment: "partial",
      lines: [{ ...order.line, fulfilledQuantity: 2 }],
      fulfilments: [{ key: "f", status: "fulfilled", trackingNumbers: ["T1"], lines: [{ lineKey: "1", quantity: 2 }] }],
    }),
  ]);
  expect((await shop.run((tx) => packLines(tx, order.id))).map(({ left }) => left)).toEqual([1, 0]);
  expect(await order.level()).toMatchObject({ onHand: 9, reserved: 0 });
});

test("a gift left out of the label of the first parcel stays reserved, and goes with the next", async () => {
  const order = await ordered({ mugs: 3 });
  await give(order.id, order.sku);
  const [mugs] = (await order.detail()).lines;
  const lineId = mugs?.id ?? "";
  await shop.run((tx) => splitOrder(tx, { orderId: order.id, parcels: [[{ lineId, quantity: 1 }]], ...by }));
  await labelled(order.id, [{ lineId, quantity: 2 }]);
  const fulfilment = {
    key: "f",
    status: "fulfilled",
    trackingNumbers: ["T1"],
    lines: [{ lineKey: "1", quantity: 2 }],
  } as const;
  await store.apply([
    later(order.part, 10, {
      fulfilment: "partial",
      lines: [{ ...order.line, fulfilledQuantity: 2 }],
      fulfilments: [fulfilment],
    }),
  ]);
  expect(await order.level()).toMatchObject({ onHand: 10, reserved: 1 });
  const next = await shop.run((tx) => packLines(tx, order.id));
  expect(next.map((line) => line.next)).toEqual([1, 1]);
  expect((await toPack(order.id)).map(({ units }) => units)).toEqual([1, 1]);
});

test("a gift whose parcel holds nothing else goes with the next that has goods", async () => {
  const order = await ordered({ mugs: 3 });
  await give(order.id, order.sku);
  const [mugs] = (await order.detail()).lines;
  const chosen = [{ lineId: mugs?.id ?? "", quantity: 1 }];
  await shop.run((tx) => splitOrder(tx, { orderId: order.id, parcels: [chosen], ...by }));
  await store.apply([later(order.part, 10, { lines: [{ ...order.line, quantity: 1 }] })]);
  expect((await toPack(order.id)).map(({ units }) => units)).toEqual([1, 1]);
  const { parcels } = await shop.run((tx) => orderSplit(tx, order.id));
  expect(parcels).toMatchObject([{ isNext: true, items: [{ quantity: 1 }, { quantity: 1 }] }]);
});

test("an automation adds its gift once however often the event comes, says where it is missing, and is undone", async () => {
  const order = await ordered();
  const rule = (units: number) => ruleOf("order.edited", [{ do: "add_gift", sku: order.sku, units }]);
  await shop.run((tx) => switchedOn(tx, [rule(1)], noon));
  for (const minute of [10, 11]) {
    await store.apply([later(order.part, minute, { buyerNote: `${minute}` })]);
    await workAll(shop.run, minutes(minute));
  }
  expect(await order.level()).toMatchObject({ reserved: 1 });
  const runs = async () => (await shop.run((tx) => listAutomationRuns(tx, { orderId: order.id }))).items;
  const [again, first] = await runs();
  expect(again?.acts).toMatchObject([{ do: "add_gift", leftOut: "GIFT_DONE" }]);
  const undone = await shop.run((tx) => undoRun(tx, { id: first?.id ?? "", ...by }));
  expect(undone.acts).toMatchObject([{ undone: true }]);
  expect(await order.level()).toMatchObject({ reserved: 0 });
  await shop.run((tx) => switchedOn(tx, [rule(90)], noon));
  await store.apply([later(order.part, 12, { buyerNote: "12" })]);
  await workAll(shop.run, minutes(12));
  expect((await runs())[0]?.acts).toMatchObject([{ leftOut: "GIFT_SHORT" }]);
  expect((await order.detail()).lines.filter(({ isGift, quantity }) => isGift && quantity > 0)).toEqual([]);
  expect((await texts(order.id)).some((text) => text.startsWith("Gift left out"))).toBe(true);
});

test("stock of a gift that is not packed any more waits for nobody: its order is not carried without it", async () => {
  const [plain, gifted] = [await ordered(), await ordered()];
  await give(gifted.id, gifted.sku, 2);
  const carriedBy = async ({ part, line }: typeof plain) => {
    const carried: string[][] = [];
    const removed = later(part, 10, { lines: [{ ...line, quantity: 0 }] });
    await store.apply([removed], { alongside: async (variantIds) => void carried.push([...variantIds]) });
    return carried;
  };
  expect(await carriedBy(plain)).toHaveLength(1);
  expect(await carriedBy(gifted)).toEqual([]);
  expect(await gifted.level()).toEqual({ onHand: 10, reserved: 0, available: 10 });
});
