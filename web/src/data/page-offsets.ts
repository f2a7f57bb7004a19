/** Where the pages of a long list begin. Pages follow each other by cursors, so that a place is known once it was reached. */
export interface PagePositions {
  /** Of each page; the first has none. One more than `counts` while the list goes on. */
  readonly cursors: readonly (string | null)[];
  /** Rows of the pages read so far. */
  readonly counts: readonly number[];
}

export const START: PagePositions = { cursors: [null], counts: [] };

/** Rows read before and behind those on the screen; few enough that a list's first page brings no second one along. */
const AHEAD = 60;

/** The places after this page was read; the same ones when it told nothing new. */
export function learned(
  places: PagePositions,
  number: number,
  page: { readonly rows: number; readonly next: string | null },
): PagePositions {
  const isEnd = page.next === null;
  const existing = places.cursors[number + 1];
  const exists = isEnd ? places.cursors.length === number + 1 : existing === page.next;
  if (exists && places.counts[number] === page.rows) return places;
  const counts = [...places.counts];
  counts[number] = page.rows;
  if (isEnd) return { cursors: places.cursors.slice(0, number + 1), counts: counts.slice(0, number + 1) };
  // Where rows came or went before it, the next page begins elsewhere. Those behind it follow when it is read.
  const cursors = [...places.cursors];
  cursors[number + 1] = page.next;
  return { cursors, counts };
}

/** The number of rows before each page, and at the end that of all. */
export function startsOf({ counts }: PagePositions): number[] {
  const starts = [0];
  for (const count of counts) starts.push((starts.at(-1) ?? 0) + count);
  return starts;
}

/** The page a row stands on. */
export function indexOfRow(starts: readonly number[], row: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The pages to be read while these rows stand on the screen. */
export function requestedPages(
  places: PagePositions,
  seen: { readonly first: number; readonly last: number },
): { readonly first: number; readonly last: number } {
  const starts = startsOf(places);
  const end = places.cursors.length - 1;
  const of = (row: number) => Math.min(indexOfRow(starts, row), end);
  const first = of(Math.max(seen.first - AHEAD, 0));
  return { first, last: Math.max(first, of(seen.last + AHEAD)) };
}
