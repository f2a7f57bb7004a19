import { expect, test } from "vitest";
import { virtualClock } from "../commerce/clock.ts";
import { createLongWork, type LongWork } from "./long-work.ts";

/** How long the next waits after work of so many milliseconds. */
function restAfter(work: LongWork, organization: string, workedMs: number): number {
  work.count(organization, workedMs);
  return work.restMs(organization);
}

test("an organization that asks for long work beside others gets its allowance and then an eighth of the time", async () => {
  const clock = virtualClock(0);
  const work = createLongWork(clock);
  work.asked("ben");
  work.asked("ana");
  expect(restAfter(work, "ana", 3_000), "its allowance").toBe(0);
  expect(restAfter(work, "ana", 500), "what is beyond it").toBe(4_000);
  expect(restAfter(work, "ben", 500), "another's work is its own").toBe(0);
  await clock.advance(4_000);
  work.asked("ben");
  work.asked("ana");
  expect(restAfter(work, "ana", 0)).toBe(0);
  expect(restAfter(work, "ana", 60_000), "nobody waits longer than ten seconds").toBe(10_000);
});

test("an hour of slow downloads is not paid for by the next hour", async () => {
  const clock = virtualClock(0);
  const work = createLongWork(clock);
  for (let nth = 0; nth < 360; nth += 1) {
    work.asked("ben");
    restAfter(work, "ana", 10_000);
    await clock.advance(10_000);
  }
  await clock.advance(20_000);
  work.asked("ben");
  expect(restAfter(work, "ana", 0)).toBe(0);
});

test("long work waits for nobody where no other organization asked within a second", async () => {
  const clock = virtualClock(0);
  const work = createLongWork(clock);
  work.asked("ana");
  expect(restAfter(work, "ana", 60_000), "alone").toBe(0);
  work.asked("ben");
  expect(restAfter(work, "ana", 100)).toBe(10_000);
  await clock.advance(1_001);
  work.asked("ana");
  expect(restAfter(work, "ana", 100), "the other has gone").toBe(0);
});

test("work that others do not feel is not counted", () => {
  const work = createLongWork(virtualClock(0));
  work.asked("ben");
  for (let nth = 0; nth < 1_000; nth += 1) expect(restAfter(work, "ana", 19)).toBe(0);
});
