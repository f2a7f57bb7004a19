import { expect, test } from "vitest";
import { virtualClock } from "../commerce/clock.ts";
import { createCallerLimiter } from "./caller-limiter.ts";

const limit = { most: 3, perMs: 3_000 };

test("the limiter lets a burst through, then one by one as time passes, and says how long to wait", async () => {
  const clock = virtualClock(0);
  const limiter = createCallerLimiter(clock);
  const take = () => limiter.take("ana", limit);
  expect([take(), take(), take()].map((taken) => [taken.allowed, taken.remaining])).toEqual([
    [true, 2],
    [true, 1],
    [true, 0],
  ]);
  expect(take()).toMatchObject({ allowed: false, remaining: 0, resetS: 1 });
  await clock.advance(1_000);
  expect(take().allowed).toBe(true);
  expect(take().allowed).toBe(false);
  expect(limiter.take("ben", limit).allowed).toBe(true);
});

test("the limiter holds a bounded number of callers, and forgets the oldest first", () => {
  const limiter = createCallerLimiter(virtualClock(0));
  for (let n = 0; n < 3; n++) limiter.take("first", limit);
  for (let n = 0; n < 99_998; n++) limiter.take(`n${n}`, limit);
  for (let n = 0; n < 3; n++) limiter.take("last", limit);
  limiter.take("one more", limit);
  expect(limiter.take("first", limit).allowed).toBe(true);
  expect(limiter.take("last", limit).allowed).toBe(false);
});
