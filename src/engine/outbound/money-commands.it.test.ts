/** Money leaves once: a worker that ends in the middle of a refund leaves behind when it was asked for. */
import { afterEach, expect, test } from "vitest";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { CommandRun, Orders } from "../../connectors/kit/contract/ports.ts";
import { cleanUp, platform } from "../../connectors/kit/testing/toy.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { NOON } from "../../hub/listings/samples.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { actor, later, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { retryFailedWork } from "../lanes/retry-failed.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

afterEach(cleanUp);

const MINUTE = 60_000;

/** A gateway that is asked over HTTP and says nothing until it may; what was asked stands in its books at once. */
async function slowGateway() {
  const books: string[] = [];
  const runs: CommandRun[] = [];
  let onRequest: () => void = () => undefined;
  let answer: () => void = () => undefined;
  const requested = new Promise<void>((resolve) => (onRequest = resolve));
  const may = new Promise<void>((resolve) => (answer = resolve));
  const url = await platform(async (_request, reply, body) => {
    books.push(body);
    onRequest();
    await may;
    reply.setHeader("content-type", "application/json").end("{}");
  });
  const execute: Orders["execute"] = async (run, ctx) => {
    runs.push(run);
    if (run.uncertain && books.length > 0) return { state: "done", text: platformText("It stands there.") };
    await ctx.http.json({ method: "POST", url: "/refunds", json: {}, operation: "refunds.create" });
    return { state: "done", text: platformText("Paid back.") };
  };
  const orders: Orders = { essential: {}, sweeps: [], get: async () => null, options: () => [], execute };
  const auth = { baseUrl: () => url, authorize: <R>(request: R) => request, secretNames: [] };
  return { books, runs, requested, answer, open: () => testEngine({ orders }, { auth }) };
}

async function refund(engine: TestEngine): Promise<{ readonly orderId: string; readonly id: string }> {
  const now = new Date(engine.clock.now());
  const [applied] = await reportOrders(engine, [orderPart("o1", { lines: [orderLine({ quantity: 1 })] })], {
    source: "poll",
  });
  const orderId = applied?.orderId ?? "";
  const command = { kind: "refund", amount: { minor: 100n, currency: "EUR" }, lines: [], moveMoney: true } as const;
  const { id } = await engine.inside((tx) => requestCommand(tx, { orderId, command, idempotencyKey: "r", actor, now }));
  return { orderId, id };
}

const openAlerts = async (engine: TestEngine) =>
  (await engine.inside((tx) => listAlerts(tx, { state: "open", now: new Date(engine.clock.now()) }))).items;

async function stateOf(engine: TestEngine, { orderId, id }: { readonly orderId: string; readonly id: string }) {
  const { commands } = await engine.inside((tx) => getOrder(tx, orderId));
  const found = commands.find((one) => one.id === id);
  return { state: found?.state, sentAt: found?.sentAt, dueAt: found?.dueAt };
}

test("a refund cut short by a stop is handed over with its time, and nobody sends it again before it must have ended [E6.2]", async () => {
  const gateway = await slowGateway();
  await using engine = await gateway.open();
  const one = await refund(engine);
  const turn = engine.engine.runUntilIdle();
  await gateway.requested;
  const sentAt = engine.clock.now();
  await engine.engine.stop(0, 0);
  await turn;
  expect(await stateOf(engine, one)).toEqual({
    state: "uncertain",
    sentAt: new Date(sentAt),
    dueAt: new Date(sentAt + 5 * MINUTE),
  });
  const alerts = await openAlerts(engine);
  expect(alerts.map(({ kind, severity }) => ({ kind, severity }))).toContainEqual({
    kind: "command_uncertain",
    severity: "warning",
  });
  const other = await engine.secondWorker();
  await other.runUntilIdle();
  engine.clock.pass(MINUTE);
  // Nor because a person asks.
  await retryFailedWork(engine.db.database, engine.organization, engine.store, new Date(engine.clock.now()));
  await other.runUntilIdle();
  expect([gateway.books.length, gateway.runs.length]).toEqual([1, 1]);
  engine.clock.pass(4 * MINUTE);
  await other.runUntilIdle();
  expect(gateway.runs.at(-1)).toMatchObject({ uncertain: true, sentAt: new Date(sentAt) });
  expect([gateway.books.length, (await stateOf(engine, one)).state]).toEqual([1, "done"]);
  expect((await openAlerts(engine)).map(({ kind }) => kind)).not.toContain("command_uncertain");
  gateway.answer();
});

test("a stop waits for a refund under way [E6.2]", async () => {
  const gateway = await slowGateway();
  await using engine = await gateway.open();
  const one = await refund(engine);
  const turn = engine.engine.runUntilIdle();
  await gateway.requested;
  const stopped = engine.engine.stop(0, 60_000);
  gateway.answer();
  await Promise.all([turn, stopped]);
  expect([gateway.books.length, (await stateOf(engine, one)).state]).toEqual([1, "done"]);
});

test("a worker that takes the lane of one that was killed in the middle of a refund does not send it [E6.2]", async () => {
  const gateway = await slowGateway();
  await using engine = await gateway.open();
  await refund(engine);
  const turn = engine.engine.runUntilIdle();
  await gateway.requested;
  // As after a kill: nobody renews the lease, and what was done is what stands in the database.
  await engine.db.owner.run(
    `update argosy.lane set lease_token = null, lease_until = null, seq = seq + 1, due_at = $1
     where kind = 'outbound' and lease_token is not null`,
    [new Date(engine.clock.now())],
  );
  const other = await engine.secondWorker();
  await other.runUntilIdle();
  engine.clock.pass(2 * MINUTE);
  await other.runUntilIdle();
  expect([gateway.books.length, gateway.runs.length]).toEqual([1, 1]);
  gateway.answer();
  await turn;
});

test("a refund that was plainly refused may be sent again at once [E6.2]", async () => {
  let tries = 0;
  const url = await platform((_request, reply) => {
    tries += 1;
    reply.statusCode = tries === 1 ? 409 : 200;
    reply.setHeader("content-type", "application/json").end("{}");
  });
  const execute: Orders["execute"] = async (_run, ctx) => {
    await ctx.http.json({ method: "POST", url: "/refunds", json: {}, operation: "refunds.create" });
    return { state: "done", text: platformText("Paid back.") };
  };
  const orders: Orders = { essential: {}, sweeps: [], get: async () => null, options: () => [], execute };
  await using engine = await testEngine(
    { orders },
    {
      auth: { baseUrl: () => url, authorize: (request) => request, secretNames: [] },
      classify: ({ status }) => (status === 409 ? { kind: "conflict" } : null),
    },
  );
  const one = await refund(engine);
  await engine.engine.runUntilIdle();
  expect((await stateOf(engine, one)).state).toBe("rejected");
  await retryFailedWork(engine.db.database, engine.organization, engine.store, new Date(engine.clock.now()));
  await engine.engine.runUntilIdle();
  expect([tries, (await stateOf(engine, one)).state]).toEqual([2, "done"]);
});

test("a refund that is refused, made by hand on the channel and tried again counts once [E6.2]", async () => {
  const line = orderLine({ key: "l1", quantity: 1 });
  const byHand = { key: "memo", amountMinor: 100n, at: NOON.toISOString(), lines: [] };
  const order = orderPart("o1", { lines: [line] });
  const reported = later(order, 5, { refunds: [byHand], financial: "partially_refunded" });
  let isMade = false;
  const execute: Orders["execute"] = async () =>
    isMade
      ? { state: "done", text: platformText("It stands there."), order: reported, found: true }
      : { state: "rejected", code: "gateway", text: platformText("Refund it in the shop.") };
  const orders: Orders = { essential: {}, sweeps: [], get: async () => null, options: () => [], execute };
  await using engine = await testEngine({ orders });
  const one = await refund(engine);
  await engine.engine.runUntilIdle();
  isMade = true;
  await reportOrders(engine, [reported], { source: "poll" });
  await retryFailedWork(engine.db.database, engine.organization, engine.store, new Date(engine.clock.now()));
  await engine.engine.runUntilIdle();
  const { refunds } = await engine.inside((tx) => getOrder(tx, one.orderId));
  expect(refunds.map(({ amountMinor }) => amountMinor)).toEqual([100n]);
});

test("a refund only a person can judge is not sent again by itself, and they are told [E6.2]", async () => {
  const execute: Orders["execute"] = async () => ({ state: "uncertain", text: platformText("Look at the gateway.") });
  const orders: Orders = { essential: {}, sweeps: [], get: async () => null, options: () => [], execute };
  await using engine = await testEngine({ orders });
  const one = await refund(engine);
  await engine.engine.runUntilIdle();
  expect(await stateOf(engine, one)).toEqual({ state: "uncertain", sentAt: null, dueAt: null });
  const alerts = await openAlerts(engine);
  expect(alerts.map(({ kind, severity, text }) => [kind, severity, text])).toContainEqual([
    "command_uncertain",
    "critical",
    "Look at the gateway.",
  ]);
});

test("a refund that a delivery tells before its answer counts once, whatever sum the channel makes of it [E6.2]", async () => {
  const order = orderPart("o1", { lines: [orderLine({ key: "l1", quantity: 1 })] });
  // Magento rounds the tax of each unit by itself.
  const memo = { key: "memo", amountMinor: 99n, at: NOON.toISOString(), lines: [] };
  const reported = later(order, 5, { refunds: [memo], financial: "partially_refunded" });
  let report: () => Promise<unknown> = () => Promise.resolve();
  const execute: Orders["execute"] = async () => {
    await report();
    return { state: "done", text: platformText("Paid back."), order: reported };
  };
  const orders: Orders = { essential: {}, sweeps: [], get: async () => null, options: () => [], execute };
  await using engine = await testEngine({ orders });
  report = () => reportOrders(engine, [reported], { source: "webhook" });
  const one = await refund(engine);
  await engine.engine.runUntilIdle();
  const { refunds } = await engine.inside((tx) => getOrder(tx, one.orderId));
  expect(refunds.map(({ key }) => key)).toEqual(["memo"]);
});
