import { expect, test } from "vitest";
import { testEngine } from "../../engine/testing.ts";
import { applyOrderParts } from "../orders/apply.ts";
import { actor, orderPart } from "../orders/testing.ts";
import { alertOrdersOverPlan } from "./plan-orders.ts";

test("an organization is told once that a month's orders passed its plan; no order is held back [A1.10]", async () => {
  await using engine = await testEngine({});
  const now = () => new Date(engine.clock.now());
  const order = (key: string) =>
    engine.inside((tx) =>
      applyOrderParts(tx, {
        connection: { id: engine.store, name: "Shop", orderPrefix: "", stockCutoverAt: null },
        parts: [orderPart(key, { placedAt: now().toISOString(), lines: [] })],
        compareAndSet: "none",
        source: "webhook",
        actor,
        now: now(),
      }),
    );
  const told = async () => {
    engine.clock.pass(3_600_000);
    await engine.inside((tx) => alertOrdersOverPlan(tx, now()));
    return (
      await engine.db.owner.rows<{ state: string; count: number }>(
        "select state, count from alert where kind = 'plan_orders' order by first_at",
      )
    ).map(({ state, count }) => `${state} ${count}`);
  };
  await engine.db.owner.run(`update organization set plan = '{"ordersPerMonth": 1}'`);
  await order("one");
  expect(await told()).toEqual([]);
  expect(await order("two")).toHaveLength(1);
  expect(await told()).toEqual(["open 1"]);
  expect(await told()).toEqual(["open 1"]);
  await engine.db.owner.run("update organization set plan = '{}'");
  expect(await told()).toEqual(["resolved 1"]);
});
