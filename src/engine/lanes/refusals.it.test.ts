import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Connector } from "../../connectors/kit/contract/contract.ts";
import type { Stock, Sweep } from "../../connectors/kit/contract/ports.ts";
import { applied } from "../../connectors/kit/contract/results.ts";
import { storeHealth } from "../../hub/stores/health.ts";
import { markNeedsReauth } from "../../hub/stores/lifecycle.ts";
import { fakeShop, testEngine } from "../testing.ts";

const MINUTE = 60_000;

interface Call {
  readonly path: string;
  readonly at: number;
  readonly isAnswered: boolean;
}

/** A shop that can be closed as a whole (402), or to stock alone (403). */
async function shop() {
  const made = {
    closed: "" as "" | "all" | "stock" | "keys" | "firewall" | "moved",
    calls: [] as Call[],
    held: undefined as Promise<void> | undefined,
  };
  const server = createServer((request, answer) => {
    const path = request.url ?? "";
    if (made.held && path === "/stock") {
      made.calls.push({ path, at: engine.clock.now(), isAnswered: false });
      answer.statusCode = 401;
      return void made.held.then(() => answer.setHeader("content-type", "application/json").end("{}"));
    }
    const refusal = { "": 200, all: 402, keys: 401, firewall: 403, moved: 404, stock: path === "/stock" ? 403 : 200 };
    answer.statusCode = refusal[made.closed];
    made.calls.push({ path, at: engine.clock.now(), isAnswered: answer.statusCode === 200 });
    // Its clock is not the test's.
    answer.sendDate = false;
    answer.setHeader("content-type", "application/json");
    if (made.closed === "firewall") answer.setHeader("content-type", "text/html");
    answer.end(made.closed === "firewall" ? "<html>Blocked</html>" : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const changed: Sweep<OrderPart> = {
    id: "changed",
    mode: "changed",
    everyMs: 3 * MINUTE,
    async *run(_input, ctx) {
      await ctx.http.json({ method: "GET", url: "/orders", operation: "orders.list" });
      yield { items: [], cursor: "1", safeToSave: true };
    },
  };
  const stock: Stock = {
    basis: "available",
    compareAndSet: "none",
    takesAt: "",
    multiLocation: false,
    read: async (items) => items.map(({ key }) => ({ key, levels: [{ location: "", available: 99 }] })),
    push: {
      maxItems: 100,
      async send(items, ctx) {
        const json = items.map(({ want }) => want);
        await ctx.http.json({ method: "PUT", url: "/stock", operation: "stock.write", json, safe: true });
        return applied(items);
      },
    },
  };
  const { connect } = fakeShop(() => ({}));
  const connector: Partial<Connector> = {
    auth: { baseUrl: () => `http://127.0.0.1:${port}`, authorize: (request) => request, secretNames: [] },
    classify: ({ status }) => {
      if (status === 401) return { kind: "auth_revoked" };
      if (status === 402) return { kind: "suspended" };
      if (status === 404) return { kind: "facts_stale" };
      // Many shops' connectors call a page a passing fault.
      if (made.closed === "firewall") return status === 403 ? { kind: "transient" } : null;
      return status === 403 ? { kind: "forbidden", scope: "write_stock" } : null;
    },
    connect: {
      ...connect,
      async detect(ctx) {
        await ctx.http.json({ method: "GET", url: "/shop", operation: "shop.get" });
        return connect.detect(ctx);
      },
    },
  };
  const orders = {
    sweeps: [changed],
    get: async () => null,
    options: () => [],
    execute: async () => ({ state: "unsupported", text: platformText("") }) as const,
    essential: {},
  };
  const engine = await testEngine({ stock, orders }, connector);
  const began = engine.clock.now();
  const target = { organization: engine.organization, connectionId: engine.store };
  const minutesOf = (path: string, calls = made.calls) =>
    calls.flatMap((call) => (call.path === path ? [Math.round((call.at - began) / 6_000) / 10] : []));
  return {
    engine,
    made,
    stockMinutes: () => minutesOf("/stock"),
    orderMinutes: () => minutesOf("/orders"),
    answeredMinutes: (path: string) =>
      minutesOf(
        path,
        made.calls.filter(({ isAnswered }) => isAnswered),
      ),
    async pass(minutes: number) {
      for (let minute = 0; minute < minutes; minute += 1) {
        engine.clock.pass(MINUTE);
        await engine.engine.runUntilIdle();
      }
    },
    test: () => engine.engine.connections.test(target),
    retry: () => engine.engine.retryFailed(target),
    health: () => engine.inside((tx) => storeHealth(tx, engine.store, new Date(engine.clock.now()))),
    alerts: () =>
      engine.inside((tx) =>
        tx.rows<{ severity: string; state: string }>(
          `select severity, state
           from argosy.alert
           where organization_id = argosy.tenant() and kind = 'channel_refuses'`,
        ),
      ),
    startOrders: () =>
      engine.inside((tx) =>
        tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
          engine.store,
          new Date(engine.clock.now()),
        ]),
      ),
    async [Symbol.asyncDispose]() {
      server.close();
      await engine[Symbol.asyncDispose]();
    },
  };
}

test("a refused call is made again after a minute, then later and later; the second refusal is told [A7.2]", async () => {
  await using there = await shop();
  there.made.closed = "stock";
  await there.engine.listed("MUG", 5);
  await there.engine.listed("CUP", 6);
  await there.engine.engine.runUntilIdle();
  expect(await there.alerts()).toEqual([]);
  expect(await there.health()).toMatchObject({ health: "degraded" });
  await there.pass(1);
  expect(await there.alerts()).toEqual([{ severity: "critical", state: "open" }]);
  await there.pass(60);
  expect(there.stockMinutes()).toEqual([0, 1, 3, 8, 23, 53]);
  there.made.closed = "";
  await there.pass(60);
  expect(there.stockMinutes()).toEqual([0, 1, 3, 8, 23, 53, 113]);
  expect(await there.alerts()).toEqual([{ severity: "critical", state: "resolved" }]);
  expect(await there.health()).toMatchObject({ health: "healthy", lastError: null });
});

test("a firewall's page is told as what it is within two minutes while numbers wait, and all goes on once it lets us in [A7.2]", async () => {
  await using there = await shop();
  there.made.closed = "firewall";
  await there.engine.listed("MUG", 5);
  await there.engine.engine.runUntilIdle();
  await there.pass(2);
  const alerts = await there.engine.db.owner.rows("select severity, state, text from argosy.alert");
  expect(alerts).toEqual([{ severity: "critical", state: "open", text: expect.stringContaining("firewall") }]);
  expect(await there.health()).toMatchObject({ lastError: expect.stringContaining("firewall") });
  there.made.closed = "";
  await there.pass(10);
  expect(await there.alerts()).toEqual([{ severity: "critical", state: "resolved" }]);
  expect(await there.health()).toMatchObject({ health: "healthy", lastError: null });
});

test("numbers a shop does not take because its API is not where it was go out within five minutes of its repair [A7.2]", async () => {
  await using there = await shop();
  await there.startOrders();
  await there.engine.engine.runUntilIdle();
  there.made.closed = "moved";
  await there.engine.listed("MUG", 5);
  await there.pass(300);
  expect(await there.health()).toMatchObject({ health: "failing" });
  there.made.closed = "";
  await there.pass(5);
  expect(there.answeredMinutes("/stock")).toHaveLength(1);
  expect(await there.health()).toMatchObject({ health: "healthy", lastError: null });
});

test("items that meet the same refusal later rest with the others, whatever else the shop answers [A7.2]", async () => {
  await using there = await shop();
  there.made.closed = "stock";
  const { variant } = await there.engine.listed("MUG", 5);
  await there.startOrders();
  await there.engine.engine.runUntilIdle();
  there.engine.clock.pass(30_000);
  await there.engine.adjust(variant, 4);
  await there.engine.engine.runUntilIdle();
  await there.pass(10);
  expect(there.orderMinutes().length).toBeGreaterThan(2);
  expect(await there.health()).toMatchObject({ health: "degraded" });
  expect(there.stockMinutes().slice(0, 4)).toEqual([0, 0.5, 1.5, 3.5]);
});

test("the first call that is answered again sets off all that a closed shop had refused, in every lane [A7.2]", async () => {
  await using there = await shop();
  await there.startOrders();
  await there.engine.engine.runUntilIdle();
  there.made.closed = "all";
  await there.engine.listed("MUG", 5);
  await there.pass(20);
  expect(there.stockMinutes().at(-1)).toBeLessThan(20);
  there.made.closed = "";
  for (let minute = 0; minute < 60 && there.answeredMinutes("/stock").length === 0; minute += 1) await there.pass(1);
  const [first] = there.answeredMinutes("/stock");
  expect(there.answeredMinutes("/orders").slice(1)).toEqual([first]);
  expect(await there.health()).toMatchObject({ health: "healthy" });
});

test("a good test of the connection sets off at once what rests for a refusal [A7.3]", async () => {
  await using there = await shop();
  there.made.closed = "stock";
  await there.engine.listed("MUG", 5);
  await there.engine.engine.runUntilIdle();
  await there.pass(10);
  expect(there.stockMinutes()).toEqual([0, 1, 3, 8]);
  there.made.closed = "";
  await there.test();
  await there.engine.engine.runUntilIdle();
  expect(there.stockMinutes()).toEqual([0, 1, 3, 8, 10]);
  expect(await there.alerts()).toEqual([{ severity: "critical", state: "resolved" }]);
});

test("a retry by hand reaches what rests for a refusal [A7.3]", async () => {
  await using there = await shop();
  there.made.closed = "stock";
  await there.engine.listed("MUG", 5);
  await there.engine.engine.runUntilIdle();
  await there.pass(4);
  there.made.closed = "";
  expect(await there.retry()).toMatchObject({ stock: 1 });
  await there.engine.engine.runUntilIdle();
  expect(there.stockMinutes()).toEqual([0, 1, 3, 4]);
});

test("a good test ends the wait for new credentials where the old ones hold after all [A7.3]", async () => {
  await using there = await shop();
  there.made.closed = "keys";
  await there.engine.listed("MUG", 5);
  await there.engine.engine.runUntilIdle();
  const state = async () =>
    (await there.engine.db.owner.one<{ state: string }>("select state from argosy.connection")).state;
  expect(await state()).toBe("needs_reauth");
  await expect(there.test()).rejects.toMatchObject({ kind: "auth_revoked" });
  expect(await state()).toBe("needs_reauth");
  there.made.closed = "";
  await there.test();
  await there.engine.engine.runUntilIdle();
  expect(await state()).toBe("active");
  expect(there.answeredMinutes("/stock")).toEqual([0]);
});

test("a call refused for the access before is no word on the access given since [A7.3]", async () => {
  await using there = await shop();
  const { engine, made } = there;
  const answer = Promise.withResolvers<void>();
  made.held = answer.promise;
  await engine.listed("MUG", 5);
  const turn = engine.engine.runUntilIdle();
  await until("the call is under way", async () => made.calls.some(({ path }) => path === "/stock"));
  const text = platformText("revoked");
  await engine.inside((tx) => markNeedsReauth(tx, engine.store, { text, now: new Date(engine.clock.now()) }));
  engine.clock.pass(1_000);
  await there.test();
  made.held = undefined;
  answer.resolve();
  await turn;
  const state = await engine.db.owner.one<{ state: string }>("select state from argosy.connection");
  expect(state).toEqual({ state: "active" });
  await there.pass(2);
  expect(there.answeredMinutes("/stock")).toHaveLength(1);
});
