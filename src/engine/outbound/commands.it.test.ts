import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { Orders } from "../../connectors/kit/ports.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { getOrder, getTimeline } from "../../hub/orders/detail.ts";
import { actor, later, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { testEngine } from "../testing.ts";

const part = (partKey: string): OrderPart =>
  orderPart("o1", { partKey, status: "confirmed", lines: [orderLine({ key: `${partKey}-1`, quantity: 1 })] });

/** A channel that tells an order parcel by parcel, and all of them after a command. */
function channel(parts: readonly OrderPart[]): Orders {
  const [first, ...rest] = parts.map((one) => later(one, 5, { status: "cancelled", fulfilment: "unfulfilled" }));
  return {
    sweeps: [],
    get: async () => first ?? null,
    options: () => [{ kind: "cancel", allowed: true, warnings: [] }],
    execute: async () => ({ state: "done", text: "Cancelled there.", order: first, otherParts: rest }),
  };
}

test("an order told in several parts is known whole after a command", async () => {
  const parts = ["a", "b", "c"].map(part);
  await using engine = await testEngine({ orders: channel(parts) });
  const now = new Date(engine.clock.now());
  const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
  const applied = await engine.inside((tx) =>
    applyOrderParts(tx, { connection, parts, compareAndSet: "none", now, source: "poll", actor }),
  );
  const orderId = applied[0]?.orderId ?? "";
  const command = { kind: "cancel", reason: "other", restock: true, notifyCustomer: false } as const;
  await engine.inside((tx) => requestCommand(tx, { orderId, command, idempotencyKey: "k", actor, now }));
  await engine.engine.drain();
  const [order] = await engine.inside((tx) =>
    tx.rows<{ status: string; parts: number }>(
      `SELECT o.status, (SELECT count(*)::int FROM argosy.order_part p WHERE p.organization_id = o.organization_id AND p.order_id = o.id) AS parts
       FROM argosy.sales_order o WHERE o.organization_id = argosy.tenant() AND o.id = $1`,
      [orderId],
    ),
  );
  expect(order).toEqual({ status: "cancelled", parts: 3 });
});

test("a refund the channel only booked says that no money was moved", async () => {
  const paid = orderPart("o2", { lines: [orderLine({ quantity: 1 })] });
  const execute: Orders["execute"] = async () => ({ state: "done", text: "Booked.", moneyMoved: false });
  await using engine = await testEngine({ orders: { ...channel([paid]), execute } });
  const now = new Date(engine.clock.now());
  const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
  const [applied] = await engine.inside((tx) =>
    applyOrderParts(tx, { connection, parts: [paid], compareAndSet: "none", now, source: "poll", actor }),
  );
  const orderId = applied?.orderId ?? "";
  const refund = async (moveMoney: boolean) => {
    const command = { kind: "refund", amount: { minor: 100n, currency: "EUR" }, lines: [], moveMoney } as const;
    const asked = { orderId, command, idempotencyKey: `pay ${moveMoney}`, actor, now };
    const { id } = await engine.inside((tx) => requestCommand(tx, asked));
    await engine.engine.drain();
    const { commands } = await engine.inside((tx) => getOrder(tx, orderId));
    const last = (await engine.inside((tx) => getTimeline(tx, orderId))).findLast(
      (each) => each.kind === "command_refund",
    );
    const done = commands.find((each) => each.id === id);
    return [done?.state, done?.moneyMoved, last?.text.includes("No money was moved. Pay the customer back yourself.")];
  };
  expect(await refund(true)).toEqual(["done", false, true]);
  expect(await refund(false)).toEqual(["done", null, false]);
});
