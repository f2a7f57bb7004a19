import { expect, test } from "vitest";
import { testEngine } from "../testing.ts";
import { readOnlyOrders } from "../testing-ports.ts";
import { isolated } from "./isolate-failures.ts";

test("orders are looked at again once webhooks are registered: nobody told of those placed before", async () => {
  const seen: string[] = [];
  await using there = await testEngine({
    orders: readOnlyOrders({
      id: "changed",
      mode: "changed",
      everyMs: 5 * 60_000,
      async *run() {
        seen.push("orders");
        yield { items: [], cursor: "1", safeToSave: true };
      },
    }),
    subscriptions: {
      list: async () => [],
      async ensure(ctx) {
        seen.push("webhooks");
        there.clock.pass(1_000);
        const url = ctx.publicUrl("") ?? "";
        return { subscriptions: [{ key: "1", topic: "all", url, state: "active" }], secrets: {}, recreated: 0 };
      },
      remove: async () => undefined,
    },
    webhooks: {
      secrets: () => [],
      verify: () => ({ outcome: "signed" }),
      read: () => [],
      reply: () => ({ status: 200 }),
      interpret: async () => ({ as: "nothing", reason: "" }),
    },
  });
  for (let round = 0; round < 4; round += 1) {
    await there.inside((tx) =>
      tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
        there.store,
        new Date(there.clock.now()),
      ]),
    );
    await there.engine.runUntilIdle();
  }
  expect(seen.filter((what) => what === "webhooks")).toEqual(["webhooks"]);
  expect(seen.at(-1)).toBe("orders");
});

test("a database out of space is no fault of an item: none is stored as one", async () => {
  await using there = await testEngine({});
  const stored: string[] = [];
  const full = Object.assign(new Error("could not extend file"), { code: "53100" });
  const work = there.inside((tx) =>
    isolated(
      tx,
      ["one", "two"],
      () => Promise.reject(full),
      async (item) => void stored.push(item),
    ),
  );
  await expect(work).rejects.toBe(full);
  expect(stored).toEqual([]);
});
