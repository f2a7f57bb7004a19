import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { CommandResult, HoldRun, Orders } from "../../connectors/kit/contract/ports.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { holdOrder, releaseHold } from "../../hub/order-holds/order-holds.ts";
import { requestCommand, retryCommand } from "../../hub/orders/commands.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { actor, later, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

/** A channel whose holds stand beside its merchant's own. */
async function world(key: string, more: { readonly answer?: (run: HoldRun) => CommandResult | undefined } = {}) {
  const placed = orderPart(key, { status: "processing", lines: [orderLine({ quantity: 1 })] });
  const holds = new Set<string>();
  const runs: HoldRun[] = [];
  let version = 1;
  const part = (change: Partial<OrderPart> = {}): OrderPart => {
    version += 1;
    const isHeld = holds.size > 0;
    const status = isHeld ? "on_hold" : "processing";
    return later(placed, version, { status, platformStatus: isHeld ? "HELD" : "OPEN", ...change });
  };
  const orders: Orders = {
    essential: {},
    sweeps: [],
    get: async () => part(),
    options: () => [],
    execute: async () => ({ state: "done", text: platformText("Shipped there."), order: part() }),
    hold: async (run) => {
      runs.push(run);
      const answer = more.answer?.(run);
      if (answer) return answer;
      const { action, holdId } = run.command;
      if (action === "place") holds.add(holdId);
      else holds.delete(holdId);
      return { state: "done", text: platformText("Done there."), order: part() };
    },
  };
  const engine = await testEngine({ orders });
  const [applied] = await reportOrders(engine, [placed], { source: "poll" });
  const orderId = applied?.orderId ?? "";
  const now = () => new Date(engine.clock.now());
  return {
    engine,
    orderId,
    holds,
    now,
    report: (change: Partial<OrderPart> = {}) => reportOrders(engine, [part(change)], { source: "webhook" }),
    told: () => runs.map(({ command }) => `${command.action} ${command.reason}`),
    order: () => engine.inside((tx) => getOrder(tx, orderId)),
    hold: () =>
      engine.inside((tx) => holdOrder(tx, { orderId, reason: "address", takesHold: true, actor, now: now() })),
    release: () => engine.inside((tx) => releaseHold(tx, { orderId, actor, now: now() })),
    alerts: async () => {
      const { items } = await engine.inside((tx) => listAlerts(tx, { state: "open", now: now() }));
      return items.filter(({ kind }) => kind === "command_failed").map(({ text }) => text);
    },
    holdRows: () =>
      engine.inside((tx) =>
        tx.rows(
          `select source, ended_why as why from argosy.order_hold
           where organization_id = argosy.tenant() and order_id = $1 order by held_at, id`,
          [orderId],
        ),
      ),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

test("a hold is placed on its channel and released with it, and what the channel reports of it is no second hold [E2.1]", async () => {
  await using shop = await world("h1");
  await shop.hold();
  await shop.engine.engine.runUntilIdle();
  expect([shop.told(), shop.holds.size]).toEqual([["place address"], 1]);
  await shop.report();
  expect(await shop.holdRows()).toEqual([{ source: "hub", why: null }]);
  await shop.release();
  await shop.engine.engine.runUntilIdle();
  expect([shop.told(), shop.holds.size]).toEqual([["place address", "release address"], 0]);
  expect(await shop.order()).toMatchObject({ status: "processing", state: "unlinked", hold: null });
  expect(await shop.holdRows()).toEqual([{ source: "hub", why: "released" }]);
});

test("a hold that ends before its channel was told of it is not sent at all [E2.1]", async () => {
  await using shop = await world("h2");
  await shop.hold();
  await shop.release();
  await shop.engine.engine.runUntilIdle();
  expect([shop.told(), (await shop.order()).state]).toEqual([[], "unlinked"]);
  await shop.hold();
  await shop.engine.engine.runUntilIdle();
  expect([shop.told(), (await shop.order()).state]).toEqual([["place address"], "on_hold"]);
});

test("an order its channel holds too stays on hold there when ours is released [E2.1]", async () => {
  await using shop = await world("h3");
  await shop.hold();
  await shop.engine.engine.runUntilIdle();
  shop.holds.add("the merchant's");
  await shop.report();
  await shop.release();
  await shop.engine.engine.runUntilIdle();
  expect([...shop.holds]).toEqual(["the merchant's"]);
  expect(await shop.order()).toMatchObject({ state: "on_hold", hold: { source: "channel" } });
});

test("a hold its channel refuses stands here, an alert says so, and it is neither released nor sent again there [E2.1]", async () => {
  await using shop = await world("h4", {
    answer: () => ({ state: "rejected", code: "no", text: platformText("Ten holds are the limit.") }),
  });
  await shop.hold();
  await shop.engine.engine.runUntilIdle();
  expect(await shop.order()).toMatchObject({ state: "on_hold", hold: { source: "hub" } });
  expect(await shop.alerts()).toEqual(["Ten holds are the limit. The order stays on hold in Argosy."]);
  const [{ id: commandId = "" } = {}] = (await shop.order()).commands;
  await shop.release();
  await shop.engine.engine.runUntilIdle();
  expect([shop.told(), await shop.alerts(), (await shop.order()).state]).toEqual([["place address"], [], "unlinked"]);
  const again = shop.engine.inside((tx) => retryCommand(tx, { commandId, actor, now: shop.now() }));
  await expect(again).rejects.toMatchObject({ code: "ORDER_COMMAND_NOT_FAILED" });
});

test("a hold whose answer was lost is released all the same", async () => {
  let isLost = true;
  await using shop = await world("h5", {
    answer: ({ command }) => {
      if (command.action === "release" || !isLost) return undefined;
      throw new ConnectorError({ kind: "ambiguous" }, "Nobody knows.");
    },
  });
  await shop.hold();
  await shop.engine.engine.runUntilIdle();
  isLost = false;
  await shop.release();
  await shop.engine.engine.runUntilIdle();
  expect([shop.told(), (await shop.order()).state]).toEqual([["place address", "release address"], "unlinked"]);
});

test("an order nothing of ours was placed on is not released there: its channel held it before", async () => {
  await using shop = await world("h6", {
    answer: ({ command }) =>
      command.action === "place" ? { state: "done", text: platformText("Held before."), found: true } : undefined,
  });
  await shop.hold();
  await shop.engine.engine.runUntilIdle();
  await shop.release();
  await shop.engine.engine.runUntilIdle();
  expect(shop.told()).toEqual(["place address"]);
});

test("a hold of an order a courier took is released on its channel before the order is shipped there [E2.2]", async () => {
  await using shop = await world("h7");
  await shop.hold();
  await shop.engine.engine.runUntilIdle();
  const command = { kind: "fulfil", trackingNumbers: ["T1"], notifyCustomer: false } as const;
  const request = { orderId: shop.orderId, command, isSent: true, evenIfShort: true, actor, now: shop.now() };
  await shop.engine.inside((tx) => requestCommand(tx, { ...request, idempotencyKey: "gone" }));
  await shop.engine.engine.runUntilIdle();
  expect([shop.told(), shop.holds.size]).toEqual([["place address", "release address"], 0]);
  expect((await shop.order()).commands.map(({ kind, state }) => [kind, state])).toEqual([
    ["fulfil", "done"],
    ["hold", "done"],
    ["hold", "done"],
  ]);
});

test("a hold that was refused, tried again and whose answer was lost then is released on its channel too", async () => {
  let tries = 0;
  await using shop = await world("h6", {
    answer: ({ command }) => {
      if (command.action === "release") return undefined;
      tries += 1;
      if (tries === 1) return { state: "rejected", code: "no", text: platformText("Not now.") };
      throw new ConnectorError({ kind: "ambiguous" }, "Nobody knows.");
    },
  });
  await shop.hold();
  await shop.engine.engine.runUntilIdle();
  const [{ id: commandId = "" } = {}] = (await shop.order()).commands;
  await shop.engine.inside((tx) => retryCommand(tx, { commandId, actor, now: shop.now() }));
  await shop.engine.engine.runUntilIdle();
  await shop.release();
  await shop.engine.engine.runUntilIdle();
  expect(shop.told()).toEqual(["place address", "place address", "release address"]);
});
