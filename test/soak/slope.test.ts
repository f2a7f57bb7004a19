import fc from "fast-check";
import { expect, test } from "vitest";
import { afterWarmUp, lineThrough } from "./slope.ts";

test("the first third is warm-up", () => {
  expect(afterWarmUp([1, 2, 3, 4, 5, 6])).toEqual([3, 4, 5, 6]);
  expect(afterWarmUp([1, 2, 3, 4])).toEqual([3, 4]);
});

test("a line through points of a line is that line; what swings about a level does not grow", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 2, max: 40 }),
      (level, slope, count) => {
        const points = Array.from({ length: count }, (_, x) => ({ x, y: level + slope * x }));
        const line = lineThrough(points);
        expect(line.from).toBeCloseTo(level);
        expect(line.to).toBeCloseTo(level + slope * (count - 1));
      },
    ),
  );
  const swinging = [10, 12, 10, 12, 10, 12, 10].map((y, x) => ({ x, y }));
  expect(Math.abs(lineThrough(swinging).growth)).toBeLessThan(1);
  expect(() => lineThrough([{ x: 1, y: 1 }])).toThrow("two points");
});
