/** A platform that throttles nine of ten calls for ten minutes: what it is asked, and what other stores notice. */
import { afterEach, expect, it } from "vitest";
import { type Clock, virtualClock } from "../../../commerce/clock.ts";
import type { Bucket } from "../contract/contract.ts";
import { isConnectorError } from "../contract/errors.ts";
import { cleanUp, connectorFor, open, platform } from "../testing/toy.ts";
import { createMemoryBuckets } from "./platform-buckets.ts";
import { createPlatformLimiter, type PlatformLimiter } from "./platform-limiter.ts";

afterEach(cleanUp);

const MINUTES = 10;
const PERCENT = 90;
const START = Date.UTC(2026, 10, 20, 9);
const END = START + MINUTES * 60_000;
const STEP_MS = 100;
const bucket = { id: "calls", scope: "connection", rate: 2, burst: 4, source: "test" } as const satisfies Bucket;

/** Repeatable numbers from 0 to 1. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A limiter that says how many calls it has let go which have not come back. */
function counting(limiter: PlatformLimiter): PlatformLimiter & { readonly flying: number } {
  let flying = 0;
  return {
    ...limiter,
    async acquire(claim) {
      const release = await limiter.acquire(claim);
      flying += 1;
      return () => {
        flying -= 1;
        release();
      };
    },
    get flying() {
      return flying;
    },
  };
}

/** A store that always has four calls to make; `calls` are the times at which its platform was asked. */
async function busyStore(clock: Clock, answer: (at: number) => Record<string, string> | null) {
  const calls: number[] = [];
  const url = await platform((_request, reply) => {
    calls.push(clock.now());
    const throttled = answer(clock.now());
    if (throttled) return reply.writeHead(429, throttled).end("{}");
    return reply.end("{}");
  });
  const limiter = counting(createPlatformLimiter({ clock, store: createMemoryBuckets() }));
  const abort = new AbortController();
  const { ctx } = open(connectorFor(url, { limits: [bucket] }), {
    clock,
    limiter,
    signal: abort.signal,
    random: drawn(7),
  });
  const work = async () => {
    while (!abort.signal.aborted) {
      const call = ctx.http.request({ method: "GET", url: "/", operation: "x" });
      await call.catch(async (error: unknown) => {
        if (abort.signal.aborted) return;
        if (!isConnectorError(error)) throw error;
        // The engine comes back when the platform wants it, or after a while.
        const waitMs = error.info.kind === "throttled" ? error.info.waitMs : 15_000;
        await clock.sleep(waitMs, abort.signal).catch(() => undefined);
      });
    }
  };
  const workers = Promise.all(Array.from({ length: 4 }, work));
  const end = () => {
    abort.abort();
    return workers;
  };
  return { calls, limiter, end };
}

const breath = () => new Promise((resolve) => setImmediate(resolve));

/** Ten minutes pass, none of them while a call is under way. */
async function tenMinutes(clock: ReturnType<typeof virtualClock>, limiters: readonly { readonly flying: number }[]) {
  while (clock.now() < END) {
    for (let rests = 0; rests < 3; rests += 1) {
      while (limiters.some(({ flying }) => flying > 0)) {
        rests = 0;
        await breath();
      }
      await breath();
    }
    await clock.advance(STEP_MS);
  }
}

/** What the storm says, and until when it then wants to be left alone. */
const says: Readonly<
  Record<string, (at: number, chance: number) => { headers: Record<string, string>; until: number }>
> = {
  "in seconds": (at, chance) => {
    const seconds = 1 + Math.floor(chance * 20);
    return { headers: { "retry-after": String(seconds) }, until: at + seconds * 1_000 };
  },
  "as a date": (at, chance) => {
    const date = new Date(at + 2_000 + chance * 20_000).toUTCString();
    return { headers: { "retry-after": date }, until: Date.parse(date) };
  },
  "not at all": (at) => ({ headers: {}, until: at }),
  "as nonsense": (at, chance) => {
    const nonsense = ["-30", "soon", "1e9999", "Thu, 01 Jan 1970 00:00:00 GMT"];
    return { headers: { "retry-after": nonsense[Math.floor(chance * nonsense.length)] ?? "" }, until: at };
  },
  "as thirty years": (at) => ({ headers: { "retry-after": "946080000" }, until: at + 60 * 60_000 }),
};

it.each(Object.entries(says))(
  `%s it is told to wait by ${PERCENT} of 100 answers for ${MINUTES} minutes: a store asks at most 1.05 of its limit and never earlier than told, and another store is served as if alone [F08]`,
  async (_how, reported) => {
    const clock = virtualClock(START);
    const chance = drawn(3);
    const pauses: { readonly from: number; readonly until: number }[] = [];
    const early: number[] = [];
    const stormy = await busyStore(clock, (at) => {
      // Calls that left together with one that is throttled could not know.
      if (pauses.some(({ from, until }) => at > from && at < until)) early.push(at);
      if (chance() * 100 >= PERCENT) return null;
      const { headers, until } = reported(at, chance());
      pauses.push({ from: at, until });
      return headers;
    });
    const calm = await busyStore(clock, () => null);
    await tenMinutes(clock, [stormy.limiter, calm.limiter]);
    await Promise.all([stormy.end(), calm.end()]);
    const most = bucket.burst + bucket.rate * MINUTES * 60;
    expect(stormy.calls.length).toBeGreaterThan(0);
    expect(stormy.calls.length).toBeLessThanOrEqual(1.05 * most);
    expect(early).toEqual([]);
    expect(calm.calls.length).toBeGreaterThanOrEqual(most - bucket.burst);
    expect(calm.calls.length).toBeLessThanOrEqual(most);
  },
);
