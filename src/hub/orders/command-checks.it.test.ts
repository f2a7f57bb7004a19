import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { type CommandRequest, requestCommand, requestRefund } from "./commands.ts";
import { createOrder, type NewOrder } from "./create.ts";
import { getOrder } from "./detail.ts";
import { listOrders } from "./list.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "./testing.ts";

let requests = 0;
const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const request = (orderId: string, command: CommandRequest["command"], more: Partial<CommandRequest> = {}) =>
  shop.run((tx) =>
    requestCommand(tx, { orderId, command, idempotencyKey: `k${++requests}`, actor, now: noon, ...more }),
  );
const SHIP = { kind: "fulfil", trackingNumbers: [] } as const;

async function ofChannel(key: string) {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 9);
  const [applied] = await store.apply([orderPart(key, { lines: [orderLine({ variantKey: "v", quantity: 3 })] })]);
  return { store, orderId: applied?.orderId ?? "" };
}

async function here(more: Partial<NewOrder> = {}, onHand = 4) {
  const variant = await shop.newVariant();
  await shop.stock(variant, onHand);
  const lines = [{ variantId: variant, quantity: 4, unitPrice: "5" }];
  const order = await shop.run((tx) => createOrder(tx, { currency: "EUR", actor, now: noon, lines, ...more }));
  return { variant, orderId: order.id, line: order.lines[0]?.key ?? "" };
}

const shown = async (orderId: string) => {
  const { items } = await shop.run((tx) => listOrders(tx, { toShip: true, limit: 100 }));
  const { underWay } = await shop.run((tx) => getOrder(tx, orderId));
  return { underWay, isToShip: items.some(({ id }) => id === orderId) };
};

test("an amount the buyer saw in their own currency is reported in minor units, as every other amount", async () => {
  const store = await shop.newStore();
  const part = orderPart("usd", { lines: [orderLine({ quantity: 1 })] });
  const presentment = { ...part.totals, currency: "USD", subtotalMinor: 1_210n, totalMinor: 1_210n, taxMinor: null };
  const [applied] = await store.apply([{ ...part, presentment }]);
  const order = await shop.run((tx) => getOrder(tx, applied?.orderId ?? ""));
  expect(order.presentment).toMatchObject({
    currency: "USD",
    subtotalMinor: 1_210n,
    totalMinor: 1_210n,
    taxMinor: null,
  });
});

describe("commands that are requested count as executed", () => {
  test("an order that is being cancelled is not shipped, and not in To ship", async () => {
    const { orderId } = await ofChannel("c1");
    expect(await shown(orderId)).toEqual({ underWay: null, isToShip: true });
    await request(orderId, { kind: "cancel" });
    expect(await shown(orderId)).toEqual({ underWay: "cancelling", isToShip: false });
    for (const command of [SHIP, { kind: "cancel" }, { kind: "status", status: "on_hold" }] as const)
      await expect(request(orderId, command), command.kind).rejects.toMatchObject({ code: "ORDER_CANCELLING" });
  });

  test("cancelling puts back what has not left, where nobody says otherwise", async () => {
    const restocks = async (shipped: number, restock?: boolean) => {
      const { store, orderId } = await ofChannel(`r${shipped}${restock}`);
      const line = orderLine({ variantKey: "v", quantity: 3, fulfilledQuantity: shipped });
      if (shipped > 0) await store.apply([later(orderPart(`r${shipped}${restock}`, { lines: [line] }), 5, {})]);
      const { input } = await request(orderId, { kind: "cancel", ...(restock !== undefined && { restock }) });
      return (input as { restock: boolean }).restock;
    };
    expect(await restocks(0)).toBe(true);
    expect(await restocks(2)).toBe(false);
    expect(await restocks(2, true)).toBe(true);
  });

  test("an order that is being shipped is not cancelled, and not shipped twice", async () => {
    const { orderId } = await ofChannel("c2");
    await request(orderId, SHIP);
    expect(await shown(orderId)).toEqual({ underWay: "shipping", isToShip: false });
    await expect(request(orderId, { kind: "cancel" })).rejects.toMatchObject({ code: "ORDER_SHIPPING" });
    await expect(request(orderId, SHIP)).rejects.toMatchObject({ code: "ORDER_NOTHING_TO_SHIP" });
  });
});

describe("an order made here", () => {
  test("an order cancelled after a part was shipped gives back the rest alone [E2.3]", async () => {
    const { variant, orderId, line } = await here();
    await request(orderId, { ...SHIP, lines: [{ lineKey: line, quantity: 3 }] });
    await request(orderId, { kind: "cancel" });
    expect(await shop.level(variant)).toEqual({ onHand: 1, reserved: 0, available: 1 });
    expect(await shop.run(checkLedger)).toEqual([]);
    expect(await shop.run(checkReservations)).toEqual([]);
  });

  test("an order made here is not completed while units are unshipped, and ships nothing twice", async () => {
    const { orderId } = await here();
    const complete = { kind: "status", status: "completed" } as const;
    await expect(request(orderId, complete)).rejects.toMatchObject({ code: "ORDER_UNSHIPPED" });
    await request(orderId, SHIP);
    await expect(request(orderId, SHIP)).rejects.toMatchObject({ code: "ORDER_NOTHING_TO_SHIP" });
    await request(orderId, complete);
  });

  test("an order made here that is short ships what there is, and the rest only when a person says so", async () => {
    const { variant, orderId, line } = await here({}, 1);
    await expect(request(orderId, SHIP)).rejects.toMatchObject({
      code: "ORDER_SHORT",
      message: expect.stringContaining("3"),
    });
    await request(orderId, { ...SHIP, lines: [{ lineKey: line, quantity: 1 }] });
    await request(orderId, SHIP, { evenIfShort: true });
    expect((await shop.level(variant)).onHand).toBe(-3);
  });

  test("nobody paid has nothing to refund, booked or not", async () => {
    for (const paymentKind of ["cod", "unknown"] as const) {
      const { orderId } = await here({ paymentKind });
      for (const moveMoney of [true, false])
        await expect(
          shop.run((tx) =>
            requestRefund(tx, {
              orderId,
              idempotencyKey: `r${++requests}`,
              refund: { isFull: true, moveMoney },
              actor,
              now: noon,
            }),
          ),
        ).rejects.toMatchObject({ code: "ORDER_NOT_PAID" });
    }
  });
});
