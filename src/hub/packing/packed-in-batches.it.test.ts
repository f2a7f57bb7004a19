/** What a batch says of packed orders, and orders that are packed while batches are made. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { OrderLine } from "../../commerce/order.ts";
import { packedOrders } from "../orders/packing.ts";
import { later, minutes, noon, orderPart } from "../orders/testing.ts";
import { createBatch, finishBatch, markPicked, type NewBatch } from "./batches.ts";
import { type NewPacking, recordPacking } from "./record-packing.ts";
import { ben, by, cups, mugs, packingShop } from "./testing.ts";

const { shop, store, ordered, set, batchOf, read, linesOf, pack, stepsOf } = packingShop();

describe("packed orders in a batch", () => {
  const mark = async (id: string, orderId: string, count = 9) =>
    shop.run(async (tx) => {
      const [order] = await packedOrders(tx, [orderId]);
      const lineIds = (order?.items ?? []).slice(0, count).map(({ lineId }) => lineId);
      return markPicked(tx, { ...by, id, lineIds, isPicked: true });
    });
  const addItems = (key: string, lines: readonly OrderLine[], minute: number) =>
    store.apply([later(orderPart(key, { lines }), minute, {})]);
  const addCups = (key: string) => addItems(key, [mugs(2), cups(1)], 1);

  test("an order packed again after its batch was finished is still packed in it", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const { id } = await batchOf({ orderIds: [a, b] });
    await pack(a);
    const items = await linesOf(b);
    await pack(b);
    const again = await pack(b, { items, again: true, packedAt: minutes(-1), actor: ben });
    expect(again.batch).toEqual({ id, number: "B-1", tote: 2 });
    expect(await read(id)).toMatchObject({ state: "finished", packed: 2, left: 0 });
    expect((await read(id)).items[1]).toMatchObject({ step: "packed", packedBy: "user:ben@example.test" });
  });

  test("an order packed again in its next batch is still packed in the first", async () => {
    const a = await ordered("a", [mugs(2)]);
    const first = await batchOf({ orderIds: [a] });
    await pack(a);
    await addCups("a");
    const next = await batchOf({ orderIds: [a] });
    const items = (await shop.run((tx) => packedOrders(tx, [a])))[0]?.items ?? [];
    await pack(a, {
      items: items.map(({ lineId, left }) => ({ lineId, units: left })),
      again: true,
      actor: ben,
      packedAt: minutes(-1),
    });
    expect(await read(first.id)).toMatchObject({ packed: 1, items: [{ packedBy: "user:ana@example.test" }] });
    expect(await read(next.id)).toMatchObject({ packed: 1, items: [{ packedBy: "user:ben@example.test" }] });
    expect((await linesOf(a)).map(({ units }) => units)).toEqual([0, 0]);
    const [order] = await shop.run((tx) => packedOrders(tx, [a]));
    expect(order).toMatchObject({ packedBy: "user:ben@example.test", packedAt: minutes(-1) });
  });

  test("an order that gets more items before its batch ends is to be packed again, and the batch waits for it", async () => {
    const [a, b] = [await ordered("a", [mugs(2)]), await ordered("b")];
    const { id } = await batchOf({ orderIds: [a, b] });
    await mark(id, a);
    await pack(a);
    await addCups("a");
    expect(await stepsOf(id)).toEqual(["1 to_pick", "2 to_pick"]);
    await pack(b);
    expect(await read(id)).toMatchObject({ state: "open", packed: 1 });
    await mark(id, a);
    expect(await stepsOf(id)).toEqual(["1 picked", "2 packed"]);
    await pack(a);
    expect(await read(id)).toMatchObject({ state: "finished", packed: 2 });
    // What comes after the end is the next batch's.
    await addItems("a", [mugs(4), cups(1)], 2);
    expect(await read(id)).toMatchObject({ packed: 2, left: 0 });
  });

  test("an order in its next batch has what is left to pack, and is picked once that is", async () => {
    const a = await ordered("a", [mugs(2)]);
    await batchOf({ orderIds: [a] });
    await pack(a);
    await addCups("a");
    const { id, items } = await batchOf({ orderIds: [a] });
    expect(items).toMatchObject([{ step: "to_pick", units: 1 }]);
    const cup = (await linesOf(a)).filter(({ units }) => units > 0).map(({ lineId }) => lineId);
    await shop.run((tx) => markPicked(tx, { ...by, id, lineIds: cup, isPicked: true }));
    expect(await stepsOf(id)).toEqual(["1 picked"]);
  });

  test("an order held with items in its tote keeps the batch open; one without does not", async () => {
    const [a, b, c] = [await ordered("a"), await ordered("b"), await ordered("c")];
    const { id } = await batchOf({ orderIds: [a, b, c] });
    await mark(id, a, 1);
    await set(a, "status = 'on_hold'");
    await set(c, "status = 'on_hold'");
    await pack(b);
    expect(await read(id)).toMatchObject({ state: "open", packed: 1, left: 2 });
    await set(a, "status = 'processing'");
    expect(await stepsOf(id)).toEqual(["1 to_pick", "2 packed", "3 left"]);
    await pack(a);
    expect(await read(id)).toMatchObject({ state: "finished", packed: 2, left: 1 });
  });
});

describe("goods in a tote that are not to be packed any more", () => {
  const pickAll = async (id: string, orderId: string) => {
    const lineIds = (await linesOf(orderId)).map(({ lineId }) => lineId);
    return shop.run((tx) => markPicked(tx, { ...by, id, lineIds, isPicked: true }));
  };
  const none = (line: OrderLine): OrderLine => ({ ...line, quantity: 0 });
  const reported = (key: string, lines: readonly OrderLine[]) => store.apply([later(orderPart(key, { lines }), 1, {})]);

  test("a cancelled order's items in a tote keep the batch open, though its channel reports no units", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const { id } = await batchOf({ orderIds: [a, b] });
    await pickAll(id, a);
    await reported("a", [none(mugs(2)), none(cups(1))]);
    await set(a, "status = 'cancelled'");
    await pack(b);
    expect(await read(id)).toMatchObject({
      state: "open",
      toPutBack: [
        { tote: 1, sku: "MUG", units: 2 },
        { tote: 1, sku: "CUP", units: 1 },
      ],
    });
    await shop.run((tx) => finishBatch(tx, { ...by, id }));
    expect((await read(id)).toPutBack).toEqual([]);
  });

  test("a deleted line's items in a tote keep the batch open, and are listed", async () => {
    const a = await ordered("a");
    const { id } = await batchOf({ orderIds: [a] });
    await pickAll(id, a);
    await reported("a", [mugs(2), none(cups(1))]);
    await pack(a);
    expect(await read(id)).toMatchObject({ state: "open", packed: 1, toPutBack: [{ tote: 1, sku: "CUP" }] });
  });

  test("a shortened line's items in a tote are the units too many, before and after it is packed", async () => {
    const a = await ordered("a");
    const { id } = await batchOf({ orderIds: [a] });
    await pickAll(id, a);
    await reported("a", [mugs(1), cups(1)]);
    const tooMany = [{ tote: 1, sku: "MUG", units: 1 }];
    expect(await read(id)).toMatchObject({ picked: 1, toPutBack: tooMany });
    await pack(a);
    expect(await read(id)).toMatchObject({ state: "open", packed: 1, toPutBack: tooMany });
  });

  test("a raised line has no items to put back, and what is missing is still to be picked", async () => {
    const a = await ordered("a");
    const { id } = await batchOf({ orderIds: [a] });
    await pickAll(id, a);
    await reported("a", [mugs(5), cups(1)]);
    const [mug = ""] = (await linesOf(a)).map(({ lineId }) => lineId);
    expect(await read(id)).toMatchObject({ picked: 0, toPutBack: [], partlyPicked: [{ lineId: mug, units: 2 }] });
    await pickAll(id, a);
    expect(await read(id)).toMatchObject({ picked: 1, toPutBack: [], partlyPicked: [] });
  });

  test("a line raised after it was packed has no items to put back, and the missing unit is picked", async () => {
    const [a, b] = [await ordered("a", [mugs(2)]), await ordered("b")];
    const { id } = await batchOf({ orderIds: [a, b] });
    await pickAll(id, a);
    await pack(a);
    await reported("a", [mugs(3)]);
    const [mug = ""] = (await linesOf(a)).map(({ lineId }) => lineId);
    expect(await read(id)).toMatchObject({ partlyPicked: [{ lineId: mug, units: 0 }], toPutBack: [] });
    await pickAll(id, a);
    expect(await read(id)).toMatchObject({ pickedLineIds: [mug], partlyPicked: [], toPutBack: [] });
  });

  test("an order packed in the batch or shipped has no items to put back", async () => {
    const [a, b, c] = [await ordered("a"), await ordered("b"), await ordered("c")];
    const { id } = await batchOf({ orderIds: [a, b, c] });
    for (const each of [a, b]) await pickAll(id, each);
    await pack(a);
    await reported("a", [none(mugs(2)), none(cups(1))]);
    await set(a, "status = 'cancelled'");
    await reported("b", [
      { ...mugs(2), fulfilledQuantity: 2 },
      { ...cups(1), fulfilledQuantity: 1 },
    ]);
    await set(b, "fulfilment = 'fulfilled', status = 'completed'");
    await pack(c);
    expect(await read(id)).toMatchObject({ state: "finished", toPutBack: [] });
  });
});

describe("an order that shrinks after it was packed", () => {
  const cut = (key: string, lines: readonly OrderLine[], minute = 1) =>
    store.apply([later(orderPart(key, { lines }), minute, {})]);
  const asPacked = async (orderId: string) => (await shop.run((tx) => packedOrders(tx, [orderId])))[0];

  test("an order that shrinks is to be packed again whole, and shows what is too much in its parcel", async () => {
    const a = await ordered("a", [mugs(5), cups(1)]);
    const { id } = await batchOf({ orderIds: [a, await ordered("b")] });
    await pack(a);
    await cut("a", [mugs(3), cups(1)]);
    expect(await stepsOf(id)).toEqual(["1 to_pick", "2 to_pick"]);
    expect(await asPacked(a)).toMatchObject({ packedAt: null, tooMuch: [{ sku: "MUG", units: 2 }] });
    expect((await linesOf(a)).map(({ units }) => units)).toEqual([3, 1]);
    await pack(a);
    expect(await stepsOf(id)).toEqual(["1 packed", "2 to_pick"]);
    expect(await asPacked(a)).toMatchObject({ packedBy: "user:ana@example.test", tooMuch: [] });
    // What the opened parcel held counts no more.
    await cut("a", [mugs(5), cups(1)], 2);
    expect((await linesOf(a)).map(({ units }) => units)).toEqual([2, 0]);
  });

  test("an order whose item was replaced is packed again whole, in the batch it was packed in", async () => {
    const a = await ordered("a", [mugs(2)]);
    const { id } = await batchOf({ orderIds: [a] });
    await pack(a);
    await cut("a", [cups(1)]);
    expect(await asPacked(a)).toMatchObject({ tooMuch: [{ sku: "MUG", units: 2 }] });
    expect(await pack(a)).toMatchObject({ batch: { id } });
    expect(await asPacked(a)).toMatchObject({ tooMuch: [] });
    expect((await linesOf(a)).map(({ units }) => units)).toEqual([0]);
  });

  test("an order stays packed where money alone went back, or where the parcel left before", async () => {
    const a = await ordered("a", [mugs(5), cups(1)]);
    await pack(a);
    await cut("a", [{ ...mugs(5), totalMinor: 0n }, cups(1)]);
    expect(await asPacked(a)).toMatchObject({ packedAt: noon, tooMuch: [] });
    await cut("a", [{ ...mugs(5), fulfilledQuantity: 5 }, cups(1)], 2);
    await cut("a", [{ ...mugs(3), fulfilledQuantity: 3 }, cups(1)], 3);
    expect(await asPacked(a)).toMatchObject({ packedAt: noon, tooMuch: [] });
    expect((await linesOf(a)).map(({ units }) => units)).toEqual([0, 0]);
  });
});

describe("a batch made while an order is packed", () => {
  const packingOfNow = async (orderId: string): Promise<NewPacking> => {
    const items = await linesOf(orderId);
    return { ...by, id: randomUUID(), orderId, packedAt: noon, again: false, items };
  };

  test.each<[string, (a: string, b: string) => Partial<NewBatch>]>([
    ["of chosen orders", (a, b) => ({ orderIds: [a, b] })],
    ["of the next", () => ({ next: 2 })],
  ])("%s does not take it", async (_, choice) => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const packing = await packingOfNow(a);
    const batch = await shop.meet(
      (tx) => recordPacking(tx, packing),
      (tx) => createBatch(tx, { ...by, ...choice(a, b) }),
    );
    expect(batch.items.map(({ orderId }) => orderId)).toEqual([b]);
  });

  test("a batch of the next orders, made while one is packed, takes those after it", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const packing = await packingOfNow(a);
    const batch = await shop.meet(
      (tx) => recordPacking(tx, packing),
      (tx) => createBatch(tx, { ...by, next: 1 }),
    );
    expect(batch.items.map(({ orderId }) => orderId)).toEqual([b]);
  });

  test("a batch made first has the order packed in its tote", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const packing = await packingOfNow(a);
    const { batch } = await shop.meet(
      (tx) => createBatch(tx, { ...by, orderIds: [b, a] }),
      (tx) => recordPacking(tx, packing),
    );
    expect(batch).toMatchObject({ number: "B-1", tote: 2 });
    expect(await stepsOf(batch?.id ?? "")).toEqual(["1 to_pick", "2 packed"]);
  });
});
