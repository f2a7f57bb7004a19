import { expect, test } from "vitest";
import { isSeen, nextSeen, restartMs, seenFrom, seenText } from "./overlap.ts";

const MINUTE = 60_000;

test("a run begins an overlap before the newest change, until nothing can come late any more", () => {
  const newest = 1_000 * MINUTE;
  expect(restartMs(newest, 5 * MINUTE, newest + MINUTE)).toBe(newest - 5 * MINUTE);
  expect(restartMs(newest, 5 * MINUTE, newest + 31 * MINUTE)).toBe(newest);
  // A clock of ours that is behind believes nothing to be settled.
  expect(restartMs(newest, 5 * MINUTE, newest - MINUTE)).toBe(newest - 5 * MINUTE);
});

test("a row is known after two runs in the same version, for as long as it is met", () => {
  const once = nextSeen(seenFrom({}), ["a@1"]);
  expect(isSeen(once, "a@1")).toBe(false);
  const twice = nextSeen(once, ["a@1", "b@1"]);
  expect([isSeen(twice, "a@1"), isSeen(twice, "b@1"), isSeen(twice, "a@2")]).toEqual([true, false, false]);
  expect(seenText(nextSeen(twice, ["b@1"]))).toEqual({ "b@1": 2 });
});

test("a cursor names so many rows at most, the newest", () => {
  const marks = Array.from({ length: 700 }, (_, index) => `row${index}`);
  const named = Object.keys(seenText(nextSeen(seenFrom({}), marks)));
  expect([named.length, named.at(-1)]).toEqual([500, "row699"]);
});
