import { expect, test } from "vitest";
import { batchCalls } from "./batched-calls.ts";

test("calls of one tick share a batch, and calls during it share the next one", async () => {
  const goes: string[] = [];
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const ask = batchCalls(async (key: string, requests: readonly number[]) => {
    goes.push(`${key}:${requests}`);
    await goOn;
    return requests.map((n) => n * 2);
  });
  const first = [ask("a", 1), ask("a", 2), ask("b", 3)];
  await Promise.resolve();
  await Promise.resolve();
  const later = [ask("a", 4), ask("a", 5)];
  release();
  expect(await Promise.all([...first, ...later])).toEqual([2, 4, 6, 8, 10]);
  expect(goes).toEqual(["a:1,2", "b:3", "a:4,5"]);
  expect(await ask("a", 6)).toBe(12);
});

test("a batch that fails is repeated call by call", async () => {
  const ask = batchCalls(async (_key: string, requests: readonly number[]) => {
    if (requests.includes(2)) throw new Error("two");
    return requests;
  });
  const settled = await Promise.allSettled([ask("a", 1), ask("a", 2), ask("a", 3)]);
  expect(settled.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason)))).toEqual([
    1,
    "Error: two",
    3,
  ]);
});

test("an unreachable database fails a batch at once, without a call for each", async () => {
  let goes = 0;
  const ask = batchCalls(async (_key: string, _asked: readonly number[]): Promise<readonly number[]> => {
    goes += 1;
    throw Object.assign(new Error("gone"), { code: "57P01" });
  });
  const settled = await Promise.allSettled([ask("a", 1), ask("a", 2)]);
  expect(settled.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  expect(goes).toBe(1);
});
