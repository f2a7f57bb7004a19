import { expect, test } from "vitest";
import { lowestId, newId } from "./new-id.ts";

const at = (ms: number) => new Date(ms);
const NOON = Date.UTC(2026, 10, 29, 12);
const HOUR = 3_600_000;

test("ids of one moment, of a fuller one and of a time a little earlier ascend", () => {
  const ids = Array.from({ length: 10_000 }, (_, nth) => newId(at(nth % 2 === 0 ? NOON : NOON - HOUR / 2)));
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});

test("ids made after a clock that was a day ahead is set right are of the right time", () => {
  const ahead = newId(at(NOON + 24 * HOUR));
  const right = newId(at(NOON));
  expect(ahead >= lowestId(at(NOON + 24 * HOUR))).toBe(true);
  expect(right >= lowestId(at(NOON)) && right < lowestId(at(NOON + 1_000))).toBe(true);
});
