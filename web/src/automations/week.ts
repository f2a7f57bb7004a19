/** How often rules acted within a week, and when each failed last, out of the newest runs. */
interface OfRule {
  readonly automationId: string;
}

interface Week<Run extends OfRule> {
  readonly acted: ReadonlyMap<string, number>;
  readonly failed: ReadonlyMap<string, Run>;
  /** There were more runs than were read: each count is the least it can be. */
  readonly isCut: boolean;
}

/** Runs newest first. */
export function weekOf<Run extends OfRule>(
  acted: readonly OfRule[],
  failed: readonly Run[],
  isCut: boolean,
): Week<Run> {
  const counts = new Map<string, number>();
  for (const { automationId } of acted) counts.set(automationId, (counts.get(automationId) ?? 0) + 1);
  // The last one set is the newest.
  const last = new Map(failed.toReversed().map((run) => [run.automationId, run]));
  return { acted: counts, failed: last, isCut };
}
