/** For tests: how long a piece of work keeps the only thread to itself, whatever else the machine does. */
import process from "node:process";
import { setImmediate } from "node:timers/promises";

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** The processor time of the longest turn of the event loop while the work goes on: so long everybody else would wait. */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isOver = false;
  let last = cpuMs();
  const watch = async () => {
    while (!isOver) {
      await setImmediate();
      const now = cpuMs();
      longest = Math.max(longest, now - last);
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

/**
 * The longest turn as a share of the budget, with the machine as it is now: beside other work on the same core a thread
 * gets less done in the same processor time.
 */
export async function shareOfBudget(work: () => Promise<unknown>): Promise<number> {
  const ms = await longestTurn(work);
  return ms / (10 * referenceMs());
}

/** A tenth of the budget: the processor time this machine takes to read a fixed JSON text, some 10 ms on a core of 2026. */
export function referenceMs(): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const before = cpuMs();
    for (let round = 0; round < 4; round += 1) JSON.parse(SAMPLE);
    return cpuMs() - before;
  });
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}
