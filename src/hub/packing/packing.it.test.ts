/** Batches of orders, and parcels that were scanned to the end. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { listAutomationRuns } from "../automations/runs.ts";
import { ruleOf, switchedOn, workAll } from "../automations/testing.ts";
import { packedOrders } from "../orders/packing.ts";
import { minutes, noon } from "../orders/testing.ts";
import { changeBatch, finishBatch, markPicked, removeFromBatch } from "./batches.ts";
import { findScanned } from "./find-scanned.ts";
import { listBatches } from "./read-batches.ts";
import { recordPacking } from "./record-packing.ts";
import { ben, by, cups, EAN, packingShop, refusal } from "./testing.ts";

const { shop, store, ordered, set, batchOf, read, linesOf, pack, stepsOf } = packingShop();

describe("a batch", () => {
  test("a batch gives each chosen order a tote, in the chosen sequence, and names the orders it did not take", async () => {
    const [a, b, held, gone] = [await ordered("a"), await ordered("b"), await ordered("c"), await ordered("d")];
    await set(held, "status = 'on_hold'");
    await set(gone, "fulfilment = 'fulfilled', status = 'completed'");
    const batch = await batchOf({ orderIds: [b, held, a, gone, a], cart: "Cart 1" });
    expect(batch.items.map(({ orderId, tote }) => [orderId, tote])).toEqual([
      [b, 1],
      [a, 2],
    ]);
    expect(batch.leftOut.map(({ orderId, state }) => [orderId, state])).toEqual([
      [held, "on_hold"],
      [gone, "shipped"],
    ]);
    expect(batch).toMatchObject({ number: "B-1", state: "open", orders: 2, picked: 0, packed: 0, cart: "Cart 1" });
  });

  test("a batch takes the next orders that are due, and none that another open batch has", async () => {
    const late = await ordered("late", undefined, -600);
    const later = await ordered("later", undefined, -300);
    const last = await ordered("last");
    const first = await batchOf({ next: 2 });
    expect(first.items.map(({ orderId }) => orderId)).toEqual([late, later]);
    const again = await batchOf({ orderIds: [late, last] });
    expect(again.items.map(({ orderId }) => orderId)).toEqual([last]);
    expect(again.leftOut).toMatchObject([{ orderId: late, batchNumber: "B-1" }]);
    expect(await refusal(batchOf({ next: 20 }))).toBe("BATCH_EMPTY");
    const elsewhere = await shop.newStore("Elsewhere");
    expect(await refusal(batchOf({ next: 20, storeIds: [elsewhere.id] }))).toBe("BATCH_EMPTY");
  });

  test("two batches made at one moment have each order in one of them", async () => {
    for (const key of ["a", "b", "c", "d"]) await ordered(key);
    const make = () => batchOf({ next: 2 });
    const both = await Promise.all([make(), make()]);
    const ids = both.flatMap(({ items }) => items.map(({ orderId }) => orderId));
    expect(new Set(ids).size).toBe(4);
  });

  test("a batch shows how far picking is, line by line, to everyone", async () => {
    const a = await ordered("a");
    const { id } = await batchOf({ orderIds: [a, await ordered("b")] });
    const lines = (await linesOf(a)).map(({ lineId }) => lineId);
    const mark = (lineIds: readonly string[], isPicked: boolean) =>
      shop.run((tx) => markPicked(tx, { ...by, id, lineIds, isPicked }));
    await mark(lines.slice(0, 1), true);
    expect(await stepsOf(id)).toEqual(["1 to_pick", "2 to_pick"]);
    await mark([...lines, randomUUID()], true);
    expect(await stepsOf(id)).toEqual(["1 picked", "2 to_pick"]);
    expect((await read(id)).pickedLineIds).toEqual(lines.toSorted());
    await mark(lines.slice(1), false);
    expect(await stepsOf(id)).toEqual(["1 to_pick", "2 to_pick"]);
  });

  test("a batch loses an order that is cancelled, on hold or shipped, and has one back that is released", async () => {
    const [a, b, c] = [await ordered("a"), await ordered("b"), await ordered("c")];
    const { id } = await batchOf({ orderIds: [a, b, c] });
    await set(a, "status = 'cancelled'");
    await set(b, "status = 'on_hold'");
    await set(c, "fulfilment = 'fulfilled', status = 'completed'");
    expect(await stepsOf(id)).toEqual(["1 left", "2 left", "3 left"]);
    expect(await read(id)).toMatchObject({ orders: 0, left: 3 });
    await set(b, "status = 'processing'");
    expect(await stepsOf(id)).toEqual(["1 left", "2 to_pick", "3 left"]);
    expect((await read(id)).items.map(({ state }) => state)).toEqual(["cancelled", "to_ship", "shipped"]);
  });

  test("a batch that is finished gives back what is not packed, and is changed no more", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const { id } = await batchOf({ orderIds: [a, b] });
    await shop.run((tx) => changeBatch(tx, { id, assignedTo: "user:ben@example.test" }));
    await pack(a);
    const done = await shop.run((tx) => finishBatch(tx, { ...by, id }));
    expect(done).toMatchObject({ state: "finished", packed: 1, left: 1, assignedTo: "user:ben@example.test" });
    expect(await refusal(shop.run((tx) => changeBatch(tx, { id, cart: "x" })))).toBe("BATCH_FINISHED");
    expect(await refusal(shop.run((tx) => removeFromBatch(tx, { id, orderId: b })))).toBe("BATCH_FINISHED");
    expect(await shop.run((tx) => finishBatch(tx, { ...by, id }))).toMatchObject({ state: "finished" });
    expect((await batchOf({ next: 20 })).items.map(({ orderId }) => orderId)).toEqual([b]);
  });

  test("a batch loses an order that is taken out of it", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const { id } = await batchOf({ orderIds: [a, b] });
    const remove = () => shop.run((tx) => removeFromBatch(tx, { id, orderId: a }));
    await remove();
    expect(await refusal(remove())).toBe("BATCH_ORDER_NOT_FOUND");
    expect((await read(id)).items.map(({ orderId, tote }) => [orderId, tote])).toEqual([[b, 2]]);
    expect((await batchOf({ orderIds: [a] })).items).toHaveLength(1);
  });

  test("a batch is listed with its progress, by state and by who picks it", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const one = await batchOf({ orderIds: [a], assignedTo: "user:ben@example.test" });
    await batchOf({ orderIds: [b] });
    await pack(a);
    const numbers = async (filter: Parameters<typeof listBatches>[1]) =>
      (await shop.run((tx) => listBatches(tx, filter))).items.map(({ number, packed }) => [number, packed]);
    expect(await numbers({})).toEqual([
      ["B-2", 0],
      [one.number, 1],
    ]);
    expect(await numbers({ state: "open" })).toEqual([["B-2", 0]]);
    expect(await numbers({ assignedTo: "user:ben@example.test" })).toEqual([["B-1", 1]]);
  });
});

describe("packing", () => {
  test("the last scan records who packed it and when; the last order of a batch finishes it", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const { id } = await batchOf({ orderIds: [a, b] });
    const packing = await pack(a, { packedAt: minutes(-3), actor: ben });
    expect(packing).toMatchObject({ packedBy: "user:ben@example.test", batch: { number: "B-1", tote: 1 } });
    expect(await read(id)).toMatchObject({ state: "open", packed: 1, picked: 1 });
    expect((await read(id)).items[0]).toMatchObject({ packedAt: minutes(-3), packedBy: "user:ben@example.test" });
    await pack(b);
    expect(await read(id)).toMatchObject({ state: "finished", packed: 2, left: 0 });
    const reported = await shop.run((tx) =>
      tx.rows<{ text: string; at: Date }>(
        `select text, at from argosy.timeline
         where organization_id = argosy.tenant() and order_id = $1 and kind = 'packed'`,
        [a],
      ),
    );
    expect(reported).toEqual([{ text: "Packed: 3 units (batch B-1, tote 1).", at: minutes(-3) }]);
  });

  test("a packing sent twice is recorded once, and a moment that has not come is now", async () => {
    const a = await ordered("a");
    const items = await linesOf(a);
    const once = { id: randomUUID(), packedAt: minutes(90), items };
    const first = await pack(a, once);
    expect(first.packedAt).toEqual(noon);
    expect(await pack(a, once)).toEqual(first);
    const both = { id: randomUUID(), packedAt: noon, items: await linesOf(await ordered("b")) };
    const b = await ordered("b");
    const answers = await Promise.all([pack(b, both), pack(b, both)]);
    expect(answers[0]).toEqual(answers[1]);
    const { count } = await shop.run((tx) =>
      tx.one<{ count: number }>(
        "select count(*)::int as count from argosy.order_packing where organization_id = argosy.tenant()",
      ),
    );
    expect(count).toBe(2);
  });

  test("packing under the id of another order's packing is refused", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const { id } = await pack(a);
    expect(await refusal(pack(b, { id }))).toBe("PACKING_ID_TAKEN");
    expect((await linesOf(b)).map(({ units }) => units)).toEqual([2, 1]);
    const [c, d] = [await ordered("c"), await ordered("d")];
    const both = { ...by, id: randomUUID(), packedAt: noon, again: false };
    const [ofC, ofD] = [await linesOf(c), await linesOf(d)];
    const codes = shop.meet(
      (tx) => recordPacking(tx, { ...both, orderId: c, items: ofC }),
      (tx) => recordPacking(tx, { ...both, orderId: d, items: ofD }),
    );
    expect(await refusal(codes)).toBe("PACKING_ID_TAKEN");
  });

  test("a packing sent again after its order was taken out of the batch is answered without a tote", async () => {
    const [a, b] = [await ordered("a"), await ordered("b")];
    const { id } = await batchOf({ orderIds: [a, b] });
    const once = { id: randomUUID(), items: await linesOf(a) };
    await pack(a, once);
    await shop.run((tx) => removeFromBatch(tx, { id, orderId: a }));
    expect(await pack(a, once)).toMatchObject({ id: once.id, batch: { number: "B-1", tote: null } });
  });

  test("packing is refused for an order that is packed, unless its parcel was opened", async () => {
    const a = await ordered("a");
    const items = await linesOf(a);
    await pack(a, { actor: ben, items });
    const error = await pack(a, { items }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "PACKING_DONE", message: expect.stringContaining("by ben@example.test") });
    expect((await linesOf(a)).map(({ units }) => units)).toEqual([0, 0]);
    expect(await pack(a, { items, again: true })).toMatchObject({ packedBy: "user:ana@example.test" });
    expect(await refusal(batchOf({ orderIds: [a] }))).toBe("BATCH_EMPTY");
  });

  test("packing by two stations at one moment is recorded by one of them", async () => {
    const a = await ordered("a");
    const items = await linesOf(a);
    const codes = await Promise.all([refusal(pack(a, { items })), refusal(pack(a, { items, actor: ben }))]);
    expect(codes.toSorted()).toEqual(["PACKING_DONE", null]);
  });

  test.each([
    ["status = 'cancelled'", "PACKING_STATE", "Put its items back"],
    ["financial = 'refunded'", "PACKING_STATE", "Put its items back"],
    ["status = 'on_hold'", "ORDER_ON_HOLD", "has been on hold since"],
    ["fulfilment = 'fulfilled', status = 'completed'", "PACKING_STATE", "shipped already"],
  ])("packing is refused with a reason once %s", async (change, code, text) => {
    const a = await ordered("a");
    const items = await linesOf(a);
    await set(a, change);
    const error = await pack(a, { items }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) });
  });

  test("packing is refused with too few, too many or other items than the order has", async () => {
    const a = await ordered("a");
    const [mug, cup] = await linesOf(a);
    if (!mug || !cup) throw new Error("no lines");
    for (const items of [
      [mug],
      [mug, cup, cup],
      [mug, { ...cup, units: 5 }],
      [mug, { lineId: randomUUID(), units: 1 }],
    ])
      expect(await refusal(pack(a, { items }))).toBe("PACKING_DIFFERS");
  });

  test("units a channel shipped of an order are not packed again", async () => {
    const a = await ordered("a");
    await shop.run((tx) =>
      tx.run(
        `update argosy.order_line set fulfilled_quantity = 1
         where organization_id = argosy.tenant() and order_id = $1 and sku = 'MUG'`,
        [a],
      ),
    );
    expect((await linesOf(a)).map(({ units }) => units)).toEqual([1, 1]);
    await pack(a);
    expect((await linesOf(a)).map(({ units }) => units)).toEqual([0, 0]);
  });
});

describe("a scanned code", () => {
  const found = async (code: string, batchId?: string) => {
    const { by: what, orders } = await shop.run((tx) => findScanned(tx, { code, batchId }));
    return [what, ...orders.map(({ id }) => id)];
  };

  test("a scanned code is a tote, a number here or on the channel, or an item of a batch", async () => {
    const [a, b] = [await ordered("a"), await ordered("b", [cups(1)])];
    const { id } = await batchOf({ orderIds: [a, b] });
    const [order] = await shop.run((tx) => packedOrders(tx, [b]));
    expect(order).toMatchObject({ batchId: id, batchNumber: "B-1", tote: 2, state: "to_ship" });
    expect(await found("b-1-2")).toEqual(["tote", b]);
    expect(await found("2", id)).toEqual(["tote", b]);
    expect(await found("2")).toEqual([null]);
    expect(await found(` ${order?.number} `)).toEqual(["number", b]);
    expect(await found("b")).toEqual(["number", b]);
    expect(await found(EAN)).toEqual(["item", a]);
    expect(await found("cup", id)).toEqual(["item", a]);
    await pack(a);
    expect(await found("cup", id)).toEqual(["item", b]);
    expect(await found(EAN, id)).toEqual([null]);
    expect(await found("no such")).toEqual([null]);
  });

  test("a scanned code is a UPC of eight digits where the item has it in twelve", async () => {
    await shop.run((tx) =>
      tx.run(
        "update argosy.variant set barcode = '012345000065' where organization_id = argosy.tenant() and sku = 'MUG'",
      ),
    );
    const a = await ordered("a");
    await batchOf({ orderIds: [a] });
    expect(await found("01234565")).toEqual(["item", a]);
  });

  test("a scanned code is the tracking number of a booked parcel", async () => {
    const a = await ordered("a");
    await shop.run(async (tx) => {
      const { id } = await tx.one<{ id: string }>(
        `insert into argosy.shipment (organization_id, id, order_id, connection_id, reference, idempotency_key, state,
           status, location_id, payment, value_minor, currency, tells_at, requested_by, created_at, updated_at)
         values (argosy.tenant(), gen_random_uuid(), $1, $2, 'P1', 'k1', 'booked', 'label_ready', $3, 'prepaid', 1,
           'EUR', 'booked', 'ana', $4, $4) returning id`,
        [a, store.id, shop.locationId, noon],
      );
      await tx.run(
        `insert into argosy.parcel (organization_id, shipment_id, connection_id, position, reference, weight_grams,
           length_mm, width_mm, height_mm, items, tracking_number)
         values (argosy.tenant(), $1, $2, 0, 'P1', 1, 1, 1, 1, '[]', 'TRACK-1')`,
        [id, store.id],
      );
    });
    expect(await found("TRACK-1")).toEqual(["tracking", a]);
  });
});

test("a parcel scanned to the end starts automations once, and once more when it is packed again", async () => {
  await shop.run((tx) => switchedOn(tx, [ruleOf("order.packed", [{ do: "add_tags", tags: ["packed"] }])], noon));
  const order = await ordered("packed-rule");
  await workAll(shop.run, minutes(1));
  const runs = async () => (await shop.run((tx) => listAutomationRuns(tx, { orderId: order }))).items.length;
  expect(await runs()).toBe(0);
  const [id, items] = [randomUUID(), await linesOf(order)];
  for (const _ of [1, 2]) await pack(order, { id, items });
  await workAll(shop.run, minutes(2));
  expect(await runs()).toBe(1);
  await pack(order, { again: true, items });
  await workAll(shop.run, minutes(3));
  expect(await runs()).toBe(2);
  await shop.run((tx) => switchedOn(tx, [], noon));
});
