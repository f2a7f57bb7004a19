/**
 * The shortest list of acts that still fails, by delta debugging: leaves out halves, then smaller parts, as long as the
 * rest fails. Every try plays its acts in a shop that is as it was before the first of them.
 * A. Zeller, R. Hildebrandt: Simplifying and Isolating Failure-Inducing Input. IEEE TSE 28(2), 2002 (ddmin).
 */

export interface Shrunk<T> {
  readonly acts: readonly T[];
  readonly tries: number;
  /** Whether no act of the list can be left out; else there was no try left. */
  readonly isShortest: boolean;
}

/** `fails` is asked at most `tries` times; null where even all of them do not fail again. */
export async function shrink<T>(
  all: readonly T[],
  { fails, tries }: { readonly fails: (acts: readonly T[]) => Promise<boolean>; readonly tries: number },
): Promise<Shrunk<T> | null> {
  let used = 0;
  const stillFails = (acts: readonly T[]) => {
    used += 1;
    return fails(acts);
  };
  if (tries < 1 || !(await stillFails(all))) return null;
  let acts = all;
  let parts = 2;
  while (acts.length > 1) {
    const size = Math.ceil(acts.length / parts);
    const starts = Array.from({ length: Math.ceil(acts.length / size) }, (_, index) => index * size);
    let shorter: readonly T[] | undefined;
    // The last acts first: what fails is most often near the end.
    for (const start of starts.reverse()) {
      if (used >= tries) return { acts, tries: used, isShortest: false };
      const rest = acts.filter((_, index) => index < start || index >= start + size);
      if (await stillFails(rest)) {
        shorter = rest;
        break;
      }
    }
    if (shorter) {
      acts = shorter;
      parts = Math.max(2, Math.min(parts - 1, acts.length));
    } else if (size > 1) parts = Math.min(acts.length, parts * 2);
    else break;
  }
  return { acts, tries: used, isShortest: true };
}
