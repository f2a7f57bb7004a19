import { expect, test } from "vitest";
import { virtualClock } from "./clock.ts";

test("a signal that ends after its sleeper woke leaves other sleepers as they are", async () => {
  const clock = virtualClock(0);
  const left = new AbortController();
  const first = clock.sleep(10, left.signal);
  await clock.advance(10);
  await first;
  let isAwake = false;
  const second = clock.sleep(10).then(() => {
    isAwake = true;
  });
  left.abort(new Error("left"));
  await clock.advance(10);
  expect(isAwake).toBe(true);
  await second;
});
