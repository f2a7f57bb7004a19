import { expect, test } from "vitest";
import type { RefundCommand } from "../../commerce/order-command.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Orders } from "../../connectors/kit/contract/ports.ts";
import { neverOnlyBooked, unsupported } from "../../connectors/kit/contract/results.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { getOrder, getTimeline } from "../../hub/orders/detail.ts";
import { quoteRefund } from "../../hub/orders/refund-plan.ts";
import { actor, later, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

const EUR = "EUR";
const placed = (key: string, fulfilled: number) =>
  orderPart(key, {
    fulfilment: fulfilled > 0 ? "fulfilled" : "unfulfilled",
    lines: [orderLine({ key: "l1", variantKey: "MUG", quantity: 2, fulfilledQuantity: fulfilled })],
  });
const orders: Orders = {
  essential: {},
  sweeps: [],
  get: async (key) => placed(key, key === "o1" ? 2 : 0),
  options: () => [],
  execute: async ({ command }) =>
    command.kind === "refund" && !command.moveMoney ? neverOnlyBooked("Marketplace") : unsupported(platformText("no")),
};

async function world() {
  const engine = await testEngine({ orders });
  const { variant } = await engine.listed("MUG", 10);
  const now = new Date(engine.clock.now());
  const report = async (part: ReturnType<typeof placed>) =>
    (await reportOrders(engine, [part], { source: "poll", now }))[0]?.orderId ?? "";
  const refund = async (orderId: string, key: string, more: Partial<RefundCommand>) => {
    const amount = { minor: 500n, currency: EUR };
    const command = { kind: "refund", amount, lines: [], moveMoney: false, ...more } as const;
    await engine.inside((tx) => requestCommand(tx, { orderId, command, idempotencyKey: key, actor, now }));
    await engine.engine.runUntilIdle();
  };
  const seen = async (orderId: string) => {
    const [order, texts] = await engine.inside(async (tx) => [
      await getOrder(tx, orderId),
      (await getTimeline(tx, orderId)).flatMap(({ kind, text }) => (kind === "command_refund" ? text : [])),
    ]);
    const { on_hand } = await engine.inside((tx) =>
      tx.one<{ on_hand: number }>(
        "select on_hand from argosy.level where organization_id = argosy.tenant() and variant_id = $1",
        [variant],
      ),
    );
    const { alerts } = await engine.inside((tx) =>
      tx.one<{ alerts: number }>(
        `select count(*)::int as alerts from argosy.alert
         where organization_id = argosy.tenant() and state = 'open' and kind = 'command_failed'`,
      ),
    );
    return { order, texts, onHand: on_hand, alerts };
  };
  return { engine, report, refund, seen };
}

test("cash given back for goods of a channel that cannot book refunds is kept in the hub, with the goods", async () => {
  const { engine, report, refund, seen } = await world();
  await using _engine = engine;
  const orderId = await report(placed("o1", 2));
  const lines = [{ lineKey: "l1", quantity: 1, restock: true }];
  await refund(orderId, "till:1", { lines, isBack: true });
  const back = await seen(orderId);
  expect(back).toMatchObject({ onHand: 9, alerts: 0, order: { money: { refundedMinor: 500n } } });
  expect(back.texts.at(-1)).toContain("Recorded in Argosy only.");
  expect(back.order.commands).toMatchObject([{ state: "done" }]);
  expect(back.order.returns).toMatchObject([{ state: "received" }]);

  // The channel's own refund of the same amount is another one, and neither replaces the other.
  const at = new Date(engine.clock.now()).toISOString();
  await report(later(placed("o1", 2), 5, { refunds: [{ key: "r1", amountMinor: 500n, at, lines: [] }] }));
  const both = await seen(orderId);
  expect(both.order.money.refundedMinor).toBe(1_000n);
  const rest = (both.order.money.totalMinor ?? 0n) - 1_000n;
  await expect(engine.inside((tx) => quoteRefund(tx, orderId, { amountMinor: rest + 1n }))).rejects.toMatchObject({
    code: "ORDER_REFUND_TOO_MUCH",
  });
});

test("a booked refund of units that were not shipped stays refused where the channel books none", async () => {
  const { engine, report, refund, seen } = await world();
  await using _engine = engine;
  const orderId = await report(placed("o2", 0));
  await refund(orderId, "desk:1", { lines: [{ lineKey: "l1", quantity: 1, restock: true }] });
  expect(await seen(orderId)).toMatchObject({
    onHand: 10,
    alerts: 1,
    order: { money: { refundedMinor: 0n }, commands: [{ state: "rejected" }] },
  });
});
