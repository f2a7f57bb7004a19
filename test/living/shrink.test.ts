import { expect, it } from "vitest";
import { shrink } from "./shrink.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const holding =
  (...needed: readonly number[]) =>
  async (acts: readonly number[]) =>
    needed.every((one) => acts.includes(one));

it.each([
  { of: 60, needed: [7] },
  { of: 60, needed: [3, 41] },
  { of: 100, needed: [0, 50, 99] },
  { of: 13, needed: [4, 5, 6, 12] },
  { of: 1, needed: [0] },
])("the search finds the $needed.length of $of acts that fail together", async ({ of, needed }) => {
  const found = await shrink(upTo(of), { fails: holding(...needed), tries: 1_000 });
  expect(found).toMatchObject({ acts: needed, isShortest: true });
});

it("the search leaves no act in that could be left out, where several lists fail", async () => {
  const fails = async (acts: readonly number[]) =>
    (acts.includes(2) && acts.includes(30)) || (acts.includes(9) && acts.includes(10) && acts.includes(44));
  const found = await shrink(upTo(60), { fails, tries: 1_000 });
  expect(found?.isShortest).toBe(true);
  for (const one of found?.acts ?? []) {
    expect(await fails((found?.acts ?? []).filter((other) => other !== one))).toBe(false);
  }
});

it("the search says that the list is not the shortest when no try is left", async () => {
  const found = await shrink(upTo(60), { fails: holding(3, 41), tries: 4 });
  expect(found).toMatchObject({ tries: 4, isShortest: false });
  expect(await holding(3, 41)(found?.acts ?? [])).toBe(true);
});

it("the search finds nothing where the acts do not fail again", async () => {
  expect(await shrink(upTo(60), { fails: async () => false, tries: 100 })).toBeNull();
});
