/** Days as columns of a chart: beyond some three months a week is one. */

const MOST_COLUMNS = 100;
const WEEK = 7;

/** The days of each column; the last week is whole. */
export function bucketsOf<Day>(days: readonly Day[]): readonly (readonly [Day, ...Day[]])[] {
  const size = days.length > MOST_COLUMNS ? WEEK : 1;
  const count = Math.ceil(days.length / size);
  const starts = Array.from({ length: count }, (_, n) => Math.max(0, days.length - (count - n) * size));
  return starts.flatMap((start, n) => {
    const [first, ...others] = days.slice(start, starts[n + 1]);
    return first === undefined ? [] : [[first, ...others] as const];
  });
}
