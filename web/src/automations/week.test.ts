import { expect, test } from "vitest";
import type { Run } from "./queries.ts";
import { weekOf } from "./week.ts";

const run = (id: string, automationId: string): Run => ({
  id,
  automationId,
  version: 1,
  name: "Gifts",
  trigger: "order.received",
  orderId: null,
  orderNumber: null,
  channelId: null,
  outcome: "acted",
  looked: [],
  acts: [],
  error: null,
  happenedAt: "2026-11-30T00:00:00Z",
  at: "2026-11-30T00:00:00Z",
  canUndo: false,
  undoneAt: null,
  undoneBy: null,
});

test("each rule's acts are counted, and its newest failure is told", () => {
  const week = weekOf([run("3", "a"), run("2", "b"), run("1", "a")], [run("9", "a"), run("8", "a")], false);
  expect([...week.acted]).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  expect(week.failed.get("a")?.id).toBe("9");
  expect(week.failed.has("b")).toBe(false);
});
