import { isDatabaseAway } from "../../db/away.ts";
import type { Tx } from "../../db/database.ts";

/**
 * Runs `work` over all, or after a failure over each alone, every try in its own savepoint; `poison` keeps what fails
 * alone. Answers what went well.
 */
export async function isolated<T, R>(
  tx: Tx,
  items: readonly T[],
  work: (some: readonly T[]) => Promise<R>,
  poison: (item: T, error: Error) => Promise<void>,
): Promise<R[]> {
  const results: R[] = [];
  const attempt = async (some: readonly T[]): Promise<Error | null> => {
    await tx.run("savepoint page");
    try {
      results.push(await work(some));
      await tx.run("release savepoint page");
      return null;
    } catch (error) {
      await tx.run("rollback to savepoint page");
      // A deadlock, a serialization failure or a full disk is the database's, not the item's: the whole repeats.
      if (error instanceof Error && "code" in error && (error.code === "40P01" || error.code === "40001")) throw error;
      if (isDatabaseAway(error)) throw error;
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  if ((await attempt(items)) === null) return results;
  for (const item of items) {
    const error = await attempt([item]);
    if (error) await poison(item, error);
  }
  return results;
}
