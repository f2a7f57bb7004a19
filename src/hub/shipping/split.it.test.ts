/** Orders that are sent in several parcels: what is packed and booked next, and that no unit is in two of them. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { listAutomationRuns, undoRun } from "../automations/runs.ts";
import { ruleOf, switchedOn, workAll } from "../automations/testing.ts";
import { createLocation } from "../inventory/locations.ts";
import { mergeOrders } from "../merging/merges.ts";
import { holdOrder } from "../order-holds/order-holds.ts";
import { addGift } from "../orders/gifts.ts";
import { packedOrders } from "../orders/packing.ts";
import { takeBackPromises } from "../orders/release-promises.ts";
import { serveShortLines } from "../orders/serve-short.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { OURS_TO_PACK, UNSHIPPED } from "../orders/to-ship.ts";
import { recordPacking } from "../packing/record-packing.ts";
import { refusal } from "../packing/testing.ts";
import { bookMany } from "./book-many.ts";
import { cancelShipment } from "./decide.ts";
import { labelledOf } from "./documents.ts";
import { packLines } from "./pack.ts";
import { addPreset } from "./presets.ts";
import { requestShipment } from "./request.ts";
import { orderSplit, type SplitUnits, splitOrder, splitOrderBy, undoSplit } from "./split.ts";

const by = { actor, now: minutes(5) };
const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const TO = { name: "Ada", line1: "1 Long Street", city: "Giza", country: "EG" };

/** A shop with a courier, and two locations that parcels are sent from. */
const world = fixture(async () => {
  const store = await shop.newStore();
  const address = { line1: "1 Dock", city: "Cairo", country: "EG" };
  const second = (await shop.run((tx) => createLocation(tx, { name: "Second", address, now: noon }))).id;
  const { id: courier } = await shop.run(async (tx) => {
    await tx.run("update argosy.location set address = $1 where organization_id = argosy.tenant()", [
      JSON.stringify(address),
    ]);
    return tx.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
       values (argosy.tenant(), 'logistics', 'fakecourier', 'c', 'DHL', 'active', 'c')
       returning id`,
    );
  });
  return { store, second, courier };
});

/** An order of new items, so many units of each, of which so many are in stock. */
async function ordered(...items: readonly { readonly units: number; readonly there: number; readonly tag?: string }[]) {
  const key = randomUUID().slice(0, 8);
  const skus: string[] = [];
  const variants: string[] = [];
  for (const [n, { there, tag }] of items.entries()) {
    const sku = `${key}-${n}`;
    const variant = await shop.newVariant(sku);
    await world.store.list(variant, sku);
    await shop.stock(variant, there);
    if (tag)
      await shop.run((tx) =>
        tx.run(
          `update argosy.product set attributes = jsonb_build_object('tags', jsonb_build_array($2::text))
           where organization_id = argosy.tenant() and id = (select product_id from argosy.variant where id = $1)`,
          [variant, tag],
        ),
      );
    skus.push(sku);
    variants.push(variant);
  }
  const lines = items.map(({ units }, n) =>
    orderLine({ key: `${n}`, variantKey: skus[n] ?? "", quantity: units, channelTook: 0 }),
  );
  const part = orderPart(key, { lines, shippingAddress: TO });
  const [applied] = await world.store.apply([part]);
  const id = applied?.orderId ?? "";
  const ids = (await shop.run((tx) => packLines(tx, id))).map((line) => line.id);
  return { id, skus, variants, lineOf: (n: number) => ids[n] ?? "" };
}

const stateOf = async (id: string) =>
  (await shop.run((tx) => packedOrders(tx, [id]))).map((order) => order.state).join();
const split = (orderId: string, ...parcels: readonly (readonly SplitUnits[])[]) =>
  shop.run((tx) => splitOrder(tx, { orderId, parcels, ...by }));
const splitBy = (orderId: string, division: Parameters<typeof splitOrderBy>[1]["division"]) =>
  shop.run((tx) => splitOrderBy(tx, { orderId, division, ...by }));

const BOX = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };

/** Books a parcel of what is next, and answers how many units of each line are in it. */
const book = async (orderId: string, items?: readonly SplitUnits[]) => {
  const shipmentId = await shop.run((tx) =>
    requestShipment(tx, {
      ...{ orderId, connectionId: world.courier, tellsAt: "picked_up", notifyCustomer: false, ...by },
      parcels: [{ ...BOX, items }],
      idempotencyKey: randomUUID(),
    }),
  );
  return { shipmentId, units: await unitsOf(orderId, shipmentId) };
};
const unitsOf = (orderId: string, shipmentId: string | null = null) =>
  shop.run(async (tx) =>
    Object.fromEntries(
      (
        await tx.rows<{ line: string; units: number }>(
          `select l.ext_key as line, sum((i ->> 'quantity')::int)::int as units
           from argosy.shipment s
           join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
           cross join lateral jsonb_array_elements(c.items) as i
           join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
           where s.organization_id = argosy.tenant() and s.order_id = $1 and ($2::uuid is null or s.id = $2)
             and s.state not in ('withdrawn', 'refused')
           group by 1 order by 1`,
          [orderId, shipmentId],
        )
      ).map(({ line, units }) => [line, units]),
    ),
  );
/** Units the station asks for. */
const sendRequest = async (id: string) => {
  const [order] = await shop.run((tx) => packedOrders(tx, [id]));
  return (order?.items ?? []).flatMap(({ lineId, left, packed }) =>
    left > packed ? [{ lineId, units: left - packed }] : [],
  );
};
let packed = 0;
const pack = async (orderId: string) => {
  const items = await sendRequest(orderId);
  packed += 1;
  const packedAt = new Date(noon.getTime() + packed);
  return shop.run((tx) => recordPacking(tx, { ...by, id: randomUUID(), orderId, packedAt, again: false, items }));
};
const toShip = async (id: string) =>
  (
    await shop.run((tx) =>
      tx.one<{ is: boolean }>(
        `select ${UNSHIPPED} and ${OURS_TO_PACK} as is from argosy.sales_order o
         where o.organization_id = argosy.tenant() and o.id = $1`,
        [id],
      ),
    )
  ).is;

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

/** Takes the stock of one item away, so that what is promised of it waits. */
const takeAway = async (variantId: string) => {
  await shop.stock(variantId, 0);
  await shop.run((tx) => takeBackPromises(tx, { variantIds: [variantId], now: by.now }));
};
const bringBack = async (variantId: string) => {
  await shop.stock(variantId, 9);
  await shop.run((tx) => serveShortLines(tx, { variantIds: [variantId], now: by.now }));
};

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

test("a parcel that leaves before another with the same lines takes its own units, packed or booked, and is not sent again", async () => {
  const order = await ordered({ units: 3, there: 3 }, { units: 3, there: 3 }, { units: 1, there: 1 });
  const [, , waiting = ""] = order.variants;
  await split(order.id, [
    { lineId: order.lineOf(0), quantity: 1 },
    { lineId: order.lineOf(1), quantity: 1 },
  ]);
  await takeAway(waiting);
  expect((await book(order.id)).units).toEqual({ "0": 1, "1": 1 });
  expect(await refusal(book(order.id))).toBe("SHIPMENT_WAITS");
  await pack(order.id);
  expect(await refusal(pack(order.id))).not.toBeNull();
  await bringBack(waiting);
  expect((await sendRequest(order.id)).map(({ units }) => units)).toEqual([2, 2, 1]);
  expect((await book(order.id)).units).toEqual({ "0": 2, "1": 2, "2": 1 });
});

test("a booking without items takes the units that are in stock, and none that waits for it", async () => {
  const preset = { name: "Box", lengthMm: 200, widthMm: 150, heightMm: 100, weightGrams: 50, isDefault: true };
  await shop.run((tx) => addPreset(tx, preset, noon));
  const order = await ordered({ units: 3, there: 2 }, { units: 1, there: 0 });
  const [many] = await bookMany(shop.run, async () => Promise.reject(new Error("nothing is chosen")), {
    ...{ orderIds: [order.id], connectionId: world.courier, tellsAt: "picked_up", notifyCustomer: false, ...by },
    ...{ own: [{ orderId: order.id, parcel: BOX }], idempotencyKey: randomUUID() },
  });
  expect(await unitsOf(order.id, many?.shipmentId ?? "")).toEqual({ "0": 2 });
  expect(await refusal(book(order.id))).toBe("SHIPMENT_WAITS");
  await bringBack(order.variants[0] ?? "");
  expect((await book(order.id)).units).toEqual({ "0": 1 });
  expect(await refusal(book(order.id))).toBe("SHIPMENT_WAITS");
  // A person may choose what waits.
  expect((await book(order.id, [{ lineId: order.lineOf(1), quantity: 1 }])).units).toEqual({ "1": 1 });
  expect(await refusal(book(order.id))).toBe("SHIPMENT_NOTHING_LEFT");
});

test("a parcel beside one whose items are named takes no unit that waits, and a gift waits with the goods", async () => {
  const order = await ordered({ units: 4, there: 3 });
  const named = [{ lineId: order.lineOf(0), quantity: 2 }];
  const shipmentId = await shop.run((tx) =>
    requestShipment(tx, {
      ...{ orderId: order.id, connectionId: world.courier, tellsAt: "picked_up", notifyCustomer: false, ...by },
      ...{ parcels: [BOX, { ...BOX, items: named }], idempotencyKey: randomUUID() },
    }),
  );
  expect(await unitsOf(order.id, shipmentId)).toEqual({ "0": 3 });
  const gifted = await ordered({ units: 1, there: 1 });
  const sticker = `sticker-${gifted.id}`;
  await shop.stock(await shop.newVariant(sticker), 5);
  await shop.run((tx) => addGift(tx, { orderId: gifted.id, sku: sticker, units: 1, key: "gift", ...by }));
  await takeAway(gifted.variants[0] ?? "");
  expect(await refusal(book(gifted.id))).toBe("SHIPMENT_WAITS");
  await bringBack(gifted.variants[0] ?? "");
  expect(Object.values((await book(gifted.id)).units)).toEqual([1, 1]);
});

test("the label printed at the station is that of the parcel packed last", async () => {
  const order = await ordered({ units: 3, there: 3 }, { units: 1, there: 1 });
  await split(order.id, [{ lineId: order.lineOf(0), quantity: 1 }]);
  const [first, second] = [await book(order.id), await book(order.id)].map(({ shipmentId }) => shipmentId);
  await shop.run((tx) =>
    tx.run(
      `update argosy.shipment set state = 'booked', status = 'label_ready', label_state = 'ready'
       where organization_id = argosy.tenant() and order_id = $1`,
      [order.id],
    ),
  );
  const labels = (isPacked: boolean) => shop.run((tx) => labelledOf(tx, [order.id], { isPacked }));
  expect(await labels(true)).toEqual([first, second]);
  await pack(order.id);
  expect(await labels(true)).toEqual([first]);
  await pack(order.id);
  expect(await labels(true)).toEqual([second]);
  expect(await labels(false)).toEqual([first, second]);
});

/** Units of each line in each booked label, and in each closed parcel of the station. */
const labelsOf = (orderId: string) =>
  shop.run((tx) =>
    tx.rows<{ items: readonly SplitUnits[] }>(
      `select c.items from argosy.shipment s
       join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
       where s.organization_id = argosy.tenant() and s.order_id = $1`,
      [orderId],
    ),
  );
const packingsOf = (orderId: string) =>
  shop.run((tx) =>
    tx.rows<{ items: readonly { readonly lineId: string; readonly units: number }[] }>(
      "select items from argosy.order_packing where organization_id = argosy.tenant() and order_id = $1",
      [orderId],
    ),
  );
const sortedUnits = (parcels: readonly (readonly SplitUnits[])[]) =>
  parcels
    .map((units) =>
      units
        .map(({ lineId, quantity }) => `${quantity} of ${lineId}`)
        .sort()
        .join(),
    )
    .sort();

test("in whatever order parcels that share their lines are there, packed and booked, labels and packings are those planned", async () => {
  const line = fc.record({ units: fc.integer({ min: 2, max: 4 }) });
  const share = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }), { maxLength: 2 });
  const act = fc.oneof(fc.constantFrom("book" as const, "pack" as const), fc.nat(2));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 2, maxLength: 3 }),
      share,
      fc.array(act, { maxLength: 8 }),
      async (items, shares, todo) => {
        const order = await ordered(...items.map(({ units }) => ({ units, there: units })));
        const asked = shares.map((units) =>
          units.flatMap((quantity, n) =>
            quantity > 0 && n < items.length ? [{ lineId: order.lineOf(n), quantity }] : [],
          ),
        );
        if ((await refusal(split(order.id, ...asked))) !== null) return;
        const planned = (await shop.run((tx) => orderSplit(tx, order.id))).parcels.map((parcel) =>
          parcel.items.map(({ lineId, quantity }) => ({ lineId, quantity })),
        );
        const there = new Set(order.variants);
        for (const one of todo) {
          if (one === "book") await refusal(book(order.id));
          else if (one === "pack") await refusal(pack(order.id));
          else {
            const variant = order.variants[one] ?? "";
            if (there.delete(variant)) await takeAway(variant);
            else if (variant !== "") {
              there.add(variant);
              await bringBack(variant);
            }
          }
        }
        for (const variant of order.variants) await bringBack(variant);
        for (const _ of planned) await refusal(pack(order.id));
        for (const _ of planned) await refusal(book(order.id));
        expect(sortedUnits((await labelsOf(order.id)).map((label) => label.items))).toEqual(sortedUnits(planned));
        const packings = (await packingsOf(order.id)).map((packing) =>
          packing.items.map(({ lineId, units }) => ({ lineId, quantity: units })),
        );
        expect(sortedUnits(packings)).toEqual(sortedUnits(planned));
      },
    ),
    { numRuns: runsOf({ few: 12, many: 100 }) },
  );
});

test("every unit of an order is in one parcel, however it is split, booked and packed", async () => {
  const line = fc.record({ units: fc.integer({ min: 1, max: 4 }), there: fc.integer({ min: 0, max: 4 }) });
  const share = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }), { maxLength: 3 });
  const acts = fc.array(fc.constantFrom("book", "pack", "stock", "cancel"), { maxLength: 6 });
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
