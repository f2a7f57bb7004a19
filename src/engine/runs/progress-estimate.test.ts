import { expect, test } from "vitest";
import { createProgressEstimate } from "./progress-estimate.ts";

const DAY = 86_400_000;
const NOW = 100 * DAY;
const page = (...days: readonly number[]) => days.map((day) => day * DAY);

test("a walk towards now tells how much is left, and corrects itself [A3.6]", () => {
  const walk = createProgressEstimate(NOW);
  expect(walk.expected(page(0, 5, 10))).toEqual({ done: 3, total: 30, since: NOW });
  expect(walk.expected(page(11, 30, 60))).toEqual({ done: 6, total: 10, since: NOW });
  expect(walk.expected([])).toBeUndefined();
});

test("a walk from now backwards, or in no order, says nothing", () => {
  const backwards = createProgressEstimate(NOW);
  expect(backwards.expected(page(99, 90, 80))).toBeUndefined();
  expect(backwards.expected(page(79, 85))).toBeUndefined();
  const mixed = createProgressEstimate(NOW);
  expect(mixed.expected(page(10, 50))).toBeDefined();
  expect(mixed.expected(page(20, 30))).toBeUndefined();
});
