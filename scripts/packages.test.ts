import { join } from "node:path";
import { expect, test } from "vitest";
import { countPackages, packagesOf } from "./packages.ts";

test("no more packages are installed than were weighed (decision 159)", () => {
  const { direct, all, server } = countPackages(join(import.meta.dirname, ".."));
  expect(direct).toBeLessThanOrEqual(69);
  expect(server).toBeLessThanOrEqual(207);
  expect(all).toBeLessThanOrEqual(300);
});

test("a package is counted where Node would find it, once, and only for this machine", () => {
  const lock = {
    "": {},
    "node_modules/a": { dependencies: { b: "1", c: "1" } },
    "node_modules/a/node_modules/b": {
      peerDependencies: { c: "1", d: "1" },
      peerDependenciesMeta: { d: { optional: true } },
    },
    "node_modules/b": {},
    "node_modules/c": { optionalDependencies: { e: "1" } },
    "node_modules/d": {},
    "node_modules/e": { os: ["darwin"] },
  };
  expect([...packagesOf(lock, ["a"])].sort()).toEqual([
    "node_modules/a",
    "node_modules/a/node_modules/b",
    "node_modules/c",
  ]);
});
