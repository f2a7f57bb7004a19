/** Where to begin walking a store's running order numbers, in as few calls as possible. Pure but for `placedAt`. */

/** When the order of this number was placed (microseconds); null when there is none. */
export type PlacedAt = (number: number) => Promise<bigint | null>;

/** A number is taken as free only when it and the two after it are: single orders may have been deleted. */
const TRIES = 3;
/** Doubling steps without any order after which a store counts as empty (number 16,384). */
const EMPTY_AFTER = 14;
/** Where shops like to begin counting; doubling from 1 would step over a young shop there. */
const USUAL_STARTS = [100, 1000, 10_000, 100_000];
/** Largest number looked for: 2^24 orders. */
const MAX_DOUBLINGS = 24;

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

async function findAtUsualStart(from: number, placedAt: PlacedAt): Promise<{ low: number; high: number } | null> {
  for (const start of USUAL_STARTS) {
    if (start > from && (await near(start, start + TRIES, placedAt)) !== null) return findRange(start, placedAt);
  }
  return null;
}

/** The lowest order's number and one that is above every order's. */
async function findRange(from: number, placedAt: PlacedAt): Promise<{ low: number; high: number } | null> {
  let firstFound: number | null = null;
  let lastFree = from - 1;
  let freeInARow = 0;
  for (let power = 0; power <= MAX_DOUBLINGS; power += 1) {
    const probe = from + 2 ** power - 1;
    if ((await near(probe, probe + TRIES, placedAt)) !== null) {
      firstFound ??= probe;
      freeInARow = 0;
    } else if (firstFound === null) {
      lastFree = probe;
      if (power >= EMPTY_AFTER) return null;
    } else {
      // Twice, because three deleted orders in a row may sit just here.
      freeInARow += 1;
      if (freeInARow === 2) return { low: await lowest(lastFree + 1, firstFound, placedAt), high: probe };
    }
  }
  return firstFound === null ? null : { low: firstFound, high: from + 2 ** MAX_DOUBLINGS };
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
