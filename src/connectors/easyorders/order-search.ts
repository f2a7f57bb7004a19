/** Where to begin walking a store's running order numbers, in as few calls as possible. Pure but for `placedAt`. */

/** When the order of this number was placed (microseconds); null when there is none. */
export type PlacedAt = (number: number) => Promise<bigint | null>;

/** Among orders a number counts as free only when the two after it are free as well: single ones get deleted. */
const TRIES = 3;
/** Each step of the search upward is this many times the last one. */
const STRIDE = 4;
/** Steps without any order after which a store counts as empty (number 16,384). */
const EMPTY_AFTER = 7;
/** 4^12: sixteen million orders. */
const MAX_STEPS = 12;
/** Where shops like to begin counting; striding from 1 would step over a young shop there. */
const USUAL_STARTS = [100, 1000, 10_000, 100_000];

interface Range {
  /** The lowest order's number. */
  readonly low: number;
  /** A number above every order's. */
  readonly high: number;
}

/**
 * The number of the first order placed at or after `since` (numbers rise with time), at least `from`. When
 * every order is older: the number after the last one. When there is none at all: `from`.
 */
export async function firstNumberSince(from: number, since: bigint, placedAt: PlacedAt): Promise<number> {
  const range = (await findRange(from, placedAt)) ?? (await findAtUsualStart(from, placedAt));
  if (range === null) return from;
  let { low, high } = range;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const at = await near(middle, high, placedAt);
    if (at === null || at >= since) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function findAtUsualStart(from: number, placedAt: PlacedAt): Promise<Range | null> {
  for (const start of USUAL_STARTS) {
    if (start > from && (await near(start, start + 1, placedAt)) !== null) return findRange(start, placedAt);
  }
  return null;
}

async function findRange(from: number, placedAt: PlacedAt): Promise<Range | null> {
  let firstFound: number | null = null;
  let lastFree = from - 1;
  let freeInARow = 0;
  for (let step = 0; step <= MAX_STEPS; step += 1) {
    const probe = from + STRIDE ** step - 1;
    const tries = step === 0 || firstFound !== null ? TRIES : 1;
    if ((await near(probe, probe + tries, placedAt)) !== null) {
      firstFound ??= probe;
      freeInARow = 0;
    } else if (firstFound === null) {
      lastFree = probe;
      if (step >= EMPTY_AFTER) return null;
    } else {
      // Twice, because three deleted orders in a row may sit just here.
      freeInARow += 1;
      if (freeInARow === 2) return { low: await lowest(lastFree + 1, firstFound, placedAt), high: probe };
    }
  }
  return firstFound === null ? null : { low: firstFound, high: from + STRIDE ** MAX_STEPS };
}

async function lowest(free: number, taken: number, placedAt: PlacedAt): Promise<number> {
  let low = free;
  let high = taken;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await near(middle, high, placedAt)) === null) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function near(number: number, end: number, placedAt: PlacedAt): Promise<bigint | null> {
  for (let at = number; at < Math.min(end, number + TRIES); at += 1) {
    const placed = await placedAt(at);
    if (placed !== null) return placed;
  }
  return null;
}
