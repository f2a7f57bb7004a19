/**
 * The part of a list that every run reads again, because rows may be saved late: what stands there is known by id and
 * version, so that an idle shop's rows are not read whole with every poll.
 */
import { z } from "zod";

/** Rows that were read, by mark (id and version): in how many runs. */
export type SeenMarks = ReadonlyMap<string, number>;

/** A row read in this many runs is not read again: the second one met whatever was saved in the second of the first. */
const SEEN_AFTER = 2;
/** A cursor names so many rows at most; what it does not name is read again. */
export const MAX_SEEN = 500;

/** How a cursor holds them. */
export const seenSchema = z.record(z.string(), z.number());

export const seenFrom = (stored: z.output<typeof seenSchema>): SeenMarks => new Map(Object.entries(stored));

/** For a cursor: the newest, as many as it may name. */
export const seenText = (seen: SeenMarks): Record<string, number> => Object.fromEntries([...seen].slice(-MAX_SEEN));

export const isSeen = (seen: SeenMarks, mark: string): boolean => (seen.get(mark) ?? 0) >= SEEN_AFTER;

/** What the next run knows: of the marks this run met, those it will meet again. */
export function nextSeen(before: SeenMarks, marks: Iterable<string>): SeenMarks {
  return new Map([...marks].map((mark) => [mark, Math.min(SEEN_AFTER, (before.get(mark) ?? 0) + 1)]));
}

/** Nothing is saved any more with a time this far back, also where the platform's clock and ours differ. */
const SETTLED_MS = 30 * 60_000;

/**
 * Where the next run begins: an overlap before the newest change, or, once nothing can come late any more, with it. What
 * was saved late while a walk of several turns went on lies an overlap before its beginning, `beganMs`.
 */
export function restartMs(
  newestMs: number,
  overlapMs: number,
  nowMs: number,
  beganMs = Number.POSITIVE_INFINITY,
): number {
  const settled = nowMs - newestMs >= SETTLED_MS ? newestMs : newestMs - overlapMs;
  return Math.min(settled, beganMs - overlapMs);
}
