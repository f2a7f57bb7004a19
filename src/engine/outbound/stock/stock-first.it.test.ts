import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { platformText } from "../../../connectors/kit/contract/answer-text.ts";
import type { Context } from "../../../connectors/kit/contract/contract.ts";
import type { Orders } from "../../../connectors/kit/contract/ports.ts";
import { applyOrderParts } from "../../../hub/orders/apply.ts";
import { requestCommand } from "../../../hub/orders/commands.ts";
import { actor, orderLine, orderPart } from "../../../hub/orders/testing.ts";
import { fakeShop, type TestEngine, testEngine } from "../../testing.ts";
import { fakeChannel } from "../testing.ts";

const COMMANDS = 20;
const CALLS_EACH = 15;

async function shopServer() {
  const server = createServer((_request, answer) => {
    answer.setHeader("content-type", "application/json");
    answer.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() };
}

const step = (ctx: Context) => ctx.http.json({ method: "GET", url: "/", operation: "orders.step" });

function channel(onCall: (command: number, call: number) => Promise<void>): Orders {
  let commands = 0;
  return {
    essential: {},
    sweeps: [],
    get: async () => null,
    options: () => [],
    async execute(_run, ctx) {
      commands += 1;
      for (let call = 1; call <= CALLS_EACH; call += 1) {
        await step(ctx);
        await onCall(commands, call);
      }
      return { state: "done", text: platformText("Shipped.") };
    },
  };
}

async function ship(engine: TestEngine, count: number) {
  const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
  const now = new Date(engine.clock.now());
  const parts = Array.from({ length: count }, (_, n) =>
    orderPart(`o${n}`, { number: `${n}`, lines: [orderLine({ key: `o${n}-1`, quantity: 1 })] }),
  );
  const orders = await engine.inside((tx) =>
    applyOrderParts(tx, { connection, parts, compareAndSet: "none", now, source: "poll", actor }),
  );
  for (const { orderId } of orders)
    await engine.inside((tx) =>
      requestCommand(tx, { orderId, command: { kind: "fulfil" }, idempotencyKey: orderId, actor, now }),
    );
}

/** When stock came due while commands are carried out, and when it was sent, in milliseconds. */
async function sentBetween(onCall: (call: number, engine: TestEngine) => Promise<void> = async () => undefined) {
  await using server = await shopServer();
  const shop = fakeChannel();
  let requestedAt = 0;
  let sentAt = 0;
  const orders = channel(async (command, call) => {
    if (command !== 1) return;
    if (call !== 3) return onCall(call, engine);
    requestedAt = engine.clock.now();
    await engine.db.owner.run(
      "update argosy.listing_stock set desired = 4, want_seq = want_seq + 1, due_at = $1, state = 'waiting'",
      [new Date(requestedAt)],
    );
    await onCall(call, engine);
  });
  const { send } = shop.stock.push;
  const stock = {
    ...shop.stock,
    push: {
      ...shop.stock.push,
      send: async (items: Parameters<typeof send>[0], ctx: Context) => {
        await step(ctx);
        if (requestedAt > 0 && sentAt === 0) sentAt = engine.clock.now();
        return send(items, ctx);
      },
    },
  };
  const { meta } = fakeShop(() => ({}));
  await using engine = await testEngine(
    { orders, stock },
    {
      auth: { baseUrl: () => server.url, authorize: (request) => request, secretNames: [] },
      meta: { ...meta, limits: [{ id: "calls", scope: "connection", rate: 3, burst: 3, source: "a slow shop" }] },
    },
  );
  // Whichever comes first, the channel is read or written: an empty shelf would be a number to explain.
  shop.shown.set("MUG", 5);
  await engine.listed("MUG", 5);
  await engine.engine.runUntilIdle();
  await ship(engine, COMMANDS);
  await engine.engine.runUntilIdle();
  expect(shop.shown.get("MUG")).toBe(4);
  return { requestedAt, sentAt };
}

test("a stock change goes out within a second, however many slow order commands are ahead of it [A10.7]", async () => {
  const { requestedAt, sentAt } = await sentBetween();
  expect(sentAt - requestedAt).toBeGreaterThan(0);
  expect(sentAt - requestedAt).toBeLessThanOrEqual(1_000);
});

test("a stock change goes out between order commands, even if a look for it failed", async () => {
  const rename = (engine: TestEngine, from: string, to: string) =>
    engine.db.owner.run(`alter table argosy.${from} rename to ${to}`);
  const { requestedAt, sentAt } = await sentBetween(async (call, engine) => {
    if (call === 3) await rename(engine, "listing_stock", "listing_stock_away");
    if (call === 5) await rename(engine, "listing_stock_away", "listing_stock");
  });
  expect(sentAt - requestedAt).toBeGreaterThan(0);
  expect(sentAt - requestedAt).toBeLessThanOrEqual(3_000);
});

test("a number that falls is sent before one that rises", async () => {
  const shop = fakeChannel();
  const order: string[] = [];
  await using engine = await testEngine({
    stock: { ...shop.stock, push: { ...shop.stock.push, maxItems: 1 } },
  });
  const keys = ["A", "B", "C", "D"];
  for (const key of keys) await engine.listed(key, 5);
  await engine.engine.runUntilIdle();
  shop.onSend = async (items) => {
    order.push(...items.map((item) => item.key));
    return undefined;
  };
  const desiredOf: Readonly<Record<string, number>> = { A: 9, B: 3, C: 8, D: 0 };
  for (const [key, desired] of Object.entries(desiredOf))
    await engine.db.owner.run(
      `update argosy.listing_stock s set desired = $2, want_seq = want_seq + 1, due_at = $3, state = 'waiting'
       from argosy.listing l where l.id = s.listing_id and l.ext_key = $1`,
      [key, desired, new Date(engine.clock.now())],
    );
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'outbound', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]),
  );
  await engine.engine.runUntilIdle();
  expect(order.slice(0, 2).toSorted()).toEqual(["B", "D"]);
  expect(order).toHaveLength(4);
});
