import { expect, test } from "vitest";
import { grouped } from "./grouped.ts";

test("what is asked in one breath is done once, and what comes meanwhile shares the next go", async () => {
  const goes: string[] = [];
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const ask = grouped(async (key: string, asked: readonly number[]) => {
    goes.push(`${key}:${asked}`);
    await goOn;
    return asked.map((n) => n * 2);
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

test("what fails for several is done for each alone", async () => {
  const ask = grouped(async (_key: string, asked: readonly number[]) => {
    if (asked.includes(2)) throw new Error("two");
    return asked;
  });
  const settled = await Promise.allSettled([ask("a", 1), ask("a", 2), ask("a", 3)]);
  expect(settled.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason)))).toEqual([
    1,
    "Error: two",
    3,
  ]);
});

test("a database that went away fails all at once: nobody asks it again for each", async () => {
  let goes = 0;
  const ask = grouped(async (_key: string, _asked: readonly number[]): Promise<readonly number[]> => {
    goes += 1;
    throw Object.assign(new Error("gone"), { code: "57P01" });
  });
  const settled = await Promise.allSettled([ask("a", 1), ask("a", 2)]);
  expect(settled.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  expect(goes).toBe(1);
});
