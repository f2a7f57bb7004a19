/** Goods of an order that is shipped in part: what comes back takes nothing from what is still to be shipped. */
import { expect, test } from "vitest";
import { testDatabase } from "../../../db/testing.ts";
import { fixture } from "../../../db/testing-fixtures.ts";
import { packLines } from "../../shipping/pack.ts";
import { requestCommand, requestRefund } from "../commands.ts";
import { createOrder } from "../create.ts";
import { getOrder } from "../detail.ts";
import { actor, noon, testShop } from "../testing.ts";
import { LEFT_TO_PACK, UNSHIPPED } from "../to-ship.ts";
import { openReturn } from "./open-return.ts";
import { receiveReturn } from "./receive-return.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const by = { actor, now: noon };

/** An order made here, paid, of three units of which one has left. */
async function partShipped() {
  const variantId = await shop.newVariant();
  await shop.stock(variantId, 10);
  const { id } = await shop.run((tx) =>
    createOrder(tx, {
      currency: "EUR",
      lines: [{ variantId, quantity: 3, unitPrice: "10.00" }],
      financial: "paid",
      ...by,
    }),
  );
  const [line] = (await shop.run((tx) => getOrder(tx, id))).lines;
  const lineKey = line?.key ?? "";
  const command = { kind: "fulfil", lines: [{ lineKey, quantity: 1 }] } as const;
  await shop.run((tx) => requestCommand(tx, { orderId: id, command, idempotencyKey: "one", ...by }));
  return {
    id,
    variantId,
    lineKey,
    state: async () => {
      const order = await shop.run((tx) => getOrder(tx, id));
      const { toShip } = await shop.run((tx) =>
        tx.one<{ toShip: boolean }>(
          `select ${UNSHIPPED} and ${LEFT_TO_PACK} as "toShip" from argosy.sales_order o where o.id = $1`,
          [id],
        ),
      );
      const [left] = await shop.run((tx) => packLines(tx, id));
      const { onHand, reserved } = await shop.level(variantId);
      return { financial: order.financial, fulfilment: order.fulfilment, toShip, left: left?.left, onHand, reserved };
    },
  };
}

test("a unit that comes back and is refunded leaves the others to be shipped [G2]", async () => {
  const order = await partShipped();
  const shipped = { financial: "paid", fulfilment: "partial", toShip: true, left: 2, onHand: 9, reserved: 2 };
  expect(await order.state()).toEqual(shipped);
  const lines = [{ lineKey: order.lineKey, quantity: 1 }];
  const back = await shop.run((tx) => openReturn(tx, { orderId: order.id, lines, isApproved: true, ...by }));
  await shop.run((tx) => receiveReturn(tx, { returnId: back.id, key: "back", ...by }));
  expect(await order.state()).toEqual({ ...shipped, onHand: 10 });
  const refund = { lines: lines.map((line) => ({ ...line, restock: false })), returnId: back.id };
  await shop.run((tx) => requestRefund(tx, { orderId: order.id, refund, idempotencyKey: "refund", ...by }));
  expect(await order.state()).toEqual({ ...shipped, financial: "partially_refunded", onHand: 10 });
});

test("a refund of a unit that has not left takes it off what is to be shipped, one that is back does not", async () => {
  const order = await partShipped();
  const lines = [{ lineKey: order.lineKey, quantity: 1, restock: true }];
  const refund = (isBack: boolean) =>
    shop.run((tx) =>
      requestCommand(tx, {
        orderId: order.id,
        command: { kind: "refund", amount: { minor: 1000n, currency: "EUR" }, lines, isBack },
        idempotencyKey: `${isBack}`,
        ...by,
      }),
    );
  await refund(true);
  expect(await order.state()).toMatchObject({ left: 2, onHand: 10, reserved: 2 });
  await refund(false);
  expect(await order.state()).toMatchObject({ left: 1, onHand: 10, reserved: 1 });
});
