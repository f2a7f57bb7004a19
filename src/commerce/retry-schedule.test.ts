import { expect, test } from "vitest";
import { laneBackoffMs, nextAttempt } from "./retry-schedule.ts";

test("a failing operation is tried at once, after 5 min, 15 min, 1 h and 3 h, and then no more [A7.1]", () => {
  let now = new Date("2026-11-20T00:00:00Z");
  const started = now.getTime();
  const gaps: number[] = [];
  for (let attempts = 1; ; attempts++) {
    const next = nextAttempt(attempts, now);
    if (next === null) {
      expect(attempts).toBe(5);
      break;
    }
    gaps.push((next.getTime() - now.getTime()) / 60_000);
    now = next;
  }
  expect(gaps).toEqual([5, 15, 60, 180]);
  expect((now.getTime() - started) / 60_000).toBe(260);
});

test("a lane that keeps failing rests longer, but never more than five minutes", () => {
  expect([1, 2, 3, 4, 5, 6, 20].map(laneBackoffMs)).toEqual([
    15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000,
  ]);
});
