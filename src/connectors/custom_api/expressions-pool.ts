/**
 * Processes that evaluate sellers' expressions, one job at a time in each, under a deadline and a memory limit. A process
 * works for one owner and is thrown away before another's data comes near it: what an expression could do to it, it does
 * to its own side. Owners take turns; who has used more time lately waits longer, and one alone never holds every place.
 */
import type { ChildProcess } from "node:child_process";
import { performance } from "node:perf_hooks";
import * as z from "zod";
import type { Json } from "../../commerce/product.ts";
import { createSlices } from "../../commerce/slices.ts";
import { createResting, fence, startFenced } from "../kit/fenced-process.ts";
import { hasMoreValuesLong, parseOwnLongJson } from "../kit/parse/long-json.ts";
import { type Answer, type Evaluated, type Job, LONGEST_ANSWER } from "./expressions-job.ts";

/** Jobs at work at one time, each of another owner. */
const LOCATIONS = 2;
/** Processes kept, at work or at rest. */
const MAX_STORED = 4;
const DEADLINE_MS = 10_000;
const IDLE_MS = 60_000;
const MOST_WAITING = 50;
/** After so long half of the time an owner has used is forgotten. */
const HALF_LIFE_MS = 10_000;

const PROGRAM = new URL("./expressions-process.ts", import.meta.url);
/** Behind the fence nothing in a process can change what the language itself means either. */
export const PROCESS_RULES = [...fence(256), "--frozen-intrinsics", "--disable-proto=delete"];

interface Waiting {
  readonly job: Job;
  readonly deadlineMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface Pool {
  /** Throws RangeError when the job is stopped, TooMany when its owner has more waiting than there is room for. */
  run(owner: string, job: Job, deadlineMs?: number): Promise<Answer>;
  /** Processes at work or at rest. */
  size(): number;
}

/** An owner has too many jobs waiting. */
export class TooMany extends Error {}

/** Processes start with the first job, end when nobody needs them, and keep the hub from ending by no minute. */
export function createPool(idleMs = IDLE_MS): Pool {
  const waiting = new Map<string, Waiting[]>();
  const working = new Set<string>();
  const resting = createResting(idleMs);
  const spent = createSpent();

  /** The owner's own process at rest; else a new one. */
  async function processOf(owner: string): Promise<ChildProcess> {
    const own = resting.take(owner);
    if (own) return own;
    if (working.size + resting.size() > MAX_STORED) resting.endLongest();
    return startFenced(PROGRAM, PROCESS_RULES);
  }

  /** Never rejects; answers the process when it can be used again. */
  async function work(owner: string, waiting: Waiting): Promise<ChildProcess | null> {
    try {
      return await runOn(await processOf(owner), waiting);
    } catch (error) {
      waiting.reject(new RangeError(error instanceof Error ? error.message : String(error)));
      return null;
    }
  }

  function next(): void {
    while (working.size < LOCATIONS) {
      const owner = spent.least([...waiting.keys()].filter((one) => !working.has(one)));
      const line = owner === undefined ? undefined : waiting.get(owner);
      const job = line?.shift();
      if (owner === undefined || !line || !job) return;
      if (line.length === 0) waiting.delete(owner);
      working.add(owner);
      const startedAt = performance.now();
      void work(owner, job).then((child) => {
        spent.add(owner, performance.now() - startedAt);
        working.delete(owner);
        if (child) resting.rest(owner, child);
        next();
      });
    }
  }

  return {
    size: () => working.size + resting.size(),
    run: (owner, job, deadlineMs = DEADLINE_MS) =>
      new Promise((resolve, reject) => {
        const line = waiting.get(owner) ?? [];
        if (line.length >= MOST_WAITING) {
          reject(new TooMany(`${MOST_WAITING} of its pages are waiting already`));
          return;
        }
        line.push({ job, deadlineMs, resolve, reject });
        waiting.set(owner, line);
        next();
      }),
  };
}

/** Time used lately by each owner, fading. */
function createSpent() {
  const used = new Map<string, { readonly ms: number; readonly at: number }>();
  const now = (owner: string): number => {
    const cached = used.get(owner);
    return cached ? cached.ms * 0.5 ** ((performance.now() - cached.at) / HALF_LIFE_MS) : 0;
  };
  return {
    add(owner: string, ms: number): void {
      used.set(owner, { ms: now(owner) + ms, at: performance.now() });
      for (const one of used.keys()) if (now(one) < 1) used.delete(one);
    },
    /** Of equals the one that came first. */
    least: (owners: readonly string[]): string | undefined =>
      owners.reduce<string | undefined>(
        (best, one) => (best === undefined || now(one) < now(best) ? one : best),
        undefined,
      ),
  };
}

/** Never rejects; answers the process when it can be used again. */
function runOn(child: ChildProcess, { job, deadlineMs, resolve, reject }: Waiting): Promise<ChildProcess | null> {
  return new Promise((done) => {
    child.channel?.ref();
    const timer = setTimeout(() => fail(`it did not end within ${deadlineMs / 1000} s`), deadlineMs);
    const onMessage = (message: unknown) => {
      // Its part is done; reading what it sent takes turns of the hub's own.
      stopListening();
      void answerIn(message).then((answer) => {
        if (!answer) {
          fail("its answer is no plain data");
          return;
        }
        settle(child);
        resolve(answer);
      });
    };
    // V8 aborts without memory.
    const onExit = () => fail("it used up its memory");
    const stopListening = () => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit);
    };
    const settle = (usable: ChildProcess | null) => {
      stopListening();
      child.channel?.unref();
      done(usable);
    };
    const fail = (why: string) => {
      settle(null);
      child.kill("SIGKILL");
      reject(new RangeError(why));
    };
    child.on("message", onMessage).on("exit", onExit);
    if (child.exitCode !== null || !child.connected) onExit();
    else child.send(job);
  });
}

const EVALUATED = z.union([
  z.strictObject({ problem: z.string().max(1_000) }),
  z.strictObject({ value: z.unknown().optional() }),
]);
/** Of a whole answer: beyond, small values take many times the memory of their text. */
const MAX_REPORTED = 2_000_000;

/** What a process sent is text of bounded length that holds answers, whatever became of the process; null for all else. */
async function answerIn(message: unknown): Promise<Answer | null> {
  if (typeof message !== "string" || message.length > LONGEST_ANSWER) return null;
  try {
    if (await hasMoreValuesLong(message, MAX_REPORTED)) return null;
    const reported = await parseOwnLongJson(message);
    if (!Array.isArray(reported)) return null;
    const slice = createSlices();
    const answer: Evaluated[] = [];
    for (const each of reported) {
      await slice();
      const one = EVALUATED.parse(each);
      // JSON knows no undefined: what has neither is a value that is not there.
      answer.push("problem" in one ? one : { value: one.value as Json });
    }
    return answer;
  } catch {
    return null;
  }
}
