/** Where the rows of a long list stand, whatever their heights. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { rowHeights } from "./row-heights.ts";

test("rows stand where their heights put them, in whatever order these are learned", () => {
  const learned = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 20, max: 120 })), { maxLength: 40 });
  fc.assert(
    fc.property(learned, fc.nat(6_000), (steps, px) => {
      const heights = rowHeights(40);
      const plain = new Map<number, number>();
      const before = (index: number) =>
        Array.from({ length: index }, (_, n) => plain.get(n) ?? 40).reduce((sum, each) => sum + each, 0);
      for (const [index, height] of steps) {
        expect(heights.learn(index, height)).toBe((plain.get(index) ?? 40) !== height);
        plain.set(index, height);
        expect(heights.before(index + 1)).toBe(before(index + 1));
      }
      const row = heights.at(px);
      expect(before(row)).toBeLessThanOrEqual(px);
      expect(before(row + 1)).toBeGreaterThan(px);
    }),
  );
});
