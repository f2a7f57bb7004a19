/** Lists in pieces: platforms take only so many ids, rows or calls at once. */

/** Pieces of at most `size`, in order; none of an empty list. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += size) pieces.push(items.slice(at, at + size));
  return pieces;
}

/** Works on at most `most` items at once; the results keep the items' order. */
export async function sideBySide<T, R>(items: readonly T[], most: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const some of chunks(items, most)) results.push(...(await Promise.all(some.map(work))));
  return results;
}
