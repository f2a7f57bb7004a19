/** Where values stand on a chart of the dashboard. */
import { expect, test } from "vitest";
import { extentOf, labelledPositions, niceTicks, stack } from "./scale.ts";

test("ticks are round numbers around all values, and zero is one of them", () => {
  expect(niceTicks(0, 87)).toEqual([0, 25, 50, 75, 100]);
  expect(niceTicks(-30, 87)).toEqual([-50, 0, 50, 100]);
  expect(niceTicks(0, 0)).toEqual([0, 1]);
  expect(niceTicks(0, 3)).toEqual([0, 1, 2, 3]);
  expect(niceTicks(0, 1)).toEqual([0, 1]);
  expect(niceTicks(0, 9)).toEqual([0, 3, 6, 9]);
});

test("a day with more paid back than sold goes below zero", () => {
  const parts = stack([10, -4, 5, -1]);
  expect(parts).toEqual([
    { from: 0, to: 10 },
    { from: 0, to: -4 },
    { from: 10, to: 15 },
    { from: -4, to: -5 },
  ]);
  expect(extentOf([parts], [[3, null, 20]])).toEqual({ least: -5, most: 20 });
});

test("labels keep their distance, and the last place has one", () => {
  expect([...labelledPositions(30, 600, 60)].sort((a, b) => a - b)).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29]);
  expect([...labelledPositions(3, 600, 60)]).toEqual([2, 1, 0]);
});
