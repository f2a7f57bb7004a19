/** Which sweep of a connection has the next turn. */

export interface SweepTimes {
  readonly sweep: string;
  readonly reads: string | null;
  readonly every_ms: number | null;
  readonly next_at: Date;
  readonly turn_at: Date | null;
}

/** It brings orders the hub has never heard of. */
function bringsNew({ sweep, reads }: SweepTimes): boolean {
  return sweep === "queue" || (sweep.startsWith("orders:") && reads === "changed");
}

/**
 * Of the due ones. New orders come first, but never twice in a row while another waits; among equals the one whose last
 * turn is longest ago. So every due sweep has a turn within twice as many turns as there are sweeps, however slow any
 * of them is.
 */
export function pickSweep<T extends SweepTimes>(sweeps: readonly T[], now: Date): T | undefined {
  const due = sweeps.filter((one) => one.next_at <= now).toSorted(byTurn);
  const fresh = due.find(bringsNew);
  const other = due.find((one) => !bringsNew(one));
  if (!fresh || !other) return fresh ?? other;
  const last = sweeps.reduce((a, b) => (passOf(b) > passOf(a) ? b : a));
  return bringsNew(last) && last.turn_at !== null ? other : fresh;
}

const passOf = (one: SweepTimes): number => one.turn_at?.getTime() ?? Number.NEGATIVE_INFINITY;

/** Nobody's turn yet comes before any; then the more frequent, which is the one that people wait for. */
function byTurn(a: SweepTimes, b: SweepTimes): number {
  const [first, second] = [passOf(a), passOf(b)];
  if (first !== second) return first < second ? -1 : 1;
  return (a.every_ms ?? 0) - (b.every_ms ?? 0) || a.next_at.getTime() - b.next_at.getTime();
}
