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

const ROUNDS = 9;

/** Processor seconds of one pinned calculation (sorting, JSON, hashing): the fastest of nine rounds after a first one, as other programs only slow it. */
export function measureReference(): number {
  calculate();
  const seconds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    calculate();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return Math.min(...seconds);
}
