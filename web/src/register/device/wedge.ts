/**
 * A scanner that types: keys faster than fingers, Enter at the end, wherever the page's focus is. Pure; times are given.
 */

/** Between two keys of a scanner; a fast typist takes about 80 ms. */
const MOST_MS = 50;
/** Shorter codes may be typed by hand. */
const LEAST = 4;

export interface Keys {
  readonly text: string;
  /** When the last key came, in milliseconds. */
  readonly at: number;
}

export const NO_KEYS: Keys = { text: "", at: 0 };

export interface KeyTaken {
  readonly keys: Keys;
  /** What was scanned, once Enter ended it. */
  readonly code: string | null;
}

/** Takes one key. Anything slow, or of more than one character but Enter, begins anew. */
export function takeKey(before: Keys, key: string, at: number): KeyTaken {
  const isQuick = before.text !== "" && at - before.at <= MOST_MS;
  if (key === "Enter") {
    const isScan = isQuick && before.text.length >= LEAST;
    return { keys: NO_KEYS, code: isScan ? before.text : null };
  }
  // Shift comes between the keys of a code with capitals.
  if (key.length !== 1) return { keys: key === "Shift" ? before : NO_KEYS, code: null };
  return { keys: { text: isQuick ? before.text + key : key, at }, code: null };
}
