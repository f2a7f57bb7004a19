/** Asks all homes of lanes and deliveries, of which some may be away, or not answer. */
import { isDatabaseAway } from "./away.ts";

/** A home has so long after the first answer of another. */
const LATE_MS = 500;

/** One that does not answer while others do. Nothing is known of what it was asked. */
class HomeSilent extends Error {
  override name = "HomeSilent";
  /** As PostgreSQL says that it lets nobody in just now. */
  readonly code = "57P03";
  constructor() {
    super("A database server does not answer. Try again in a moment.");
  }
}

export interface HomeResult<T> {
  /** Of the homes that answered, in their order. */
  readonly found: readonly T[];
  /** Why one did not; null: all answered. */
  readonly away: Error | null;
}

/** Throws where no home can be reached, and where one that can be fails. */
export async function askHomes<H, T>(
  homes: readonly H[],
  ask: (home: H, index: number) => Promise<T>,
): Promise<HomeResult<T>> {
  const answers = await Promise.allSettled(inTime(homes.map(ask)));
  const failures = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
  const fault = failures.find((failure) => !isDatabaseAway(failure));
  if (fault !== undefined || (failures.length > 0 && failures.length === homes.length)) throw fault ?? failures[0];
  const [away] = failures;
  return {
    found: answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : [])),
    away: away instanceof Error ? away : null,
  };
}

/**
 * What one of the homes has, as soon as it says so; undefined where none has it. Throws why a home cannot be reached
 * where no other has it, and where one that can be fails.
 */
export async function findInHomes<H, T>(
  homes: readonly H[],
  ask: (home: H) => Promise<T | undefined>,
): Promise<T | undefined> {
  const requested = homes.map(ask);
  const first = Promise.withResolvers<T>();
  for (const answer of requested)
    answer.then(
      (found) => found !== undefined && first.resolve(found),
      () => undefined,
    );
  const all = askHomes(requested, (answer) => answer).then(({ found, away }) => {
    const one = found.find((each) => each !== undefined);
    if (one === undefined && away) throw away;
    return one;
  });
  return Promise.race([first.promise, all]);
}

/** Those that come late fail with HomeSilent. */
function inTime<T>(requested: readonly Promise<T>[]): readonly Promise<T>[] {
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  Promise.any(requested).then(
    () => {
      timer = setTimeout(() => late.reject(new HomeSilent()), LATE_MS).unref();
    },
    () => undefined,
  );
  void Promise.allSettled(requested).then(() => clearTimeout(timer));
  return requested.map((answer) => Promise.race([answer, late.promise]));
}
