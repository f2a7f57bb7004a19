/** For tests: orders with gifts. */
import { randomUUID } from "node:crypto";
import type { Disposition } from "../../commerce/return-goods.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { getOrder, getTimeline } from "./detail.ts";
import { addGift } from "./gifts.ts";
import { packedOrders } from "./packing.ts";
import { openReturn } from "./returns/open-return.ts";
import { receiveReturn } from "./returns/receive-return.ts";
import type { ReturnView } from "./returns/return-view.ts";
import { actor, later, minutes, orderLine, orderPart, testShop } from "./testing.ts";

export const by = { actor, now: minutes(5) };

/** A shop that gives stickers away with its mugs. */
export function giftShop() {
  const db = fixture(testDatabase);
  const shop = fixture(async () => {
    const made = await testShop(db);
    await db.owner.run("update argosy.organization set currency = 'EUR' where organization_id = $1", [
      made.organization,
    ]);
    return made;
  });
  const store = fixture(() => shop.newStore());

  /** Two mugs of an order, and stickers to give away, each of its own item. */
  async function ordered({ stickers = 10, mugs = 2, mugsAt = shop.locationId } = {}) {
    const key = randomUUID().slice(0, 8);
    const mug = await shop.newVariant(`MUG-${key}`);
    const sticker = await shop.newVariant(`STICKER-${key}`);
    await store.list(mug, `mug-${key}`);
    await shop.stock(mug, 50, mugsAt);
    await shop.stock(sticker, stickers);
    await shop.run((tx) =>
      tx.run("update argosy.variant set cost_minor = 150 where organization_id = argosy.tenant() and id = $1", [
        sticker,
      ]),
    );
    const line = orderLine({ key: "1", variantKey: `mug-${key}`, quantity: mugs, channelTook: 0 });
    const part = orderPart(key, { lines: [line], shippingAddress: { name: "Ada", line1: "1 St", country: "EG" } });
    const [applied] = await store.apply([part]);
    const id = applied?.orderId ?? "";
    const sku = `sticker-${key.toUpperCase()}`;
    return {
      id,
      part,
      line,
      sku,
      sticker,
      level: () => shop.level(sticker),
      detail: () => shop.run((tx) => getOrder(tx, id)),
    };
  }
  const give = (orderId: string, sku: string, units = 1, key: string = randomUUID()) =>
    shop.run((tx) => addGift(tx, { orderId, sku, units, key, ...by }));
  const toPack = async (id: string) =>
    (await shop.run((tx) => packedOrders(tx, [id])))[0]?.items.flatMap(({ lineId, title, left, packed }) =>
      left > packed ? [{ lineId, title, units: left - packed }] : [],
    ) ?? [];
  const texts = async (id: string) => (await shop.run((tx) => getTimeline(tx, id))).map(({ text }) => text);

  /** Two mugs and two stickers that left together. */
  async function shipped() {
    const order = await ordered();
    await give(order.id, order.sku, 2);
    const part = later(order.part, 10, { fulfilment: "fulfilled", lines: [{ ...order.line, fulfilledQuantity: 2 }] });
    await store.apply([part]);
    const gift = (await order.detail()).lines[1]?.key ?? "";
    const open = (lines: readonly { readonly lineKey: string; readonly quantity: number }[]) =>
      shop.run((tx) => openReturn(tx, { orderId: order.id, lines, isApproved: true, ...by }));
    const receive = (of: ReturnView, dispositions: readonly Disposition[]) =>
      shop.run((tx) => {
        const lines = of.lines.flatMap(({ id: lineId }, n) => {
          const disposition = dispositions[n];
          return disposition === undefined ? [] : { lineId, quantity: 1, disposition };
        });
        return receiveReturn(tx, { returnId: of.id, lines, key: randomUUID(), ...by });
      });
    return { ...order, part, gift, open, receive };
  }
  const profitOf = (orderId: string) =>
    shop.run((tx) =>
      tx.one(
        `select gross_minor as gross, cogs_minor as cogs
         from argosy.order_profit
         where organization_id = argosy.tenant() and order_id = $1`,
        [orderId],
      ),
    );

  return { shop, store, ordered, give, toPack, texts, shipped, profitOf };
}
