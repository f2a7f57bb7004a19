import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Clock } from "../../commerce/clock.ts";
import { LOOKAHEAD_MS } from "./due-lanes.ts";
import { createLanePolling, type LanePolling } from "./lane-polling.ts";

let nowMs: number;
let polling: LanePolling;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  nowMs = 1_000_000;
  const clock: Clock = { now: () => nowMs, sleep: () => new Promise(() => undefined) };
  polling = createLanePolling(clock, new AbortController().signal);
});
afterEach(() => void vi.useRealTimers());

function pass(ms: number): void {
  nowMs += ms;
  vi.advanceTimersByTime(ms);
}

/** How many looks a minute takes whose seconds are ticks. */
function pollsAMinute(): number {
  let polls = 0;
  for (let second = 0; second < 60; second += 1) {
    if (polling.isDue()) {
      polls += 1;
      polling.begin();
      polling.end(null);
    }
    pass(1_000);
  }
  return polls;
}

test("idle processes query for due lanes twelve times a minute instead of sixty", () => {
  expect(pollsAMinute()).toBe(12);
});

test("a lane that becomes due between two queries is queried for at that time", () => {
  polling.begin();
  polling.end(nowMs + 2_000);
  expect(polling.isDue()).toBe(false);
  pass(2_000);
  expect(polling.isDue()).toBe(true);
});

test("a lane released during a query is not forgotten with its answer", () => {
  polling.begin();
  polling.note(nowMs + 1_000);
  polling.end(null);
  expect(polling.isDue()).toBe(false);
  pass(1_000);
  expect(polling.isDue()).toBe(true);
});

test("a clock set back delays a lane by one idle interval at most", () => {
  polling.begin();
  polling.end(nowMs + 1_000);
  nowMs -= 3_600_000;
  pass(LOOKAHEAD_MS);
  expect(polling.isDue()).toBe(true);
});

test("a query that fails is repeated at the next tick", () => {
  polling.begin();
  pass(1_000);
  expect(polling.isDue()).toBe(true);
});
