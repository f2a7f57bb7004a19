import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../src/db/testing.ts";
import { openSimHub, type SimHub } from "./hub.ts";
import { runSeed } from "./run.ts";

/** A minute on a quiet machine, five beside another run of tests. */
const TIMEOUT_MS = 900_000;

/** Registers the worlds of these seeds as a test. They stand in several files, so that all workers have their share. */
export function simulate({ from, seeds }: { readonly from: number; readonly seeds: number }): void {
  let hub: SimHub;
  beforeAll(async () => {
    hub = await openSimHub(await testDatabase());
  });
  afterAll(async () => {
    await hub[Symbol.asyncDispose]();
  });

  test(`simulated worlds ${from} to ${from + seeds - 1} come to rest in order [F02]`, {
    timeout: TIMEOUT_MS,
  }, async () => {
    for (let seed = from; seed < from + seeds; seed += 1) {
      const { problems, story } = await runSeed(hub, seed, { isShort: true });
      if (problems.length === 0) continue;
      const again = `npm run sim -- --seed ${seed} --short --verbose --shrink`;
      expect.fail([`seed ${seed}; again with: ${again}`, ...problems, "what happened:", ...story].join("\n  "));
    }
  });
}
