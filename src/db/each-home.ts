/** Asks all homes of lanes and deliveries, of which some may be away. */
import { isDatabaseAway } from "./away.ts";

export interface Asked<T> {
  /** Of the homes that answered, in their order. */
  readonly found: readonly T[];
  /** Why one did not; null: all answered. */
  readonly away: Error | null;
}

/** Throws where no home can be reached, and where one that can be fails. */
export async function askHomes<H, T>(
  homes: readonly H[],
  ask: (home: H, index: number) => Promise<T>,
): Promise<Asked<T>> {
  const answers = await Promise.allSettled(homes.map(ask));
  const failures = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
  const fault = failures.find((failure) => !isDatabaseAway(failure));
  if (fault !== undefined || (failures.length > 0 && failures.length === homes.length)) throw fault ?? failures[0];
  const [away] = failures;
  return {
    found: answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : [])),
    away: away instanceof Error ? away : null,
  };
}
