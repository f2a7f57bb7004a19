/** Parcels of an order booked as one shipment, and splits made anew after some of them left. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { addGift } from "../orders/gifts.ts";
import { noon } from "../orders/testing.ts";
import { refusal } from "../packing/testing.ts";
import { labelledOf, notePrinted } from "./documents.ts";
import { listLabels } from "./merged-labels.ts";
import { requestShipment } from "./request.ts";
import { undoSplit } from "./split.ts";
import { BOX, by, splitShop } from "./testing-split.ts";

const { shop, world, ordered, split, book, unitsOf, sendRequest, pack, send } = splitShop();

test("a parcel beside one that holds all goods holds the gift, and waits for nothing where there is none", async () => {
  const order = await ordered({ units: 2, there: 2 });
  const parcels = [BOX, { ...BOX, items: [{ lineId: order.lineOf(0), quantity: 2 }] }];
  const bookBoth = () =>
    shop.run((tx) =>
      requestShipment(tx, {
        ...{ orderId: order.id, connectionId: world.courier, fulfilWhen: "picked_up", notifyCustomer: false, ...by },
        ...{ parcels, idempotencyKey: randomUUID() },
      }),
    );
  expect(await refusal(bookBoth())).toBe("SHIPMENT_NOTHING_LEFT");
  const sticker = `sticker-${order.id}`;
  await shop.stock(await shop.newVariant(sticker), 5);
  await shop.run((tx) => addGift(tx, { orderId: order.id, sku: sticker, units: 1, key: "gift", ...by }));
  expect(Object.values(await unitsOf(order.id, await bookBoth())).sort()).toEqual([1, 2]);
});

test("parcels booked as one shipment have their labels printed one by one as they are packed, and noted with the last", async () => {
  const order = await ordered({ units: 3, there: 3 }, { units: 1, there: 1 });
  await split(order.id, [{ lineId: order.lineOf(0), quantity: 1 }]);
  const items = [2, 1].map((quantity) => [{ lineId: order.lineOf(0), quantity }]);
  items[0]?.push({ lineId: order.lineOf(1), quantity: 1 });
  const shipmentId = await shop.run((tx) =>
    requestShipment(tx, {
      ...{ orderId: order.id, connectionId: world.courier, fulfilWhen: "picked_up", notifyCustomer: false, ...by },
      ...{ parcels: items.map((units) => ({ ...BOX, items: units })), idempotencyKey: randomUUID() },
    }),
  );
  const parcels = await shop.run(async (tx) => {
    await tx.run(
      `update argosy.shipment set state = 'booked', status = 'label_ready', label_state = 'ready'
       where organization_id = argosy.tenant() and id = $1`,
      [shipmentId],
    );
    return tx.rows<{ id: string }>(
      "select id from argosy.parcel where organization_id = argosy.tenant() and shipment_id = $1 order by position",
      [shipmentId],
    );
  });
  const label = (parcelId: string | null) =>
    shop.run((tx) =>
      tx.run(
        `with f as (insert into argosy.stored_file (organization_id, name, complete)
           values (argosy.tenant(), 'label.pdf', true) returning id)
         insert into argosy.shipment_document (organization_id, shipment_id, parcel_id, kind, content_type, file_id,
           created_at)
         select argosy.tenant(), $1, $2, 'label', 'application/pdf', f.id, $3 from f`,
        [shipmentId, parcelId, noon],
      ),
    );
  const [first, second] = parcels.map(({ id }) => id);
  for (const parcelId of [first, second]) await label(parcelId ?? "");
  const printed = () =>
    shop.run(async (tx) => {
      const ids = await labelledOf(tx, [order.id], { isPacked: true });
      const labels = await listLabels(tx, ids, { isPacked: true });
      const noted = await notePrinted(tx, ids, { now: by.now, isPacked: true });
      return { labels: labels.map(({ parcelId }) => parcelId), noted };
    });
  await pack(order.id);
  expect(await printed()).toEqual({ labels: [first], noted: 0 });
  await pack(order.id);
  expect(await printed()).toEqual({ labels: [second], noted: 1 });
  await shop.run((tx) =>
    tx.run("delete from argosy.shipment_document where organization_id = argosy.tenant() and parcel_id = $1", [second]),
  );
  expect((await printed()).labels).toEqual([first]);
  await label(null);
  expect((await printed()).labels).toEqual([null, first]);
});

test("an order split anew after parcels of it left is packed and booked as it was split then", async () => {
  const order = await ordered({ units: 6, there: 6 });
  const unit = (quantity: number) => [{ lineId: order.lineOf(0), quantity }];
  await split(order.id, unit(2), unit(2));
  for (const _ of [1, 2]) await pack(order.id);
  for (const _ of [1, 2]) await book(order.id);
  await send(order);
  await shop.run((tx) => undoSplit(tx, { orderId: order.id, ...by }));
  const { parcels } = await split(order.id, unit(1));
  expect(parcels.map(({ items }) => items.map(({ quantity }) => quantity))).toEqual([[1], [1]]);
  for (const _ of [1, 2]) {
    expect((await sendRequest(order.id)).map(({ units }) => units)).toEqual([1]);
    await pack(order.id);
    expect((await book(order.id)).units).toEqual({ "0": 1 });
  }
  expect(await refusal(pack(order.id))).toBe("PACKING_DONE");
  expect(await refusal(book(order.id))).toBe("SHIPMENT_NOTHING_LEFT");
});
