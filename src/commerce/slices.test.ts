import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { beginEach, createSlices } from "./slices.ts";

/** Keeps the process busy for longer than a slice. */
function long(): void {
  const until = performance.now() + 5;
  while (performance.now() < until);
}

test("pieces of work begin in their order, and others get their turn after one that took long", async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push("another's"));
  const started = await beginEach(createSlices(), [
    async () => {
      long();
      seen.push("first");
      return 1;
    },
    async () => {
      seen.push("second");
      return "two";
    },
  ]);
  expect(await Promise.all(started)).toEqual([1, "two"]);
  expect(seen).toEqual(["first", "another's", "second"]);
});

test("a piece of work that fails before all have begun is told to whoever waits for all", async () => {
  const seen: string[] = [];
  const started = await beginEach(createSlices(), [
    async () => {
      long();
      throw new Error("The first failed.");
    },
    async () => void seen.push("second"),
  ]);
  await expect(Promise.all(started)).rejects.toThrow("The first failed.");
  expect(seen).toEqual(["second"]);
});
