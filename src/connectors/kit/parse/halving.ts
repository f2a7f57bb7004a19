/** Calls that take several items at once and fail as a whole when one of them is at fault. */

/** Such a call, and what it means that it failed. */
interface Together<T, R, E> {
  work(items: readonly T[]): Promise<readonly R[]>;
  /** Whether one of the items may have caused it. What else fails is thrown. */
  isItems(error: unknown): error is E;
  /** What becomes of an item that fails by itself. */
  alone(item: T, error: E): readonly R[];
}

/** Works on the items together. What fails by one of several is thrown: the engine sends halves (decision 144). */
export async function together<T, R, E>(items: readonly T[], call: Together<T, R, E>): Promise<readonly R[]> {
  const [first, ...others] = items;
  if (first === undefined) return [];
  try {
    return await call.work(items);
  } catch (error) {
    if (others.length > 0 || !call.isItems(error)) throw error;
    return call.alone(first, error);
  }
}

/**
 * Works on the items together and, where that fails by one of them, on halves, until each item at fault stands alone. For
 * calls the engine does not halve: readings, and one of several calls of a push, whose results would be lost with it.
 */
export async function inHalves<T, R, E>(items: readonly T[], call: Together<T, R, E>): Promise<readonly R[]> {
  try {
    return await together(items, call);
  } catch (error) {
    if (items.length < 2 || !call.isItems(error)) throw error;
    const half = Math.ceil(items.length / 2);
    const first = await inHalves(items.slice(0, half), call);
    return [...first, ...(await inHalves(items.slice(half), call))];
  }
}
