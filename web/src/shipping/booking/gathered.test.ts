import { expect, test } from "vitest";
import { gathered } from "./gathered.ts";

const alive = new AbortController().signal;

test("rows that ask together are one call each so many, few calls at once, and each has its own answer", async () => {
  const calls: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const double = gathered<number, number>({
    ask: async (inputs) => {
      calls.push(inputs);
      await new Promise<void>((end) => ends.push(end));
      return inputs.map((n) => 2 * n);
    },
    most: 2,
    callsAtOnce: 2,
  });
  const answers = Promise.all([1, 2, 3, 4, 5].map((n) => double(n, alive)));
  await expect
    .poll(() => calls)
    .toEqual([
      [1, 2],
      [3, 4],
    ]);
  ends.shift()?.();
  await expect.poll(() => calls.length).toBe(3);
  for (const end of ends) end();
  expect(await answers).toEqual([2, 4, 6, 8, 10]);
});

test("a call that fails fails its own rows, and who went away is not asked for", async () => {
  const requests: number[] = [];
  const ask = gathered<number, number>({
    ask: async (inputs) => {
      requests.push(...inputs);
      if (inputs.includes(1)) throw new Error("away");
      return inputs;
    },
    most: 1,
    callsAtOnce: 1,
  });
  const left = new AbortController();
  const answers = Promise.allSettled([ask(1, alive), ask(2, left.signal), ask(3, alive)]);
  left.abort();
  expect((await answers).map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect(requests).toEqual([1, 3]);
});
