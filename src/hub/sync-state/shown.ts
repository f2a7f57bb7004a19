/**
 * Whether a channel shows what it should. Below zero it sells no more than at zero, and what it owes is known there
 * alone: none is not written over it.
 */
export function isShown(desired: number | null, shown: number | null): boolean {
  return desired === shown || (desired === 0 && shown !== null && shown < 0);
}

/** The opposite, as SQL over two columns. */
export function differs(desired: string, shown: string): string {
  return `(${desired} is distinct from ${shown} and not coalesce(${desired} = 0 and ${shown} < 0, false))`;
}
