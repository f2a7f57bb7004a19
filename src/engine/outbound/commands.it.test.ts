import { expect, test, vi } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { CommandRun, Orders } from "../../connectors/kit/contract/ports.ts";
import { EVENT_CHANNEL } from "../../hub/events.ts";
import { requestCommand, retryCommand } from "../../hub/orders/commands.ts";
import { getOrder, getTimeline } from "../../hub/orders/detail.ts";
import { quoteRefund } from "../../hub/orders/refund-plan.ts";
import { actor, later, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

const part = (partKey: string): OrderPart =>
  orderPart("o1", { partKey, status: "confirmed", lines: [orderLine({ key: `${partKey}-1`, quantity: 1 })] });

/** A channel that tells an order parcel by parcel, and all of them after a command. */
function channel(parts: readonly OrderPart[]): Orders {
  const [first, ...rest] = parts.map((one) => later(one, 5, { status: "cancelled", fulfilment: "unfulfilled" }));
  return {
    essential: {},
    sweeps: [],
    get: async () => first ?? null,
    options: () => [{ kind: "cancel", allowed: true, warnings: [] }],
    execute: async () => ({ state: "done", text: platformText("Cancelled there."), order: first, otherParts: rest }),
  };
}

test("an order told in several parts is known whole after a command", async () => {
  const parts = ["a", "b", "c"].map(part);
  await using engine = await testEngine({ orders: channel(parts) });
  const now = new Date(engine.clock.now());
  const applied = await reportOrders(engine, parts, { source: "poll" });
  const orderId = applied[0]?.orderId ?? "";
  const command = { kind: "cancel", reason: "other", restock: true, notifyCustomer: false } as const;
  await engine.inside((tx) => requestCommand(tx, { orderId, command, idempotencyKey: "k", actor, now }));
  await engine.engine.runUntilIdle();
  const [order] = await engine.inside((tx) =>
    tx.rows<{ status: string; parts: number }>(
      `select o.status,
       (select count(*)::int from argosy.order_part p
         where p.organization_id = o.organization_id and p.order_id = o.id) as parts
       from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = $1`,
      [orderId],
    ),
  );
  expect(order).toEqual({ status: "cancelled", parts: 3 });
});

test("a refund the channel only booked says that no money was moved", async () => {
  const paid = orderPart("o2", { lines: [orderLine({ quantity: 1 })] });
  const execute: Orders["execute"] = async () => ({ state: "done", text: platformText("Booked."), moneyMoved: false });
  await using engine = await testEngine({ orders: { ...channel([paid]), execute } });
  const now = new Date(engine.clock.now());
  const [applied] = await reportOrders(engine, [paid], { source: "poll" });
  const orderId = applied?.orderId ?? "";
  const refund = async (moveMoney: boolean) => {
    const command = { kind: "refund", amount: { minor: 100n, currency: "EUR" }, lines: [], moveMoney } as const;
    const request = { orderId, command, idempotencyKey: `pay ${moveMoney}`, actor, now };
    const { id } = await engine.inside((tx) => requestCommand(tx, request));
    await engine.engine.runUntilIdle();
    const { commands } = await engine.inside((tx) => getOrder(tx, orderId));
    const last = (await engine.inside((tx) => getTimeline(tx, orderId))).findLast(
      (each) => each.kind === "command_refund",
    );
    const done = commands.find((each) => each.id === id);
    return [done?.state, done?.moneyMoved, last?.text.includes("No money was moved. Refund the customer yourself.")];
  };
  expect(await refund(true)).toEqual(["done", false, true]);
  expect(await refund(false)).toEqual(["done", null, false]);
});

test("a failed command that is repeated after its order was cancelled is not sent, and its alert ends", async () => {
  const open = orderPart("o4", { lines: [orderLine({ quantity: 1 })] });
  const sent: string[] = [];
  const execute: Orders["execute"] = async ({ command }) => {
    sent.push(command.kind);
    return { state: "rejected", code: "too_many", text: platformText("More than is open.") };
  };
  await using engine = await testEngine({ orders: { ...channel([]), get: async () => open, execute } });
  const now = new Date(engine.clock.now());
  const [applied] = await reportOrders(engine, [open], { source: "poll" });
  const orderId = applied?.orderId ?? "";
  const command = { kind: "fulfil", trackingNumbers: ["T1"], notifyCustomer: false, evenIfShort: true } as const;
  const request = { orderId, command, evenIfShort: true, idempotencyKey: "k", actor, now };
  const { id: commandId } = await engine.inside((tx) => requestCommand(tx, request));
  await engine.engine.runUntilIdle();
  await reportOrders(engine, [later(open, 5, { status: "cancelled" })], { source: "poll" });
  const openAlerts = () =>
    engine.inside((tx) =>
      tx.rows("select 1 from argosy.alert where organization_id = argosy.tenant() and cause = $1 and state = 'open'", [
        `command-failed:${commandId}`,
      ]),
    );
  expect([sent, await openAlerts()]).toEqual([["fulfil"], [expect.anything()]]);
  await engine.inside((tx) => retryCommand(tx, { commandId, actor, now }));
  await engine.engine.runUntilIdle();
  const { commands } = await engine.inside((tx) => getOrder(tx, orderId));
  expect([sent, await openAlerts(), commands.map(({ state }) => state)]).toEqual([["fulfil"], [], ["cancelled"]]);
});

test("a refusal that came as a failed call is told to pages that show the order", async () => {
  const paid = orderPart("o3", { lines: [orderLine({ quantity: 1 })] });
  const execute: Orders["execute"] = async () => {
    throw new ConnectorError({ kind: "rejected", code: "HTTP_422" }, "The place is closed");
  };
  await using engine = await testEngine({ orders: { ...channel([paid]), execute } });
  const now = new Date(engine.clock.now());
  const [applied] = await reportOrders(engine, [paid], { source: "poll" });
  const orderId = applied?.orderId ?? "";
  const command = { kind: "cancel", reason: "other", restock: true, notifyCustomer: false } as const;
  await engine.inside((tx) => requestCommand(tx, { orderId, command, idempotencyKey: "k", actor, now }));
  const events: { readonly type: string; readonly id?: string }[] = [];
  const stop = await engine.db.database.listen(EVENT_CHANNEL, (payload) => events.push(JSON.parse(payload)));
  await engine.engine.runUntilIdle();
  const hasCome = (reported: string) => events.some(({ type }) => type === reported);
  await vi.waitUntil(() => hasCome("alert.raised") && hasCome("order.updated"), { timeout: 60_000 });
  await stop();
  expect(events).toContainEqual(expect.objectContaining({ type: "order.updated", id: orderId }));
  const entry = (await engine.inside((tx) => getTimeline(tx, orderId))).find(({ text }) => text.includes("is closed"));
  // Nothing was done: the code of an answer that says so is not theirs.
  expect(entry?.said?.map(({ code }) => code)).toEqual(["order.answer.failed", undefined]);
});

test("a command a channel executed counts until the channel reports otherwise", async () => {
  const requests: CommandRun[] = [];
  const execute: Orders["execute"] = async (run) => {
    requests.push(run);
    return { state: "done", text: platformText("Done there.") };
  };
  await using engine = await testEngine({ orders: { ...channel([]), execute } });
  const { listing, variant } = await engine.listed("MUG", 10);
  const now = new Date(engine.clock.now());
  const report = (part: OrderPart) => reportOrders(engine, [part], { source: "poll", now });
  const part = orderPart("o3", { lines: [orderLine({ key: "l1", variantKey: "MUG", quantity: 3 })] });
  const [applied] = await report(part);
  const orderId = applied?.orderId ?? "";
  const seen = () => engine.inside((tx) => getOrder(tx, orderId));
  const ask = async (command: Parameters<typeof requestCommand>[1]["command"]) => {
    const idempotencyKey = `${requests.length}`;
    await engine.inside((tx) => requestCommand(tx, { orderId, command, idempotencyKey, actor, now }));
    await engine.engine.runUntilIdle();
    return seen();
  };
  const pay = (minor: bigint) =>
    ask({ kind: "refund", amount: { minor, currency: "EUR" }, lines: [], moveMoney: false });
  const level = () =>
    engine.inside((tx) =>
      tx.one("select on_hand, reserved from argosy.level where organization_id = argosy.tenant() and variant_id = $1", [
        variant,
      ]),
    );
  expect(listing).not.toBe("");

  const parted = await ask({ kind: "fulfil", lines: [{ lineKey: "l1", quantity: 1 }], trackingNumbers: ["T1"] });
  expect(parted).toMatchObject({ fulfilment: "partial", lines: [{ fulfilledQuantity: 1 }] });
  await ask({ kind: "fulfil", trackingNumbers: ["T2"] });
  expect(requests.at(-1)?.order.lines).toMatchObject([{ quantity: 3, fulfilledQuantity: 1 }]);
  expect(await seen()).toMatchObject({ fulfilment: "fulfilled", fulfilments: [{}, {}] });
  expect(await level()).toEqual({ on_hand: 7, reserved: 0 });
  await expect(ask({ kind: "fulfil" })).rejects.toMatchObject({ code: "ORDER_NOTHING_TO_SHIP" });

  await pay(800n);
  await pay(800n);
  expect((await seen()).money.refundedMinor).toBe(1600n);
  const quote = engine.inside((tx) => quoteRefund(tx, orderId, { amountMinor: 1500n }));
  await expect(quote).rejects.toMatchObject({ code: "ORDER_REFUND_TOO_MUCH" });
  expect(await ask({ kind: "status", status: "completed" })).toMatchObject({ status: "completed" });

  // The channel tells all of it late: once each. What it tells from now on is its own word.
  const at = now.toISOString();
  const parcel = { status: "fulfilled", lines: [{ lineKey: "l1", quantity: 1 }] } as const;
  const reported = later(part, 9, {
    fulfilment: "fulfilled",
    lines: part.lines.map((line) => ({ ...line, fulfilledQuantity: 3 })),
    fulfilments: [
      { ...parcel, key: "p1", trackingNumbers: ["T1"] },
      { ...parcel, key: "p2", trackingNumbers: ["T2"], lines: [] },
    ],
    refunds: ["r1", "r2"].map((key) => ({ key, amountMinor: 800n, at, lines: [] })),
  });
  await report(reported);
  const late = await seen();
  expect(late.fulfilments.map(({ key, lines }) => [key, lines]).sort()).toEqual([
    ["p1", parcel.lines],
    ["p2", [{ lineKey: "l1", quantity: 2 }]],
  ]);
  expect(late).toMatchObject({ status: "processing", money: { refundedMinor: 1600n } });
  await report(
    later(reported, 12, {
      fulfilment: "partial",
      lines: part.lines.map((line) => ({ ...line, fulfilledQuantity: 1 })),
    }),
  );
  expect((await seen()).lines).toMatchObject([{ fulfilledQuantity: 1 }]);
  expect(await level()).toEqual({ on_hand: 9, reserved: 2 });
});

test("a refund the channel tells by its units alone stands once, with what was booked", async () => {
  const lines = [{ lineKey: "l1", quantity: 2, restock: true }];
  const refund = (key: string, at: Date, quantities: readonly number[], amountMinor = 0n) => ({
    key,
    amountMinor,
    at: at.toISOString(),
    lines: quantities.map((quantity) => ({ lineKey: "l1", quantity, restocked: true })),
  });
  const placed = orderPart("o4", { lines: [orderLine({ key: "l1", variantKey: "MUG", quantity: 6 })] });
  let answer: OrderPart | undefined;
  const execute: Orders["execute"] = async () => ({ state: "done", text: platformText("Booked."), order: answer });
  await using engine = await testEngine({ orders: { ...channel([placed]), execute } });
  await engine.listed("MUG", 10);
  const now = new Date(engine.clock.now());
  const report = (part: OrderPart, at = now) => reportOrders(engine, [part], { source: "poll", now: at });
  // Of old, and by other hands: those of the channel stay what they are.
  const hourAgo = new Date(now.getTime() - 3_600_000);
  const before = later(placed, 1, { refunds: [refund("r0", hourAgo, [2])] });
  const [applied] = await report(before, hourAgo);
  const orderId = applied?.orderId ?? "";
  const book = async (idempotencyKey: string) => {
    const command = { kind: "refund", amount: { minor: 700n, currency: "EUR" }, lines, moveMoney: false } as const;
    await engine.inside((tx) => requestCommand(tx, { orderId, command, idempotencyKey, actor, now }));
    await engine.engine.runUntilIdle();
  };
  const stands = async () => {
    const { refunds, money } = await engine.inside((tx) => getOrder(tx, orderId));
    return [refunds.map(({ key, amountMinor }) => `${key} ${amountMinor}`).sort(), money.refundedMinor];
  };
  answer = later(before, 2, { refunds: [...before.refunds, refund("r1", now, [1, 1])] });
  await book("told at once");
  expect(await stands()).toEqual([["r0 0", "r1 700"], 700n]);
  await report(later(answer, 3, { buyerNote: "touched" }));
  expect(await stands()).toEqual([["r0 0", "r1 700"], 700n]);

  const confirmed = answer;
  answer = undefined;
  await book("told later");
  expect((await stands())[1]).toBe(1400n);
  const late = later(confirmed, 4, { refunds: [...confirmed.refunds, refund("r2", now, [2])] });
  await report(late);
  expect(await stands()).toEqual([["r0 0", "r1 700", "r2 700"], 1400n]);
  // What the channel says of the money counts again as soon as it says any.
  await report(later(late, 5, { refunds: [...confirmed.refunds, refund("r2", now, [2], 650n)] }));
  expect(await stands()).toEqual([["r0 0", "r1 700", "r2 650"], 1350n]);
});

test("a refund a sweep tells before its answer comes stands once, however far back the shop's clock lies", async () => {
  const placed = orderPart("o5", { lines: [orderLine({ key: "l1", variantKey: "MUG", quantity: 6 })] });
  const execute: Orders["execute"] = async () => ({ state: "done", text: platformText("Paid back.") });
  await using engine = await testEngine({ orders: { ...channel([placed]), execute } });
  const now = new Date(engine.clock.now());
  const report = (part: OrderPart) => reportOrders(engine, [part], { source: "poll", now });
  const [applied] = await report(placed);
  const orderId = applied?.orderId ?? "";
  const at = new Date(now.getTime() - 7 * 3_600_000).toISOString();
  const refunds: OrderPart["refunds"][number][] = [];
  const ask = (idempotencyKey: string) =>
    engine.inside((tx) =>
      requestCommand(tx, {
        orderId,
        command: { kind: "refund", amount: { minor: 300n, currency: "EUR" }, lines: [], moveMoney: true },
        idempotencyKey,
        actor,
        now,
      }),
    );
  const refunded = async () => (await engine.inside((tx) => getOrder(tx, orderId))).money.refundedMinor;
  for (const [nth, key] of ["first", "second"].entries()) {
    await ask(key);
    refunds.push({ key, amountMinor: 300n, at, lines: [] });
    await report(later(placed, nth + 1, { refunds: [...refunds] }));
    await engine.engine.runUntilIdle();
    expect(await refunded()).toBe(300n * BigInt(nth + 1));
  }
});
