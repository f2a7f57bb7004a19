import { afterEach, expect, test } from "vitest";
import { forgetPlans, planNameOf } from "./cached-plans.ts";

afterEach(forgetPlans);

test("a statement keeps its plan from its second time on, however many were met only once before", () => {
  for (let n = 0; n < 5_000; n += 1) expect(planNameOf(`select ${n}`)).toBeUndefined();
  expect(planNameOf("select 'a sale'")).toBeUndefined();
  const name = planNameOf("select 'a sale'");
  expect(name).toMatch(/^s\d+_/);
  expect(planNameOf("select 'a sale'")).toBe(name);
});

test("no more than a thousand are kept, and those that are stay", () => {
  const named = (n: number) => [planNameOf(`select ${n}`), planNameOf(`select ${n}`)][1];
  const names = Array.from({ length: 1_200 }, (_, n) => named(n));
  expect(names.filter((name) => name !== undefined)).toHaveLength(1_000);
  expect(planNameOf("select 0")).toBe(names[0]);
});

test("plans have new names after a migration of a newer version", () => {
  const twice = () => [planNameOf("select 1"), planNameOf("select 1")][1];
  const before = twice();
  forgetPlans();
  expect(twice()).not.toBe(before);
});
