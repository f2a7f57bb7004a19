/**
 * Estimates how much of a walk through time is left, for platforms that give no total: as many records for each day
 * ahead as for the days behind. Gives no estimate for a walk that does not come nearer to now.
 */

/** What an attempt has done, and what it will have done at the end. */
export interface ProgressEstimate {
  readonly done: number;
  readonly total: number;
  /** When the attempt began. */
  readonly since: number;
}

interface Walk {
  /** Takes the times of a page's items; returns an estimate of the total where one is possible. */
  expected(times: readonly number[]): ProgressEstimate | undefined;
}

// Before so much of the time is behind it, one day's orders would speak for a year's.
const LEAST_SHARE = 0.01;

export function createProgressEstimate(now: number): Walk {
  let first: number | undefined;
  let newest: number | undefined;
  let done = 0;
  let isForwards = true;
  return {
    expected(times) {
      const valid = times.filter((time) => Number.isFinite(time));
      done += times.length;
      const [begin, end] = [valid[0], valid.at(-1)];
      if (begin === undefined || end === undefined) return undefined;
      if (begin > end || (newest !== undefined && end < newest)) isForwards = false;
      first ??= begin;
      newest = end;
      const share = (newest - first) / (now - first);
      if (!isForwards || !(share >= LEAST_SHARE) || share >= 1) return undefined;
      return { done, total: Math.max(done, Math.round(done / share)), since: now };
    },
  };
}
