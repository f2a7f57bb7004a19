/** How high the rows of a long list are: most as high as usual, some not. Kept are only those that are not. */
export interface RowHeights {
  /** Pixels a row takes that nobody measured. */
  readonly usual: number;
  /** False: `usual` is a guess from before any row was seen. */
  readonly isKnown: boolean;
  /** Tells how high a row turned out; true when that was not known. */
  learn(index: number, px: number): boolean;
  /** Pixels before a row. */
  before(index: number): number;
  /** The row that stands so many pixels from the list's top; the first one above it. */
  at(px: number): number;
}

export function rowHeights(usual: number, exists = false): RowHeights {
  // By index, ascending; `sums` of the differences before each, counted anew from where one changed.
  const indexes: number[] = [];
  const differences: number[] = [];
  const sums: number[] = [];

  /** Where an index stands among the kept ones, or would stand. */
  const positionOf = (index: number): number => {
    let low = 0;
    let high = indexes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((indexes[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const before = (index: number): number => {
    const position = positionOf(index);
    for (let n = sums.length; n < position; n += 1) sums.push((sums[n - 1] ?? 0) + (differences[n] ?? 0));
    return index * usual + (position > 0 ? (sums[position - 1] ?? 0) : 0);
  };
  return {
    usual,
    isKnown: exists,
    before,
    learn(index, px) {
      const position = positionOf(index);
      const isStored = indexes[position] === index;
      const difference = px - usual;
      if ((isStored ? differences[position] : 0) === difference) return false;
      indexes.splice(position, isStored ? 1 : 0, index);
      differences.splice(position, isStored ? 1 : 0, difference);
      sums.length = Math.min(sums.length, position);
      return true;
    },
    at(px) {
      if (px <= 0) return 0;
      let low = 0;
      // No row is lower than a quarter of the usual.
      let high = Math.ceil((4 * px) / usual);
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (before(middle) <= px) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}
