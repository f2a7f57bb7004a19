import { expect, test } from "vitest";
import type { Bucket } from "../../connectors/kit/contract/contract.ts";
import { createMemoryBuckets } from "../../connectors/kit/http/platform-buckets.ts";
import { testDatabase } from "../../db/testing.ts";
import { createRateBuckets } from "./rate-buckets.ts";

const bucket: Bucket = { id: "calls", scope: "connection", rate: 2, burst: 5, source: "made up" };

test("two workers sharing a bucket never take more than it holds", async () => {
  await using db = await testDatabase();
  const workers = [createRateBuckets(db.database.scheduler), createRateBuckets(db.database.scheduler)] as const;
  const waits = await Promise.all(
    Array.from({ length: 12 }, (_, index) => workers[index % 2 === 0 ? 0 : 1].take("shop", bucket, 1, 1_000_000)),
  );
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
  expect(Math.min(...waits.filter((wait) => wait > 0))).toBe(500);
});

test("the shared bucket gives the same answers as the one in memory", async () => {
  await using db = await testDatabase();
  const shared = createRateBuckets(db.database.scheduler);
  const memory = createMemoryBuckets();
  const start = 1_800_000_000_000;
  const steps = [0, 0, 100, 400, 400, 1_000, 1_000, 4_000, 4_000, 9_000];
  for (const [index, at] of steps.entries()) {
    const cost = index % 4 === 3 ? 7 : 1 + (index % 3);
    if (index === 5)
      for (const store of [shared, memory])
        await store.correct("shop", bucket, { available: 1, burst: 8, rate: 4 }, start + at);
    if (index === 7) for (const store of [shared, memory]) await store.freeze("shop", bucket, start + at + 250);
    const answers = await Promise.all([shared, memory].map((store) => store.take("shop", bucket, cost, start + at)));
    expect(answers[0]).toBeCloseTo(answers[1] ?? Number.NaN, 0);
    const [seen, stored] = await Promise.all(
      [shared, memory].map(async (store) => (await store.look(["shop", "never"], start + at + 100)).get("shop")),
    );
    expect(seen?.tokens).toBeCloseTo(stored?.tokens ?? Number.NaN, 2);
    expect(seen).toMatchObject({ burst: stored?.burst, rate: stored?.rate, frozenUntil: stored?.frozenUntil });
  }
});
