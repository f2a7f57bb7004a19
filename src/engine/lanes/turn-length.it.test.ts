/** Turns beside platforms that take a second an answer: they end, what is left stays due, and other stores have theirs. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import { leastShareOfBudget } from "../../commerce/testing-slice-length.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../../connectors/kit/contract/contract.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { MOST_ROWS } from "../../connectors/kit/parse/parse.ts";
import { sampleStore } from "../../hub/listings/samples.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { ordersBy } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

/** A platform whose every answer takes a second of the engine's clock. */
async function slowPlatform() {
  const made = { calls: 0, pass: (): void => undefined };
  const server = createServer((_request, answer) => {
    made.calls += 1;
    made.pass();
    answer.setHeader("content-type", "application/json");
    answer.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    made,
    auth: { baseUrl: () => `http://127.0.0.1:${port}`, authorize: <T>(request: T) => request, secretNames: [] },
    ask: (ctx: Context) => ctx.http.json({ method: "GET", url: "/", operation: "orders.get" }),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const slowIn = (engine: TestEngine) => () => engine.clock.pass(1_000);

async function deliver({ db, engine }: TestEngine, store: string, refs: readonly string[]): Promise<void> {
  const { key } = await db.owner.one<{ key: string }>(
    "select webhook_key as key from argosy.connection where id = $1",
    [store],
  );
  const to = { provider: "fakeshop", key, topic: "o", method: "POST", query: {}, headers: {} };
  for (const ref of refs) await engine.receive({ ...to, body: Buffer.from(ref) });
}

const refs = (of: string, count: number) => Array.from({ length: count }, (_, n) => `${of}${n}`);

/** Thin deliveries: each order is asked for. */
const thin = (understood: (ref: string) => unknown, ask: (ctx: Context) => Promise<unknown>): WebhookHandler => ({
  secrets: () => [],
  verify: () => ({ outcome: "static" }),
  read: ({ body }) => [{ kind: "order", ref: Buffer.from(body).toString(), topic: "o", deliveryId: body.toString() }],
  reply: () => ({ status: 200 }),
  async interpret({ ref }, ctx) {
    await understood(ref);
    await ask(ctx);
    return { as: "orders", parts: [order(ref)] };
  },
});

const order = (key: string) => orderPart(key, { lines: [orderLine({ variantKey: "MUG", quantity: 1 })] });

const sweepsOf = ({ db }: TestEngine) =>
  db.owner.rows(
    `select cursor, begun_at, last_finished_at is null as open
     from argosy.sync_cursor
     where sweep = 'orders:changed'`,
  );

/** How many in a row are of one owner, at most. */
function longestRow(owners: readonly string[]): number {
  let longest = 0;
  let row = 0;
  for (const [n, owner] of owners.entries()) {
    row = owner === owners[n - 1] ? row + 1 : 1;
    longest = Math.max(longest, row);
  }
  return longest;
}

test("the first of many thin deliveries of a slow platform is applied while most wait", async () => {
  await using platform = await slowPlatform();
  const applied: number[] = [];
  const webhooks = thin(async () => {
    const { n } = await engine.db.owner.one<{ n: number }>("select count(*)::int as n from argosy.sales_order");
    applied.push(n);
  }, platform.ask);
  await using engine = await testEngine({ webhooks }, { auth: platform.auth });
  platform.made.pass = slowIn(engine);
  await deliver(engine, engine.store, refs("o", 24));
  await engine.engine.runUntilIdle();
  expect(applied).toHaveLength(24);
  expect(applied.filter((n) => n === 0).length).toBeLessThanOrEqual(8);
  expect(await engine.db.owner.one("select count(*)::int as n from argosy.sales_order")).toEqual({ n: 24 });
});

test("two stores of slow platforms are understood in turns", async () => {
  await using platform = await slowPlatform();
  const whose: string[] = [];
  const webhooks = thin((ref) => void whose.push(ref.slice(0, 1)), platform.ask);
  await using engine = await testEngine({ webhooks }, { auth: platform.auth }, {}, undefined, { concurrency: 1 });
  platform.made.pass = slowIn(engine);
  const other = await sampleStore(engine.db, engine.organization, "Other");
  await deliver(engine, engine.store, refs("a", 16));
  await deliver(engine, other, refs("b", 16));
  await engine.engine.runUntilIdle();
  expect(whose).toHaveLength(32);
  expect(longestRow(whose)).toBeLessThanOrEqual(8);
});

test("two stores whose pages take a second each are read in turns, page by page and to the end", async () => {
  await using platform = await slowPlatform();
  const whose: string[] = [];
  const orders = ordersBy(async function* ({ cursor }, ctx) {
    for (let page = Number(cursor ?? 0); page < 8; page += 1) {
      await platform.ask(ctx);
      whose.push(ctx.owner);
      yield { items: [order(`o${page}`)], cursor: String(page + 1), safeToSave: true };
    }
  });
  await using engine = await testEngine({ orders }, { auth: platform.auth }, {}, undefined, { concurrency: 1 });
  platform.made.pass = slowIn(engine);
  await sampleStore(engine.db, await engine.db.newOrganization());
  await engine.engine.runUntilIdle();
  expect(whose).toHaveLength(16);
  expect(longestRow(whose)).toBe(1);
  expect(await sweepsOf(engine)).toEqual(Array(2).fill({ cursor: "8", begun_at: null, open: false }));
});

test("a list that begins an overlap earlier each time comes to its end, and is not asked once more to find it", async () => {
  await using platform = await slowPlatform();
  let runs = 0;
  const orders = ordersBy(async function* (_input, ctx) {
    runs += 1;
    for (const page of [1, 2]) {
      await platform.ask(ctx);
      yield { items: [order(`o${page}`)], cursor: `run ${runs}, page ${page}`, safeToSave: page === 2 };
    }
  });
  await using engine = await testEngine({ orders }, { auth: platform.auth });
  platform.made.pass = slowIn(engine);
  await engine.engine.runUntilIdle();
  expect([runs, platform.made.calls]).toEqual([1, 2]);
  expect(await sweepsOf(engine)).toEqual([{ cursor: "run 1, page 2", begun_at: null, open: false }]);
});

test("a sweep whose own limit is used up rests alone: orders are read meanwhile, and its pages go on where they stood", async () => {
  await using platform = await slowPlatform();
  let orderReads = 0;
  const cursors: (string | null)[] = [];
  const orders = ordersBy(async function* (_input, ctx) {
    await platform.ask(ctx);
    orderReads += 1;
    yield { items: [], cursor: "read", safeToSave: true };
  });
  const settlements: Sweep<ChannelSettlement> = {
    ...{ id: "cycles", mode: "changed", everyMs: 86_400_000 },
    async *run({ cursor }, ctx) {
      cursors.push(cursor);
      for (let page = Number(cursor ?? 0); page < 4; page += 1) {
        await ctx.http.json({ method: "GET", url: "/", operation: "cycles.list" });
        yield { items: [], cursor: String(page + 1), safeToSave: true };
      }
    },
  };
  const slow = { id: "cycles", scope: "connection", operations: ["cycles.list"], rate: 1 / 7_200, burst: 2 } as const;
  await using engine = await testEngine(
    { orders, fees: { sweeps: [], settlements: [settlements] } },
    { auth: platform.auth, limits: () => [{ ...slow, source: "one call in two hours" }] },
  );
  for (let minutes = 0; minutes < 120; minutes += 5) {
    await engine.engine.runUntilIdle();
    engine.clock.pass(5 * 60_000);
  }
  expect(orderReads).toBeGreaterThanOrEqual(23);
  for (let hours = 0; hours < 3; hours += 1) {
    engine.clock.pass(2 * 3_600_000);
    await engine.engine.runUntilIdle();
  }
  expect(cursors).toEqual([null, "2"]);
  const [sweep] = await engine.db.owner.rows(
    `select cursor, begun_at, error, last_finished_at is null as open from argosy.sync_cursor
     where sweep = 'settlements:cycles'`,
  );
  expect(sweep).toEqual({ cursor: "4", begun_at: null, error: null, open: false });
});

/** Keeps the process to itself, longer than a slice of it is. */
function blockLoop(): void {
  for (const until = performance.now() + 12; performance.now() < until; );
}

test("deliveries that are read without asking anybody let others have the process in between", async () => {
  let round = 0;
  const rounds: number[] = [];
  const webhooks = thin(
    () => {
      rounds.push(round);
      blockLoop();
    },
    () => Promise.resolve(),
  );
  await using engine = await testEngine({ webhooks });
  await deliver(engine, engine.store, refs("o", 24));
  let isOver = false;
  const watch = () => {
    round += 1;
    if (!isOver) setImmediate(watch);
  };
  watch();
  await engine.engine.runUntilIdle();
  isOver = true;
  expect(rounds).toHaveLength(24);
  // The first of each of the four hands begin in one go.
  expect(new Set(rounds).size).toBeGreaterThanOrEqual(20);
});

/** A tenth of a second on a core of 2026, whatever else the machine does. */
test("an order of as many lines as are read keeps the only thread for no longer than its budget; one of more is unread, with its reason [F13] [I1.3]", async () => {
  const orderOf = (key: string, lines: number, quantity = 1) =>
    orderPart(key, {
      lines: Array.from({ length: lines }, (_, n) => orderLine({ key: `L${n}`, variantKey: `V${n}`, quantity })),
      version: timeVersion(`2026-11-20T11:5${quantity}:00Z`),
    });
  const coming: OrderPart[] = [];
  const nothing = () => Promise.resolve();
  const webhooks: WebhookHandler = {
    ...thin(nothing, nothing),
    interpret: async () => ({ as: "orders", parts: coming.splice(0, 1) }),
  };
  await using engine = await testEngine({ webhooks });
  const [made, edited, refused]: [string[], string[], string[]] = [[], [], []];
  const measure = (tries: string[], partOf: (nth: number) => OrderPart) =>
    leastShareOfBudget(
      async () => {
        await deliver(engine, engine.store, tries.slice(-1));
        await engine.engine.runUntilIdle();
      },
      async () => {
        coming.push(partOf(tries.length + 1));
        tries.push(crypto.randomUUID());
      },
    );
  expect.soft(await measure(made, (nth) => orderOf(`most-${nth}`, MOST_ROWS))).toBeLessThan(1);
  expect.soft(await measure(edited, (nth) => orderOf("most-1", MOST_ROWS, 1 + nth))).toBeLessThan(1);
  expect.soft(await measure(refused, (nth) => orderOf(`more-${nth}`, MOST_ROWS + 1))).toBeLessThan(1);
  const { owner } = engine.db;
  expect(await owner.one("select count(*)::int as n, sum(quantity)::int as units from argosy.order_line")).toEqual({
    n: made.length * MOST_ROWS,
    units: (made.length + edited.length) * MOST_ROWS,
  });
  const failed = await owner.rows<{ ref: string; error: string }>(
    "select ref, error from argosy.inbox_event where attempts > 0",
  );
  expect(failed.map(({ ref }) => ref).sort()).toEqual(refused.toSorted());
  for (const { error } of failed) expect(error).toContain(`its "lines" has more than ${MOST_ROWS} rows`);
  const [alert] = await owner.rows("select severity, text from argosy.alert where kind = 'event_failed'");
  expect(alert).toEqual({
    severity: "critical",
    text: expect.stringContaining(`lines: has more than ${MOST_ROWS} rows`),
  });
});
