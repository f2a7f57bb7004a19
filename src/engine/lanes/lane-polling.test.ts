import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Clock } from "../../commerce/clock.ts";
import { LOOKAHEAD_MS } from "./due-lanes.ts";
import { createLanePolling, type LanePolling } from "./lane-polling.ts";

let nowMs: number;
let looks: LanePolling;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  nowMs = 1_000_000;
  const clock: Clock = { now: () => nowMs, sleep: () => new Promise(() => undefined) };
  looks = createLanePolling(clock, new AbortController().signal);
});
afterEach(() => void vi.useRealTimers());

function pass(ms: number): void {
  nowMs += ms;
  vi.advanceTimersByTime(ms);
}

/** How many looks a minute takes whose seconds are ticks. */
function looksAMinute(): number {
  let begun = 0;
  for (let second = 0; second < 60; second += 1) {
    if (looks.isDue()) {
      begun += 1;
      looks.begin();
      looks.end(null);
    }
    pass(1_000);
  }
  return begun;
}

test("idle processes query for due lanes twelve times a minute instead of sixty", () => {
  expect(looksAMinute()).toBe(12);
});

test("a lane that becomes due between two queries is queried for at that time", () => {
  looks.begin();
  looks.end(nowMs + 2_000);
  expect(looks.isDue()).toBe(false);
  pass(2_000);
  expect(looks.isDue()).toBe(true);
});

test("a lane released during a query is not forgotten with its answer", () => {
  looks.begin();
  looks.note(nowMs + 1_000);
  looks.end(null);
  expect(looks.isDue()).toBe(false);
  pass(1_000);
  expect(looks.isDue()).toBe(true);
});

test("a clock set back delays a lane by one idle interval at most", () => {
  looks.begin();
  looks.end(nowMs + 1_000);
  nowMs -= 3_600_000;
  pass(LOOKAHEAD_MS);
  expect(looks.isDue()).toBe(true);
});

test("a query that fails is repeated at the next tick", () => {
  looks.begin();
  pass(1_000);
  expect(looks.isDue()).toBe(true);
});
