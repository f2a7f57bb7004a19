/** How fast this machine is, so that processor seconds of two machines can be compared. */
import { createHash } from "node:crypto";

/** Never change it: figures of earlier runs in docs/tests.md are in units of this calculation. */
function calculate(): void {
  const rows = Array.from({ length: 20_000 }, (_, index) => ({ id: (index * 7919) % 20_011, text: `row ${index}` }));
  const sorted = rows.toSorted((a, b) => a.id - b.id);
  const parsed = JSON.parse(JSON.stringify(sorted)) as typeof rows;
  let digest = "";
  for (const row of parsed) digest = createHash("sha256").update(digest).update(row.text).digest("hex");
  if (!digest.startsWith("e5694d")) throw new Error(`The reference calculation gave ${digest}.`);
}

const EVERY_MS = 15_000;

/** Processor seconds of one pinned calculation. */
function timeOnce(): number {
  const before = process.cpuUsage();
  calculate();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * Times one pinned calculation again and again while something runs, in the process that only waits for it: cores are
 * shared with other machines, and their speed changes by a factor of two within minutes.
 */
export function watchReference(): { /** The median, in processor seconds. */ stop(): number } {
  // The first one also compiles it.
  calculate();
  const seconds = [timeOnce(), timeOnce(), timeOnce()];
  const timer = setInterval(() => seconds.push(timeOnce()), EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0;
    },
  };
}
