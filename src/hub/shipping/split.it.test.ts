/** Orders that are sent in several parcels: what is packed and booked next, and that no unit is in two of them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { runsOf } from "../../db/testing-runs.ts";
import { listAutomationRuns, undoRun } from "../automations/runs.ts";
import { ruleOf, switchedOn, workAll } from "../automations/testing.ts";
import { mergeOrders } from "../merging/merges.ts";
import { holdOrder } from "../order-holds/order-holds.ts";
import { addGift } from "../orders/gifts.ts";
import { serveShortLines } from "../orders/serve-short.ts";
import { noon } from "../orders/testing.ts";
import { refusal } from "../packing/testing.ts";
import { cancelShipment } from "./decide.ts";
import { packLines } from "./pack.ts";
import { orderSplit, undoSplit } from "./split.ts";
import { by, sortedUnits, splitShop } from "./testing-split.ts";

const made = splitShop();
const { shop, world, ordered, stateOf, split, splitBy, book, unitsOf, sendRequest } = made;
const { pack, send, toShip, takeAway, bringBack } = made;

test("items in stock are packed and booked, and the rest waits and follows as a parcel of its own", async () => {
  const order = await ordered({ units: 3, there: 2 }, { units: 1, there: 1 }, { units: 2, there: 0 });
  expect(await stateOf(order.id)).toBe("short");
  const made = await splitBy(order.id, { by: "availability" });
  expect(made.parcels).toMatchObject([
    { number: 1, isThere: true, isNext: true, items: [{ quantity: 2 }, { quantity: 1 }] },
    { number: 2, isThere: false, isNext: false, items: [{ quantity: 1 }, { quantity: 2, waiting: 2 }] },
  ]);
  expect(await stateOf(order.id)).toBe("to_ship");
  expect(await toShip(order.id)).toBe(true);
  expect(await sendRequest(order.id)).toEqual([
    { lineId: order.lineOf(0), units: 2 },
    { lineId: order.lineOf(1), units: 1 },
  ]);
  await pack(order.id);
  expect(await refusal(pack(order.id))).toBe("PACKING_DONE");
  expect((await book(order.id)).units).toEqual({ "0": 2, "1": 1 });
  expect(await stateOf(order.id)).toBe("label_booked");
  expect(await toShip(order.id)).toBe(false);
  expect(await refusal(book(order.id))).toBe("SHIPMENT_WAITS");
  for (const n of [0, 2]) await shop.stock(order.variants[n] ?? "", 10);
  await shop.run((tx) => serveShortLines(tx, { variantIds: order.variants, now: by.now }));
  expect(await stateOf(order.id)).toBe("to_ship");
  expect(await toShip(order.id)).toBe(true);
  expect(await sendRequest(order.id)).toEqual([
    { lineId: order.lineOf(0), units: 1 },
    { lineId: order.lineOf(2), units: 2 },
  ]);
  await pack(order.id);
  expect((await book(order.id)).units).toEqual({ "0": 1, "2": 2 });
  expect(await refusal(book(order.id))).toBe("SHIPMENT_NOTHING_LEFT");
});

test("lines chosen by hand are sent in a parcel of their own, which is undone until something is packed or booked", async () => {
  const order = await ordered({ units: 3, there: 9 }, { units: 1, there: 9 });
  const chosen = [{ lineId: order.lineOf(0), quantity: 2 }];
  await split(order.id, chosen);
  expect(await refusal(split(order.id, chosen))).toBe("SPLIT_DONE");
  await shop.run((tx) => undoSplit(tx, { orderId: order.id, ...by }));
  expect((await shop.run((tx) => orderSplit(tx, order.id))).isSplit).toBe(false);
  expect(await refusal(shop.run((tx) => undoSplit(tx, { orderId: order.id, ...by })))).toBe("SPLIT_NONE");
  await split(order.id, chosen);
  const first = await book(order.id);
  expect(first.units).toEqual({ "0": 1, "1": 1 });
  expect(await stateOf(order.id)).toBe("to_ship");
  expect(await refusal(shop.run((tx) => undoSplit(tx, { orderId: order.id, ...by })))).toBe("SPLIT_LATE");
  await shop.run((tx) => cancelShipment(tx, first.shipmentId, by));
  expect((await book(order.id)).units).toEqual({ "0": 1, "1": 1 });
  expect((await book(order.id)).units).toEqual({ "0": 2 });
  expect(await refusal(book(order.id))).toBe("SHIPMENT_NOTHING_LEFT");
  expect(await stateOf(order.id)).toBe("label_booked");
});

test("an order is divided by location and by SKU or tag, and is left in one parcel where all of it is alike", async () => {
  const one = await ordered({ units: 1, there: 5 }, { units: 2, there: 0, tag: "frozen" });
  await shop.stock(one.variants[1] ?? "", 5, world.second);
  await shop.run((tx) =>
    tx.run(
      `update argosy.order_line set location_id = $2, reserved_quantity = 2, short_quantity = 0
       where organization_id = argosy.tenant() and id = $1`,
      [one.lineOf(1), world.second],
    ),
  );
  const byLocation = await splitBy(one.id, { by: "location" });
  expect(byLocation.parcels.map(({ items }) => items.map(({ lineId }) => lineId))).toEqual([
    [one.lineOf(0)],
    [one.lineOf(1)],
  ]);
  await shop.run((tx) => undoSplit(tx, { orderId: one.id, ...by }));
  const byTag = await splitBy(one.id, { by: "lines", tags: ["Frozen "] });
  expect(byTag.parcels.map(({ items }) => items.map(({ quantity }) => quantity))).toEqual([[1], [2]]);
  await shop.run((tx) => undoSplit(tx, { orderId: one.id, ...by }));
  expect(await refusal(splitBy(one.id, { by: "lines", skus: [one.skus[0] ?? ""], tags: ["frozen"] }))).toBe(
    "SPLIT_NOTHING",
  );
  expect(await refusal(splitBy(one.id, { by: "availability" }))).toBe("SPLIT_NOTHING");
});

test("an automation splits what is there from what is not, once, and is undone until a parcel is booked", async () => {
  await shop.run((tx) => switchedOn(tx, [ruleOf("order.received", [{ do: "split_order", by: "availability" }])], noon));
  const order = await ordered({ units: 2, there: 1 });
  const all = await ordered({ units: 2, there: 2 });
  await workAll(shop.run, by.now);
  const runOf = async (orderId: string) => (await shop.run((tx) => listAutomationRuns(tx, { orderId }))).items[0];
  expect((await runOf(order.id))?.acts).toMatchObject([{ do: "split_order", parcels: 2 }]);
  expect((await runOf(all.id))?.acts).toMatchObject([{ leftOut: "SPLIT_NOTHING" }]);
  expect((await book(order.id)).units).toEqual({ "0": 1 });
  const late = await shop.run(async (tx) => undoRun(tx, { id: (await runOf(order.id))?.id ?? "", ...by }));
  expect(late.acts).toMatchObject([{ undone: false }]);
  const other = await ordered({ units: 2, there: 1 });
  await workAll(shop.run, by.now);
  const undone = await shop.run(async (tx) => undoRun(tx, { id: (await runOf(other.id))?.id ?? "", ...by }));
  expect(undone.acts).toMatchObject([{ undone: true }]);
  expect((await shop.run((tx) => orderSplit(tx, other.id))).isSplit).toBe(false);
  await shop.run((tx) => switchedOn(tx, [], noon));
});

test("a parcel that is packed is booked before one that came into stock since", async () => {
  const order = await ordered({ units: 1, there: 1 }, { units: 1, there: 1 });
  const [first = ""] = order.variants;
  await split(order.id, [{ lineId: order.lineOf(1), quantity: 1 }]);
  await takeAway(first);
  await pack(order.id);
  await bringBack(first);
  expect((await book(order.id)).units).toEqual({ "1": 1 });
  await pack(order.id);
  expect((await book(order.id)).units).toEqual({ "0": 1 });
});

test("units of a line in a waiting parcel stay with it when a later parcel leaves before it", async () => {
  const order = await ordered({ units: 3, there: 3 }, { units: 1, there: 1 }, { units: 1, there: 1 });
  const [, waiting = ""] = order.variants;
  await split(order.id, [
    { lineId: order.lineOf(0), quantity: 1 },
    { lineId: order.lineOf(2), quantity: 1 },
  ]);
  await takeAway(waiting);
  const early = await book(order.id);
  expect(early.units).toEqual({ "0": 1, "2": 1 });
  expect(await refusal(book(order.id))).toBe("SHIPMENT_WAITS");
  expect((await shop.run((tx) => orderSplit(tx, order.id))).parcels).toMatchObject([
    { number: 1, isNext: false, items: [{ quantity: 2 }, { quantity: 1, waiting: 1 }] },
  ]);
  await bringBack(waiting);
  expect((await book(order.id)).units).toEqual({ "0": 2, "1": 1 });
  await shop.run((tx) => cancelShipment(tx, early.shipmentId, by));
  expect((await book(order.id)).units).toEqual({ "0": 1, "2": 1 });
});

test("parcels packed one after the other are booked one after the other", async () => {
  const order = await ordered({ units: 3, there: 3 }, { units: 1, there: 1 });
  await split(order.id, [
    { lineId: order.lineOf(0), quantity: 1 },
    { lineId: order.lineOf(1), quantity: 1 },
  ]);
  await pack(order.id);
  await pack(order.id);
  expect((await book(order.id)).units).toEqual({ "0": 2 });
  expect((await book(order.id)).units).toEqual({ "0": 1, "1": 1 });
});

test("a parcel whose label was booked before another with the same lines was packed takes no unit from that one", async () => {
  const order = await ordered({ units: 2, there: 2 }, { units: 2, there: 2 });
  const [first = ""] = order.variants;
  await split(order.id, [{ lineId: order.lineOf(1), quantity: 1 }]);
  await takeAway(first);
  expect((await book(order.id)).units).toEqual({ "1": 1 });
  await bringBack(first);
  for (const _ of [1, 2]) await pack(order.id);
  expect((await book(order.id)).units).toEqual({ "0": 2, "1": 1 });
  expect(await refusal(book(order.id))).toBe("SHIPMENT_NOTHING_LEFT");
});

test("a gift goes with the parcel that leaves first, and a parcel with all of the goods collects all that is owed", async () => {
  const order = await ordered({ units: 1, there: 1 }, { units: 1, there: 1 });
  const sticker = `sticker-${order.id}`;
  await shop.stock(await shop.newVariant(sticker), 5);
  const give = (orderId: string) =>
    shop.run((tx) => addGift(tx, { orderId, sku: sticker, units: 1, key: "gift", ...by }));
  await give(order.id);
  await split(order.id, [{ lineId: order.lineOf(1), quantity: 1 }]);
  await takeAway(order.variants[0] ?? "");
  expect(Object.values((await book(order.id)).units)).toEqual([1, 1]);
  const cod = await ordered({ units: 1, there: 1 });
  await give(cod.id);
  await shop.run((tx) =>
    tx.run(
      `update argosy.sales_order
       set payment_kind = 'cod', financial = 'cod_pending', total_minor = 1700, current_total_minor = 1700
       where organization_id = argosy.tenant() and id = $1`,
      [cod.id],
    ),
  );
  const { shipmentId } = await book(cod.id, [{ lineId: cod.lineOf(0), quantity: 1 }]);
  const { collect } = await shop.run((tx) =>
    tx.one<{ collect: bigint }>(
      "select collect_minor as collect from argosy.shipment where organization_id = argosy.tenant() and id = $1",
      [shipmentId],
    ),
  );
  expect(collect).toBe(1700n);
});

test("units of one line named twice in a parcel are added up", async () => {
  const order = await ordered({ units: 3, there: 3 });
  const unit = { lineId: order.lineOf(0), quantity: 1 };
  const { parcels } = await split(order.id, [unit, unit]);
  expect(parcels.map(({ items }) => items.map(({ quantity }) => quantity))).toEqual([[1], [2]]);
});

test("an order that is held, cancelled or merged, and units it does not have, are refused; a split order joins no merge", async () => {
  const order = await ordered({ units: 2, there: 5 });
  const other = await ordered({ units: 1, there: 5 });
  const unit = [{ lineId: order.lineOf(0), quantity: 1 }];
  expect(await refusal(split(order.id, [{ lineId: order.lineOf(0), quantity: 3 }]))).toBe("SPLIT_ITEMS");
  expect(await refusal(split(order.id, unit, unit))).toBe(null);
  const merge = () =>
    shop.run((tx) =>
      mergeOrders(tx, { orderIds: [order.id, other.id], otherRecipients: false, policy: () => "allowed", ...by }),
    );
  expect(await refusal(merge())).toBe("MERGE_NOT_READY");
  await shop.run((tx) => undoSplit(tx, { orderId: order.id, ...by }));
  await merge();
  expect(await refusal(split(order.id, unit))).toBe("SPLIT_MERGED");
  const held = await ordered({ units: 2, there: 5 });
  await shop.run((tx) => holdOrder(tx, { orderId: held.id, reason: "other", ...by }));
  expect(await refusal(split(held.id, [{ lineId: held.lineOf(0), quantity: 1 }]))).toBe("ORDER_ON_HOLD");
});

/** Undoes the split, and splits one unit of each line with several off; the parcels are then these, unless it is refused. */
async function splitAnew(orderId: string): Promise<void> {
  await refusal(shop.run((tx) => undoSplit(tx, { orderId, ...by })));
  const lines = await shop.run((tx) => packLines(tx, orderId));
  const one = lines.flatMap(({ id, left }) => (left > 1 ? [{ lineId: id, quantity: 1 }] : []));
  if ((await refusal(split(orderId, one))) !== null) return;
  const rest = lines.flatMap(({ id, left }) => (left > 0 ? [{ lineId: id, quantity: left > 1 ? left - 1 : 1 }] : []));
  const { parcels } = await shop.run((tx) => orderSplit(tx, orderId));
  const planned = parcels.map(({ items }) => items.map(({ lineId, quantity }) => ({ lineId, quantity })));
  expect(sortedUnits(planned)).toEqual(sortedUnits([one, rest]));
}

test("every unit of an order is in one parcel, however it is split, booked and packed", async () => {
  const line = fc.record({ units: fc.integer({ min: 1, max: 4 }), there: fc.integer({ min: 0, max: 4 }) });
  const share = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }), { maxLength: 3 });
  const acts = fc.array(fc.constantFrom("book", "pack", "stock", "cancel", "send", "split"), { maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 3 }), share, acts, async (items, shares, todo) => {
      const order = await ordered(...items);
      const parcels = shares.map((units) =>
        units.flatMap((quantity, n) =>
          quantity > 0 && n < items.length ? [{ lineId: order.lineOf(n), quantity }] : [],
        ),
      );
      await refusal(split(order.id, ...parcels));
      let last = "";
      for (const act of [...todo, "stock", "book", "book", "book", "book", "book"] as const) {
        if (act === "pack") await refusal(pack(order.id));
        if (act === "book") await refusal(book(order.id).then(({ shipmentId }) => (last = shipmentId)));
        if (act === "send") await send(order);
        if (act === "split") await splitAnew(order.id);
        if (act === "cancel" && last) await refusal(shop.run((tx) => cancelShipment(tx, last, by)));
        if (act === "stock") {
          for (const variant of order.variants) await shop.stock(variant, 20);
          await shop.run((tx) => serveShortLines(tx, { variantIds: order.variants, now: by.now }));
        }
        const lines = await shop.run((tx) => packLines(tx, order.id));
        const inParcels = await unitsOf(order.id);
        for (const { key, quantity, left, next } of lines) {
          expect((inParcels[key] ?? 0) + left).toBe(quantity);
          expect(next).toBeLessThanOrEqual(left);
        }
        const planned = (await shop.run((tx) => orderSplit(tx, order.id))).parcels.flatMap((parcel) => parcel.items);
        for (const { id, left } of planned.length > 0 ? lines : [])
          expect(planned.filter(({ lineId }) => lineId === id).reduce((sum, each) => sum + each.quantity, 0)).toBe(
            left,
          );
      }
      expect(await refusal(book(order.id))).toBe("SHIPMENT_NOTHING_LEFT");
    }),
    { numRuns: runsOf({ few: 8, many: 200 }) },
  );
});
