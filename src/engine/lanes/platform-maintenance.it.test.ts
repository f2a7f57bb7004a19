import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Connector, Context } from "../../connectors/kit/contract/contract.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import { storeHealth } from "../../hub/stores/health.ts";
import { fakeShop, testEngine } from "../testing.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A shop that can be put into maintenance, or made to ask for a pause. */
async function shop() {
  const made = { mode: "open" as "open" | "maintained" | "busy" | "broken", calls: 0, pauseMs: 10 * MINUTE };
  const server = createServer((_request, answer) => {
    made.calls += 1;
    if (made.mode === "maintained") answer.setHeader("retry-after", "600");
    answer.statusCode = { open: 200, maintained: 503, busy: 429, broken: 500 }[made.mode];
    answer.setHeader("content-type", "application/json");
    answer.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (ctx: Context) => ctx.http.json({ method: "GET", url: "/", operation: "orders.list" });
  const changed: Sweep<OrderPart> = {
    id: "changed",
    mode: "changed",
    everyMs: MINUTE,
    async *run(_input, ctx) {
      await ask(ctx);
      yield { items: [], cursor: "1", safeToSave: true };
    },
  };
  const { connect } = fakeShop(() => ({}));
  const connector: Partial<Connector> = {
    auth: { baseUrl: () => `http://127.0.0.1:${port}`, authorize: (request) => request, secretNames: [] },
    classify: ({ status }) => {
      if (status === 503) return { kind: "transient", maintenance: true };
      if (status === 429) return { kind: "throttled", waitMs: made.pauseMs };
      return status === 200 ? null : { kind: "transient" };
    },
    connect: {
      ...connect,
      async detect(ctx) {
        await ask(ctx);
        return connect.detect(ctx);
      },
    },
  };
  const engine = await testEngine(
    {
      orders: {
        essential: {},
        sweeps: [changed],
        get: async () => null,
        options: () => [],
        execute: async () => ({ state: "unsupported", text: platformText("") }),
      },
    },
    connector,
  );
  const target = { organization: engine.organization, connectionId: engine.store };
  return {
    engine,
    made,
    wake: () =>
      engine.inside((tx) =>
        tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
          engine.store,
          new Date(engine.clock.now()),
        ]),
      ),
    test: () => engine.engine.connections.test(target),
    retry: () => engine.engine.retryFailed(target),
    async restsMs() {
      const { due } = await engine.db.owner.one<{ due: Date }>(
        "select due_at as due from argosy.lane where kind = 'sweep'",
      );
      return due.getTime() - engine.clock.now();
    },
    health: () => engine.inside((tx) => storeHealth(tx, engine.store, new Date(engine.clock.now()))),
    async [Symbol.asyncDispose]() {
      server.close();
      await engine[Symbol.asyncDispose]();
    },
  };
}

test("a shop in maintenance is asked again within seconds, and at most two minutes apart, whatever wait it names", async () => {
  await using there = await shop();
  there.made.mode = "maintained";
  await there.wake();
  const rests: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    await there.engine.engine.runUntilIdle();
    rests.push(await there.restsMs());
    there.engine.clock.pass(rests.at(-1) ?? 0);
  }
  expect(rests.map((ms) => Math.round(ms / SECOND))).toEqual([15, 30, 60, 120, 120, 120]);
  expect((await there.health()).lastError).toMatch(/is in maintenance/);
  expect((await there.health()).breaker).toBe("closed");
  there.made.mode = "open";
  await there.engine.engine.runUntilIdle();
  expect(await there.health()).toMatchObject({ health: "healthy", lastError: null });
});

test("a shop that throttles without end is asked every half minute, however short a pause it names", async () => {
  await using there = await shop();
  Object.assign(there.made, { mode: "busy", pauseMs: SECOND });
  await there.wake();
  const rests: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    await there.engine.engine.runUntilIdle();
    rests.push(await there.restsMs());
    there.engine.clock.pass(rests.at(-1) ?? 0);
  }
  expect(rests.map((ms) => Math.round(ms / SECOND))).toEqual([1, 6, 30, 30, 30, 30, 30]);
  // What fails otherwise then does not wait as after as many failures.
  there.made.mode = "broken";
  await there.engine.engine.runUntilIdle();
  expect(Math.round((await there.restsMs()) / SECOND)).toBeLessThanOrEqual(60);
  there.engine.clock.pass(MINUTE);
  there.made.mode = "open";
  await there.engine.engine.runUntilIdle();
  there.engine.clock.pass(MINUTE);
  there.made.mode = "busy";
  await there.engine.engine.runUntilIdle();
  expect(Math.round((await there.restsMs()) / SECOND)).toBe(1);
});

test("a person's test asks a shop whose breaker is open, and what rested goes on when it answers [I7.2]", async () => {
  await using there = await shop();
  there.made.mode = "broken";
  await there.wake();
  for (let round = 0; round < 6; round += 1) {
    await there.engine.engine.runUntilIdle();
    there.engine.clock.pass(5_000);
    await there.wake();
  }
  expect((await there.health()).breaker).not.toBe("closed");
  const before = there.made.calls;
  await expect(there.test()).rejects.toMatchObject({ kind: "transient" });
  expect(there.made.calls).toBeGreaterThan(before);
  there.made.mode = "open";
  await expect(there.test()).resolves.toMatchObject({ ok: true });
  expect(await there.health()).toMatchObject({ health: "healthy", breaker: "closed", lastError: null });
  await there.engine.engine.runUntilIdle();
  expect(await there.restsMs()).toBeGreaterThan(0);
});

test.each(["test", "retry"] as const)(
  "a pause the platform asked for does not hold back a person's %s",
  async (act) => {
    await using there = await shop();
    there.made.mode = "busy";
    await there.wake();
    await there.engine.engine.runUntilIdle();
    there.made.mode = "open";
    const before = there.made.calls;
    await there[act]();
    await there.engine.engine.runUntilIdle();
    expect(there.made.calls).toBeGreaterThan(before);
  },
);
