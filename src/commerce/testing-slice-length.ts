/** For tests: how long a piece of work keeps the only thread to itself, whatever else the machine does. */
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * The system's time counts up to this share of the thread's own: taking memory costs 0.3 µs a page on one machine and 16
 * on another, which the reference does not show, since it takes none.
 */
const MAX_SYSTEM_SHARE = 1 / 4;
/** Where a virtual machine is given its memory page by page, most of that cost is counted as the thread's own time. */
const USUAL_PAGE_MS = 0.0003;
/** Pages of other threads are counted too, so no more than this share of the thread's own time is taken for pages. */
const MAX_PAGES_SHARE = 1 / 2;

/** Time in microseconds of the thread; pages taken by the process. */
interface Usage extends Pick<NodeJS.CpuUsage, "user" | "system"> {
  readonly pages: number;
}

const usageNow = (): Usage => ({ ...process.threadCpuUsage(), pages: process.resourceUsage().minorPageFault });

/** What a page costs here beyond the usual; measured once, with the first turn that is too long. */
let excessPageMs = 0;

function msBetween(from: Usage, to: Usage): number {
  const user = (to.user - from.user) / 1000;
  const system = Math.min((to.system - from.system) / 1000, user * MAX_SYSTEM_SHARE);
  return user + system - Math.min((to.pages - from.pages) * excessPageMs, user * MAX_PAGES_SHARE);
}

/** More than an allocator keeps for the next who asks. */
const FRESH_BYTES = 33 * 1024 * 1024;
const PAGE_BYTES = 4_096;

function measurePages(): void {
  const before = process.threadCpuUsage();
  const fresh = Buffer.allocUnsafeSlow(FRESH_BYTES);
  for (let at = 0; at < fresh.length; at += PAGE_BYTES) fresh[at] = 1;
  const { user } = process.threadCpuUsage(before);
  excessPageMs = Math.max(0, user / 1000 / (FRESH_BYTES / PAGE_BYTES) - USUAL_PAGE_MS);
}

/**
 * The processor time of the longest turn of the event loop while the work goes on: so long everybody else would wait. A
 * timer ends each turn, within a millisecond: looking after every turn kept a core busy while the work waited.
 */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isOver = false;
  let last = usageNow();
  const watch = async () => {
    while (!isOver) {
      await delay(1);
      const now = usageNow();
      longest = Math.max(longest, msBetween(last, now));
      last = now;
    }
  };
  const watched = watch();
  await work();
  isOver = true;
  await watched;
  return longest;
}

const SAMPLE = JSON.stringify(
  Array.from({ length: 5_000 }, (_, n) => ({ id: n, name: `name ${n}`, tags: ["a", "b"], at: n / 7 })),
);
const ROUNDS = 15;
/** Enough for the least of many. */
const FEW_ROUNDS = 5;

/** No turn of the thread takes longer on a core of 2026. */
const BUDGET_MS = 100;

/** Work in the caches and on the other thread of a core slows a turn by no more than this. */
const MAX_SLOWED = 1.5;

/**
 * The budget on this machine as it is now: more than 100 ms where ten references take longer, or where one takes longer
 * than it did when the machine was quietest; never less.
 */
function turnBudgetMs(tenth: number): number {
  const slowed = Math.min(MAX_SLOWED, Math.max(1, tenth / Math.min(tenth, leastReferenceMs)));
  return Math.max(BUDGET_MS * slowed, 10 * tenth);
}

/**
 * The longest turn as a share of the budget, with the machine as it is now: beside other work on the same core a thread
 * gets less done in the same processor time.
 */
async function shareOfBudget(work: () => Promise<unknown>): Promise<number> {
  const ms = await longestTurn(work);
  if (measured % TIMED_EVERY === 0) leastReferenceMs = Math.min(leastReferenceMs, referenceMs(FEW_ROUNDS));
  measured += 1;
  return ms / turnBudgetMs(ms > turnBudgetMs(leastReferenceMs) ? referenceMs() : leastReferenceMs);
}

const TRIES = 5;

/**
 * The least share of several tries where the first is beyond the budget: what is slow is slow again. Garbage of what ran
 * before is collected between them, in nobody's turn. `before` prepares each try and is not measured.
 */
export async function leastShareOfBudget(
  work: () => Promise<unknown>,
  before: () => Promise<unknown> = async () => undefined,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < TRIES && least > 1; tried += 1) {
    await before();
    if (tried > 0) collectGarbage();
    if (tried === 1 && excessPageMs === 0) measurePages();
    least = Math.min(least, await shareOfBudget(work));
  }
  return least;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

/** The reference takes longer than most of what is measured by it: the least so far, and anew where a turn is longer. */
let leastReferenceMs = Number.POSITIVE_INFINITY;
let measured = 0;
const TIMED_EVERY = 20;

/**
 * A tenth of the budget: the processor time this machine takes to read a fixed JSON text, some 10 ms on a core of 2026. Of
 * all rounds together: a kernel may count a thread's time in steps of 4 ms.
 */
function referenceMs(rounds = ROUNDS): number {
  const before = usageNow();
  for (let round = 0; round < rounds * 4; round += 1) JSON.parse(SAMPLE);
  return msBetween(before, usageNow()) / rounds;
}
