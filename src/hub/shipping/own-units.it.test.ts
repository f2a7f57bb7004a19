/** Which units a parcel takes: its own where another has the same lines, and none that waits for stock. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runsOf } from "../../db/testing-runs.ts";
import { addGift } from "../orders/gifts.ts";
import { noon } from "../orders/testing.ts";
import { refusal } from "../packing/testing.ts";
import { bookMany } from "./book-many.ts";
import { labelledOf } from "./documents.ts";
import { addPreset } from "./presets.ts";
import { requestShipment } from "./request.ts";
import { orderSplit, type SplitUnits } from "./split.ts";
import { BOX, by, sortedUnits, splitShop } from "./testing-split.ts";

const { shop, world, ordered, split, book, unitsOf, sendRequest, pack, takeAway, bringBack } = splitShop();

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
    ...{ orderIds: [order.id], connectionId: world.courier, fulfilWhen: "picked_up", notifyCustomer: false, ...by },
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
      ...{ orderId: order.id, connectionId: world.courier, fulfilWhen: "picked_up", notifyCustomer: false, ...by },
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

test("parcels that share their lines get the planned labels and packings in whatever order they are packed and booked", async () => {
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
        const chosen = shares.map((units) =>
          units.flatMap((quantity, n) =>
            quantity > 0 && n < items.length ? [{ lineId: order.lineOf(n), quantity }] : [],
          ),
        );
        if ((await refusal(split(order.id, ...chosen))) !== null) return;
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
