import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { virtualClock } from "../../../commerce/clock.ts";
import type { Bucket } from "../contract/contract.ts";
import { autoAdvancingClock } from "../testing/connection.ts";
import { createMemoryBuckets } from "./platform-buckets.ts";
import type { BucketScope, Claim } from "./platform-limiter.ts";
import { createPlatformLimiter } from "./platform-limiter.ts";

const bucket = (more: Partial<Bucket> = {}): Bucket => ({
  id: "b",
  scope: "connection",
  rate: 2,
  burst: 4,
  source: "test",
  ...more,
});
const place = (more: Partial<Bucket> = {}, key = "k"): BucketScope => ({ key, bucket: bucket(more) });
const claim = (scopes: readonly BucketScope[], more: Partial<Claim> = {}): Claim => ({
  scopes,
  cost: 1,
  priority: "bulk",
  maxWaitMs: 3_600_000,
  signal: new AbortController().signal,
  ...more,
});

describe("the limiter", () => {
  it("the limiter never lets more through than burst plus rate, whatever the costs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 40 }), async (costs) => {
        const clock = virtualClock(0);
        const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
        const at: { time: number; cost: number }[] = [];
        const all = Promise.all(
          costs.map(async (cost) => {
            const release = await limiter.acquire(claim([place()], { cost }));
            at.push({ time: clock.now(), cost });
            release();
          }),
        );
        let done = false;
        void all.then(() => {
          done = true;
        });
        while (!done) await clock.advance(250);
        let spent = 0;
        for (const { time, cost } of at) {
          // A cost above the burst may leave a debt of the difference, never more.
          expect(spent + Math.min(cost, 4)).toBeLessThanOrEqual(4 + (time / 1000) * 2 + 1e-6);
          spent += cost;
        }
        const total = costs.reduce((sum, cost) => sum + cost, 0);
        // And it does not dawdle: the last leaves when the bucket allows it.
        expect(at.at(-1)?.time ?? 0).toBeLessThanOrEqual(Math.max(0, ((total - 4) / 2) * 1000) + 3_500);
      }),
      { numRuns: 30 },
    );
  });

  it("the limiter serves urgent work before all, and still every third call to the others", async () => {
    const clock = virtualClock(0);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    const order: string[] = [];
    const take = (name: string, priority: Claim["priority"]) =>
      limiter.acquire(claim([place({ burst: 1, rate: 1 })], { priority })).then(() => order.push(name));
    const all = [take("first", "bulk"), take("i1", "interactive"), take("b1", "bulk")];
    for (const name of ["u1", "u2", "u3", "u4"]) all.push(take(name, "urgent"));
    for (let times = 0; times < 200 && order.length < all.length; times += 1) await clock.advance(250);
    expect(order).toEqual(["first", "u1", "u2", "i1", "u3", "u4", "b1"]);
  });

  it("the limiter serves interactive work before bulk, each first come first served", async () => {
    const clock = virtualClock(0);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    const order: string[] = [];
    const take = (name: string, priority: "bulk" | "interactive") =>
      limiter.acquire(claim([place({ burst: 1, rate: 1 })], { priority })).then(() => order.push(name));
    const all = [
      take("b1", "bulk"),
      take("b2", "bulk"),
      take("b3", "bulk"),
      take("i1", "interactive"),
      take("i2", "interactive"),
    ];
    for (let step = 0; step < 20; step += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(500);
    }
    await Promise.all(all);
    expect(order).toEqual(["b1", "i1", "i2", "b2", "b3"]);
  });

  it("the limiter fails at once with the time to wait when the line is too long", async () => {
    const clock = autoAdvancingClock();
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    await limiter.acquire(claim([place({ burst: 1, rate: 0.1 })]));
    await expect(limiter.acquire(claim([place({ burst: 1, rate: 0.1 })], { maxWaitMs: 5_000 }))).rejects.toMatchObject({
      info: { kind: "throttled" },
    });
  });

  it("the limiter lets calls at once take what a bucket holds, however slowly it fills", async () => {
    const clock = virtualClock(0);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    // A call a minute by the day, a dozen at once.
    const slow = place({ burst: 12, rate: 1 / 60 });
    const taken = await Promise.allSettled(
      Array.from({ length: 15 }, () => limiter.acquire(claim([slow], { maxWaitMs: 30_000 }))),
    );
    expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(12);
    expect(clock.now()).toBe(0);
  });

  it("the limiter tells those too far behind an empty bucket at once", async () => {
    const clock = virtualClock(0);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    const slow = place({ burst: 1, rate: 0.1 });
    const take = () => limiter.acquire(claim([slow], { maxWaitMs: 25_000 }));
    const all = [take(), take(), take(), take(), take()];
    const outcomes = all.map((one) =>
      one.then(
        () => "taken",
        ({ message }) => message,
      ),
    );
    await clock.advance(1);
    expect(await Promise.all(outcomes.slice(3))).toEqual([
      expect.stringContaining("rate limit"),
      expect.stringContaining("rate limit"),
    ]);
    await clock.advance(25_000);
    expect(await Promise.all(outcomes.slice(0, 3))).toEqual(["taken", "taken", "taken"]);
  });

  it("the limiter holds back what a freeze forbids, also across shorter freezes", async () => {
    const clock = autoAdvancingClock(0);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    await limiter.freeze([place()], 10_000);
    await limiter.freeze([place()], 1_000);
    await limiter.acquire(claim([place()]));
    expect(clock.now()).toBeGreaterThanOrEqual(10_000);
  });

  it("the limiter respects the concurrency and passes free slots on", async () => {
    const limiter = createPlatformLimiter({ clock: autoAdvancingClock(), store: createMemoryBuckets() });
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const release = await limiter.acquire(claim([place({ burst: 100, rate: 100, concurrency: 2 })]));
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        release();
      }),
    );
    expect(most).toBe(2);
  });

  it("the limiter lets an aborted caller leave the line without holding up the others", async () => {
    const clock = virtualClock(0);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    await limiter.acquire(claim([place({ burst: 1, rate: 1 })]));
    const abort = new AbortController();
    const gone = limiter.acquire(claim([place({ burst: 1, rate: 1 })], { signal: abort.signal }));
    const waiting = limiter.acquire(claim([place({ burst: 1, rate: 1 })]));
    abort.abort(new Error("left"));
    await expect(gone).rejects.toThrow("left");
    for (let step = 0; step < 4; step += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(500);
    }
    await waiting;
  });

  it("the limiter adopts the platform's own figures, minding calls still in flight", async () => {
    const clock = autoAdvancingClock(0);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    const release = await limiter.acquire(claim([place()]));
    await limiter.acquire(claim([place()]));
    await limiter.correct(place(), 1, { available: 1, rate: 1, burst: 10 });
    release();
    const before = clock.now();
    await limiter.acquire(claim([place()]));
    expect(clock.now() - before).toBeGreaterThanOrEqual(900);
  });

  it("the limiter survives a clock that leaps backwards [F11]", async () => {
    const store = createMemoryBuckets();
    expect(await store.take("k", bucket(), 4, 1_000_000)).toBe(0);
    expect(await store.take("k", bucket(), 1, 0)).toBe(500);
    expect(await store.take("k", bucket(), 1, 500)).toBe(0);
  });

  it("the limiter says when the next call may leave, behind those in line and after a freeze, and takes nothing", async () => {
    const clock = virtualClock(0);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    const one = place({ burst: 1, rate: 0.1 });
    const other = place({ burst: 5, rate: 5 }, "other");
    expect(await limiter.waitMs([one, other])).toBe(0);
    expect(await limiter.waitMs([one, other])).toBe(0);
    (await limiter.acquire(claim([one, other])))();
    expect([await limiter.waitMs([one, other]), await limiter.waitMs([other])]).toEqual([10_000, 0]);
    const late = limiter.acquire(claim([one]));
    expect(await limiter.waitMs([one])).toBe(20_000);
    await clock.advance(10_000);
    (await late)();
    await limiter.freeze([one], 25_000);
    expect(await limiter.waitMs([one])).toBe(25_000);
  });

  it("the limiter reports usage, its end, and who waits, without changing anything [A10.8]", async () => {
    const clock = virtualClock(10_000);
    const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
    const scopes = [place({ id: "all" }), place({ id: "stock", operations: ["stock.*"] }, "other")];
    const [first] = scopes;
    if (!first) throw new Error("no place");
    expect(await limiter.standing(scopes)).toMatchObject([
      { id: "all", operations: null, used: 0, most: 4, perSecond: 2, freeAt: null, pausedUntil: null, waiting: 0 },
      { id: "stock", operations: ["stock.*"], used: 0 },
    ]);
    for (const release of await Promise.all([1, 1, 2].map((cost) => limiter.acquire(claim([first], { cost })))))
      release();
    const late = limiter.acquire(claim([first]));
    expect(await limiter.standing([first])).toMatchObject([{ used: 4, waiting: 1, freeAt: new Date(12_000) }]);
    await clock.advance(500);
    (await late)();
    await limiter.freeze([first], 5_000);
    expect(await limiter.standing([first])).toMatchObject([{ used: 4, waiting: 0, pausedUntil: new Date(15_500) }]);
  });
});
